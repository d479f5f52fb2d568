import type { Settings } from '../settings/settings.ts';
import { keepsData } from './retention.ts';
import { switchToMerged, stepsWithTicket } from './with-ticket.ts';
import {
  abandonedAt,
  endedAt,
  lateUntil,
  metadataMissing,
  presumedOverAt,
  recordingsMissing,
  effectiveSettings,
  transcriptMissing,
} from '../session/selectors.ts';
import type { Session } from '../session/state.ts';
import { waitFor } from '../session/step.ts';
import type { Step, WaitsFor } from '../session/step.ts';
import { stepsBeforeTicket } from './before-ticket.ts';

/**
 * What is due now: compares what is known of the session with what is done about it.
 * @param settings the document that the session started with
 * @param now ms since the epoch
 * @returns steps to begin side by side (those under way included, by the same key), and waits with their deadline;
 *   `settled` alone when nothing will ever be due again (END-6).
 */
export function nextSteps(session: Session, settings: Settings, now: number): readonly Step[] {
  const ours = effectiveSettings(session, settings);
  const steps = steppedOn(session, ours, now);
  const retrying = new Map(session.progress.failingSteps.map(({ key, retryAt }) => [key, retryAt]));
  return steps.map((step): Step => {
    const retryAt = retrying.get(step.key);
    return retryAt !== undefined && retryAt > now ? waitFor('retry', retryAt) : step;
  });
}

function steppedOn(session: Session, settings: Settings, now: number): readonly Step[] {
  const { ticket, ticketRefused, endedWithoutTicket } = session.progress;
  if (ticket !== null) {
    const moved = switchToMerged(session, ticket, now);
    return moved === null
      ? unlessSettled(session, settings, now, stepsWithTicket(session, ticket, settings, now))
      : [moved];
  }
  if (ticketRefused !== null || endedWithoutTicket) return unlessSettled(session, settings, now, []);
  return stepsBeforeTicket(session, settings, now);
}

/** END-6, LATE-1: adds what the session still waits for; without any of it, and nothing due, it is settled. */
function unlessSettled(session: Session, settings: Settings, now: number, steps: readonly Step[]): readonly Step[] {
  const waits: Step[] = [];
  const abandoned = abandonedAt(session, settings, now);
  if (abandoned !== null && now < abandoned) waits.push(waitFor('agent', abandoned));
  const ended = session.earlierRun ? (session.received.firstAt ?? now) : endedAt(session, settings, now);
  if (ended === null) waits.push(waitFor('end', presumedOverAt(session, settings)));
  else if (!session.earlierRun && (session.progress.ticket !== null || keepsData(session))) {
    const until = lateUntil(ended, settings);
    if (now < until) waits.push(...expected(session).map((reason) => waitFor(reason, until)));
  }
  const all = [...steps, ...waits];
  return all.length === 0 ? [{ kind: 'settled', key: 'settled' }] : all;
}

/** LATE-1: what is still to come. */
function expected(session: Session): readonly WaitsFor[] {
  return [
    ...(recordingsMissing(session) > 0 ? (['recording'] as const) : []),
    ...(transcriptMissing(session) ? (['transcript'] as const) : []),
    ...(metadataMissing(session) ? (['metadata'] as const) : []),
  ];
}
