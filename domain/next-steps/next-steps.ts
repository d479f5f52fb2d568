import type { Settings } from '../settings/settings.ts';
import {
  abandonedAt,
  endedAt,
  isTicketDecided,
  lateUntil,
  metadataMissing,
  presumedOverAt,
  recordingsMissing,
  effectiveSettings,
  transcriptMissing,
} from '../session/selectors.ts';
import type { Session } from '../session/state.ts';
import { waitFor } from '../session/step.ts';
import type { Step, WaitsFor, WaitStep } from '../session/step.ts';
import { stepsBeforeTicket } from './before-ticket.ts';
import { findEarlierTicket, mustFindEarlierTicket } from './late-run.ts';
import { keepsData } from './retention.ts';
import { switchTicketIfMoved } from './switch-ticket.ts';
import { keepTicketCurrent } from './with-ticket.ts';

/**
 * Compares the data that a session has received with the progress that it has made, and says what to do now.
 * @param settings the document that the session started with
 * @param now ms since the epoch
 * @returns steps to begin side by side, and waits with their deadlines. Steps that are under way already are returned
 *   again with the same key. `settled` alone means that nothing will ever be left to do (END-6).
 */
export function nextSteps(session: Session, settings: Settings, now: number): readonly Step[] {
  const steps = stepsOfPhase(session, effectiveSettings(session, settings), now);
  const retries = new Map(session.progress.failingSteps.map(({ key, retryAt }) => [key, retryAt]));
  return steps.map((step): Step => {
    const retryAt = retries.get(step.key);
    return retryAt !== undefined && retryAt > now ? waitFor('retry', retryAt) : step;
  });
}

/** The story of a session; `phaseOf` names its phases in the same way. */
function stepsOfPhase(session: Session, settings: Settings, now: number): readonly Step[] {
  // The phase "open", or "compensate" once the call or chat is over.
  if (!isTicketDecided(session)) {
    if (mustFindEarlierTicket(session, now)) return findEarlierTicket(session);
    return stepsBeforeTicket(session, settings, now);
  }
  // The phase "live", or "settle" once the call or chat is over.
  const { ticket } = session.progress;
  if (ticket === null) return orSettled(expectedWaits(session, settings, now));
  const move = switchTicketIfMoved(session, ticket, now);
  if (move !== null) return [move];
  const updates = keepTicketCurrent(session, ticket, settings, now);
  return orSettled([...updates, ...expectedWaits(session, settings, now)]);
}

/** END-6: the session is settled when nothing is left to do and nothing is expected. */
function orSettled(steps: readonly Step[]): readonly Step[] {
  return steps.length === 0 ? [{ kind: 'settled', key: 'settled' }] : steps;
}

/** END-6, LATE-1: the waits of a session whose ticket is decided. */
function expectedWaits(session: Session, settings: Settings, now: number): readonly WaitStep[] {
  const abandoned = abandonedAt(session, settings, now);
  const waits = abandoned !== null && now < abandoned ? [waitFor('agent', abandoned)] : [];
  if (session.earlierRun) return waits;
  const ended = endedAt(session, settings, now);
  if (ended === null) return [...waits, waitFor('end', presumedOverAt(session, settings))];
  const until = lateUntil(ended, settings);
  const isKept = session.progress.ticket !== null || keepsData(session);
  if (!isKept || now >= until) return waits;
  return [...waits, ...lateData(session).map((reason) => waitFor(reason, until))];
}

/** LATE-1: the data that the platform sends after the end. */
function lateData(session: Session): readonly WaitsFor[] {
  return [
    ...(recordingsMissing(session) > 0 ? (['recording'] as const) : []),
    ...(transcriptMissing(session) ? (['transcript'] as const) : []),
    ...(metadataMissing(session) ? (['metadata'] as const) : []),
  ];
}
