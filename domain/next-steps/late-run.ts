import type { TimelineEntry } from '../session/timeline.ts';
import type { Session } from '../session/state.ts';

/** Half of the time for which Zendesk's idempotency key holds. */
const freshForMs = 60 * 60_000;

/**
 * LATE-1, TKT-12: whether the session may have a ticket that this run does not know of: an earlier run ended, or what
 * is heard is so old, or begins so late in the session, that one may have ended beyond Temporal's memory.
 */
export function mustSearchEarlierTicket(session: Session, now: number): boolean {
  if (session.progress.earlierTicket !== null && isDataKnownToBeKept(session)) return false;
  const { start, end, recordings, timeline, metadata, firstAt } = session.receivedEvents ?? session.received;
  const beginsLate =
    start === null && (end !== null || recordings.length > 0 || timeline.some(isLate) || metadata !== null);
  return session.earlierRun || session.rescued || beginsLate || (firstAt !== null && now - firstAt > freshForMs);
}

/** PLT-4: of a run that follows another it goes without saying. */
export function isDataKnownToBeKept({ earlierRun, rescued, progress }: Session): boolean {
  return earlierRun || rescued || progress.dataKept !== null;
}

/** What may be the first that is heard of a session in good order is no sign of a late run. */
function isLate({ type }: TimelineEntry): boolean {
  return type !== 'custom_data.received' && type !== 'dap.responded';
}
