import { readSession } from '../session/read-session.ts';
import type { SessionReading } from '../session/read-session.ts';
import type { Settings } from '../settings/settings.ts';
import { lateUntil } from '../session/timing.ts';
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
 *   again with the same key. A single step `settled` means that the session is finished (END-6).
 */
export function nextSteps(session: Session, settings: Settings, now: number): readonly Step[] {
  const steps = stepsOfPhase(readSession(session, settings, now));
  const retries = new Map(session.progress.failingSteps.map(({ key, retryAt }) => [key, retryAt]));
  return steps.map((step): Step => {
    const retryAt = retries.get(step.key);
    return retryAt !== undefined && retryAt > now ? waitFor('retry', retryAt) : step;
  });
}

/** The life of a session from its start to its end. `phaseOf` gives the same phases their names. */
function stepsOfPhase(reading: SessionReading): readonly Step[] {
  const { session, now } = reading;
  // The phase "open", or "compensate" once the call or chat is over.
  if (!reading.isTicketDecided) {
    if (mustFindEarlierTicket(session, now)) return findEarlierTicket(session);
    return stepsBeforeTicket(reading);
  }
  // The phase "live", or "settle" once the call or chat is over.
  const { ticket } = session.progress;
  if (ticket === null) return orSettled(expectedWaits(reading));
  const move = switchTicketIfMoved(reading, ticket);
  if (move !== null) return [move];
  const updates = keepTicketCurrent(reading, ticket);
  return orSettled([...updates, ...expectedWaits(reading)]);
}

/** END-6: without a step and without an expected event the session is finished. */
function orSettled(steps: readonly Step[]): readonly Step[] {
  return steps.length === 0 ? [{ kind: 'settled', key: 'settled' }] : steps;
}

/** END-6, LATE-1: the waits of a session whose ticket is decided. */
function expectedWaits(reading: SessionReading): readonly WaitStep[] {
  const { session, settings, now, abandonedAt, endedAt } = reading;
  const waits = abandonedAt !== null && now < abandonedAt ? [waitFor('agent', abandonedAt)] : [];
  if (session.earlierRun) return waits;
  if (endedAt === null) return [...waits, waitFor('end', reading.presumedOverAt)];
  const until = lateUntil(endedAt, settings);
  const isKept = session.progress.ticket !== null || keepsData(session);
  if (!isKept || now >= until) return waits;
  return [...waits, ...lateData(reading).map((reason) => waitFor(reason, until))];
}

/** LATE-1: the data that the platform sends after the end. */
function lateData(reading: SessionReading): readonly WaitsFor[] {
  return [
    ...(reading.expected.recordings > 0 ? (['recording'] as const) : []),
    ...(reading.expected.transcript ? (['transcript'] as const) : []),
    ...(reading.expected.metadata ? (['metadata'] as const) : []),
  ];
}
