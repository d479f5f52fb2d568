import type { SessionEvent } from '../events/parse-events.ts';
import { limits } from '../limits.ts';
import type { WriteAnswer } from '../zendesk/ticket-write.ts';
import { applyEvents } from './apply-event.ts';
import { hasEventId } from './intake.ts';
import type { Session } from './state.ts';

/**
 * Temporal's database can be restored from an earlier copy. Then Temporal has forgotten what was written since, but the
 * tickets show it. A fact that is reported late may have been reported before, so its marker is looked for (TKT-12). A
 * fact that is reported in time can not have been written before, and costs no request.
 */

const eventDelayMs = limits.restore.eventDelay.value * 1000;
const queueDelayMs = limits.restore.queueDelay.value * 1000;

/** An event, and when it arrived, ms since the epoch. */
export type Arrival = { readonly event: SessionEvent; readonly at: number };

/**
 * Applies events that have arrived, in their order. The facts of a metadata document always count as late, because the
 * document comes long after them (PLT-3).
 */
export function receiveEvents(session: Session, arrivals: readonly Arrival[]): Session {
  const applied = applyEvents(
    session,
    arrivals.map(({ event }) => event),
  );
  if (applied === session || applied.looksBack !== true) return applied;
  const late = arrivals.flatMap(({ event, at }) => {
    const isLate = event.type === 'session.metadata' || at - event.timestamp > eventDelayMs;
    return isLate && !hasEventId(session.eventIds, event.event_id) ? [event.timestamp] : [];
  });
  if (late.length === 0) return applied;
  const latest = late.reduce((a, b) => Math.max(a, b));
  const reportedLateUpTo = Math.max(applied.reportedLateUpTo ?? latest, latest);
  return { ...withLateFacts(applied, latest), reportedLateUpTo };
}

/** @param now ms since the epoch */
export function receiveEvent(session: Session, event: SessionEvent, now: number): Session {
  return receiveEvents(session, [{ event, at: now }]);
}

/**
 * Notes that the workflow waited longer than planned. Everything that it knows may be on the ticket already.
 *
 * @param plannedAt when the workflow should have gone on; ms since the epoch, as is `now`
 */
export function noteDelay(session: Session, plannedAt: number, now: number): Session {
  return now - plannedAt > queueDelayMs ? withLateFacts(session, now) : session;
}

/**
 * Notes that writes were on the ticket before they were sent. A write that depends on one of them, such as the voice comment
 * of a recording, may be there too.
 *
 * @param now ms since the epoch
 */
export function noteFoundWrites(session: Session, answers: readonly WriteAnswer[], now: number): Session {
  return answers.some((answer) => answer.kind === 'written' && answer.found === true)
    ? withLateFacts(session, now)
    : session;
}

/**
 * Nothing that the session knows by now can be on a ticket that was made just now.
 *
 * @param madeAt when the ticket was made; undefined: a while ago. Both times in ms since the epoch
 */
export function forgetIfJustMade(session: Session, madeAt: number | undefined, now: number): Session {
  if (madeAt === undefined || now - madeAt > queueDelayMs) return session;
  const { mayBeWrittenUpTo: _forgotten, ...rest } = session;
  return rest;
}

/** @param upTo the time of the latest fact that may be on the ticket already, ms since the epoch */
export function withLateFacts(session: Session, upTo: number): Session {
  const known = session.mayBeWrittenUpTo ?? upTo;
  if (session.looksBack !== true || (session.mayBeWrittenUpTo !== undefined && known >= upTo)) return session;
  return { ...session, mayBeWrittenUpTo: Math.max(known, upTo) };
}

/** Whether something of this time may have been reported late, so that it is too late to show it to an agent (ADP-1). */
export function isReportedLate({ reportedLateUpTo }: Session, at: number): boolean {
  return reportedLateUpTo !== undefined && at <= reportedLateUpTo;
}

/**
 * Whether a fact may be on the ticket already.
 *
 * @param at the time of the fact, ms since the epoch; undefined: it has no time of its own
 */
export function mayBeWritten({ mayBeWrittenUpTo }: Session, at: number | undefined): boolean {
  return mayBeWrittenUpTo !== undefined && (at === undefined || at <= mayBeWrittenUpTo);
}
