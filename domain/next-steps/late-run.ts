import type { TimelineEntry } from '../session/timeline.ts';
import type { Session } from '../session/state.ts';
import type { Step } from '../session/step.ts';

/** Half of the time for which Zendesk's idempotency key holds. */
const freshForMs = 60 * 60_000;

/**
 * LATE-1, TKT-12: whether the session may have a ticket that this run does not know. That is so after an earlier run. It
 * is also so if the events are old or begin late in the session: then a run may have ended that Temporal has forgotten.
 * @param now ms since the epoch
 */
export function mustFindEarlierTicket(session: Session, now: number): boolean {
  if (session.progress.earlierTicket !== null && isDataKnownToBeKept(session)) return false;
  const { start, end, recordings, timeline, metadata, firstAt } = session.receivedEvents ?? session.received;
  const beginsLate =
    start === null && (end !== null || recordings.length > 0 || timeline.some(isLate) || metadata !== null);
  return session.earlierRun || session.rescued || beginsLate || (firstAt !== null && now - firstAt > freshForMs);
}

/** LATE-1, PLT-4: looks for the ticket in Zendesk, and for the data that an earlier run may have left. */
export function findEarlierTicket(session: Session): readonly Step[] {
  const input = { sessionId: session.id };
  const steps: Step[] = [];
  if (session.progress.earlierTicket === null) steps.push({ kind: 'findTicket', key: 'findTicket', input });
  if (!isDataKnownToBeKept(session)) steps.push({ kind: 'askDataKept', key: 'askDataKept', input });
  return steps;
}

/** PLT-4: a run that follows another need not ask. */
function isDataKnownToBeKept({ earlierRun, rescued, progress }: Session): boolean {
  return earlierRun || rescued || progress.dataKept !== null;
}

/** These two types may be the first events of a session without any delay, so they are no sign of a late run. */
function isLate({ type }: TimelineEntry): boolean {
  return type !== 'custom_data.received' && type !== 'dap.responded';
}
