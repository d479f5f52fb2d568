import type { SessionObject } from '../events/parse-events.ts';
import type { Settings } from '../settings/settings.ts';
import type { SessionAgents } from './agents.ts';
import type { Session } from './state.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** TKT-8: a `session.connected` that comes this long after the end may still show that the call was answered. */
const lateConnectMs = 60 * secondMs;
/** END-3: the wrap-up counts as over after this time, even if the platform does not report its end. */
const longestWrapUpMs = 30 * minuteMs;

/** When things happened or will happen in a session, in ms since the epoch. */
export type SessionTiming = {
  /**
   * The end, as the platform reports it, or when an operator cancelled the session, or after `session.maxHours` without an
   * event. Null: the session is not over.
   */
  readonly endedAt: number | null;
  /** When the session counts as over if no further event comes. Null: the platform has not sent an event yet. */
  readonly presumedOverAt: number | null;
  /** TKT-9: when the customer left a voicemail. Null: there is no voicemail, or the call is outbound. */
  readonly voicemailAt: number | null;
  /** TKT-8: when an unanswered session counts as abandoned. Null: an agent answered it, or may still answer. */
  readonly abandonedAt: number | null;
  /** END-2, END-3: when the contact is chosen automatically. Null: the agent may still pick. */
  readonly autoChoiceAt: number | null;
};

type Known = {
  readonly session: Session;
  readonly start: SessionObject | null;
  readonly agents: SessionAgents;
  readonly settings: Settings;
  readonly now: number;
};

export function readTiming(known: Known): SessionTiming {
  const { session, start } = known;
  const isOutbound = start?.direction === 'outbound';
  const presumedOverAt = readPresumedOverAt(known);
  const voicemailAt = isOutbound
    ? null
    : (session.received.timeline.find(({ type }) => type === 'voicemail.left')?.at ?? null);
  const endedAt = readEndedAt(known, presumedOverAt);
  const isUnanswered = known.agents.connected === null && !isOutbound && voicemailAt === null;
  const abandonedAt = endedAt !== null && isUnanswered ? readAbandonedAt(session, endedAt) : null;
  const autoSelectAt = endedAt === null ? null : readAutoSelectAt(known, endedAt);
  return {
    endedAt,
    presumedOverAt,
    voicemailAt,
    abandonedAt,
    autoChoiceAt: voicemailAt ?? abandonedAt ?? autoSelectAt,
  };
}

function readEndedAt({ session, now }: Known, presumedOverAt: number | null): number | null {
  const reported = session.received.end?.at ?? session.canceledAt;
  if (reported !== null) return reported;
  return presumedOverAt !== null && presumedOverAt <= now ? presumedOverAt : null;
}

/** The hours without an event begin at a scheduled call's time, if that is later than the last event. */
function readPresumedOverAt({ session, start, settings }: Known): number | null {
  const { lastAt, queuedAt } = session.received;
  if (lastAt === null) return null;
  const scheduledAt = start?.session_type.includes('Scheduled') === true ? queuedAt : null;
  return Math.max(lastAt, scheduledAt ?? lastAt) + settings.session.maxHours * hourMs;
}

/**
 * TKT-8: a session counts as abandoned at its end if the platform gives an `abandoned…` reason. Otherwise it counts as
 * abandoned after `lateConnectMs`, because an answer may be reported late.
 */
function readAbandonedAt(session: Session, endedAt: number): number {
  const reason = session.received.end?.item.fail_reason ?? null;
  return reason !== null && reason.startsWith('abandoned') ? endedAt : endedAt + lateConnectMs;
}

/** END-3: the time from which on no agent can pick the contact. */
function readAutoSelectAt(known: Known, endedAt: number): number {
  const { settings, agents } = known;
  if (settings.inbound.autoSelectAt === 'call_end' || agents.connected === null) return endedAt;
  return Math.max(endedAt, Math.min(readWrappedUpAt(known, endedAt) ?? Infinity, endedAt + longestWrapUpMs));
}

/**
 * END-3: the end of the wrap-up. The platform reports it, or a disposition shows it. A disposition from before the end of
 * the session counts only if the agent who serves the session submitted it, because an agent who transferred the session
 * may have submitted one long before.
 */
function readWrappedUpAt({ session, agents }: Known, endedAt: number): number | null {
  const serving = agents.connected?.agent.id ?? null;
  const disposition = session.received.timeline.find(
    (entry) =>
      entry.type === 'disposition.submitted' &&
      (entry.at >= endedAt || entry.item.agent === null || entry.item.agent.id === serving),
  );
  const reported = [session.received.wrappedUpAt, disposition?.at ?? null].filter((at) => at !== null);
  return reported.length === 0 ? null : Math.min(...reported);
}

/**
 * LATE-1: the time until which a session waits for data that is still expected, in ms since the epoch.
 *
 * @param from the end of the session or, without a start, its first event; ms since the epoch
 */
export function lateUntil(from: number, settings: Settings): number {
  return from + settings.session.lateHours * hourMs;
}

/** TKT-3: the time until which messages of an ended chat may still arrive, in ms since the epoch. */
export function messagesUntil(endedAt: number): number {
  return endedAt + lateConnectMs;
}
