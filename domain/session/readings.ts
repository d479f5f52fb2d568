import type { Settings } from '../settings/settings.ts';
import { settingsForQueue } from '../settings/queue.ts';
import type { Agent, MenuPath, Queue, SessionObject } from './events.ts';
import type { Session } from './session.ts';

/** What can be read off a session: each a question with one answer, none of it stored. */

export type Channel = 'voice' | 'web_chat' | 'mobile_chat' | 'sms' | 'whatsapp';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** TKT-8: how long after the end a late `session.connected` may still show that the call was answered. */
const lateConnectMs = 60 * secondMs;
/** END-3: wrap-up is over by then, whether or not anybody says so. */
const longestWrapUpMs = 30 * minuteMs;

export function startOf(session: Session): SessionObject | null {
  return session.heard.start?.session ?? null;
}

/** Without a start the id tells: the platform's own doors name chats `chat-…`. */
export function isCall(session: Session): boolean {
  const start = startOf(session);
  return start === null ? !session.id.startsWith('chat-') : start.kind === 'call';
}

export function channelOf(start: SessionObject): Channel {
  if (start.kind === 'call') return 'voice';
  if (start.session_type.includes('SMS')) return 'sms';
  if (start.session_type.includes('WhatsApp')) return 'whatsapp';
  return start.session_type.includes('Mobile') ? 'mobile_chat' : 'web_chat';
}

/** The leaf queue: the last one heard of. */
export function queueOf(session: Session): Queue | null {
  return session.heard.queue?.queue ?? startOf(session)?.queue ?? null;
}

export function menuPathOf(session: Session): MenuPath | null {
  return session.heard.queue?.menuPath ?? startOf(session)?.menu_path ?? null;
}

/** The settings that hold for this session: those of its leaf queue. */
export function settingsOf(session: Session, settings: Settings): Settings {
  return settingsForQueue(settings, queueOf(session)?.id ?? null);
}

/** The customer's number as the platform gave it. */
export function customerNumber(start: SessionObject): string | null {
  return (start.direction === 'inbound' ? start.from : start.to) ?? start.end_user.phone;
}

/** TKT-15: virtual agents are no agents. */
function humanAgents(session: Session): Session['heard']['agents'] {
  return session.heard.agents.filter(({ agent }) => agent.kind === 'human');
}

/** The first human who answered; offered is not answered (APP-8). */
export function connectedAgent(session: Session): { readonly agent: Agent; readonly at: number } | null {
  return humanAgents(session).find(({ kind }) => kind === 'connected') ?? null;
}

/** Who has the session now: who answered, else who was offered it last and did not decline. */
export function agentOf(session: Session): { readonly agent: Agent; readonly at: number } | null {
  const connected = connectedAgent(session);
  if (connected !== null) return connected;
  const offers = humanAgents(session);
  const declined = (id: string, at: number): boolean =>
    offers.some((offer) => offer.kind === 'canceled' && offer.agent.id === id && offer.at >= at);
  return offers.findLast(({ kind, agent, at }) => kind === 'assigned' && !declined(agent.id, at)) ?? null;
}

export function wasConnected(session: Session): boolean {
  return connectedAgent(session) !== null;
}

/**
 * When the session was over, ms since the epoch: by its own word, by an operator's, or because nothing has been heard
 * for `session.maxHours`.
 */
export function endedAt(session: Session, settings: Settings, now: number): number | null {
  const told = session.heard.end?.at ?? session.canceledAt;
  if (told !== null) return told;
  const silentAt = overdueAt(session, settings);
  return silentAt !== null && silentAt <= now ? silentAt : null;
}

export function overdueAt(session: Session, settings: Settings): number | null {
  return session.heard.lastAt === null ? null : session.heard.lastAt + settings.session.maxHours * hourMs;
}

/** LATE-1: until when a session waits for what it still expects, counted from its end or, without a start, its first event. */
export function lateUntil(from: number, settings: Settings): number {
  return from + settings.session.lateHours * hourMs;
}

/** TKT-8: when a session that no human answered is judged abandoned; null while it may still be answered. */
export function abandonedAt(session: Session, settings: Settings, now: number): number | null {
  const ended = endedAt(session, settings, now);
  if (ended === null || wasConnected(session) || startOf(session)?.direction === 'outbound') return null;
  const reason = session.heard.end?.item.fail_reason ?? null;
  return reason !== null && reason.startsWith('abandoned') ? ended : ended + lateConnectMs;
}

/** END-3: from when nobody can pick any more and the choice is made without the agent. */
export function autoSelectAt(session: Session, settings: Settings, now: number): number | null {
  const ended = endedAt(session, settings, now);
  if (ended === null) return null;
  if (settings.inbound.autoSelectAt === 'call_end' || !wasConnected(session)) return ended;
  return Math.max(ended, Math.min(session.heard.wrappedUpAt ?? Infinity, ended + longestWrapUpMs));
}

/** LATE-1: how many recordings are still to come. */
export function recordingsMissing(session: Session): number {
  const told = session.heard.end?.item.expects?.recording_segments ?? null;
  const implied = startOf(session)?.recording === true && wasConnected(session) ? 1 : 0;
  return Math.max(0, (told ?? implied) - session.heard.recordings.length);
}
