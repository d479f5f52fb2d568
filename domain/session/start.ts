import type { MenuPath, Queue, SessionObject } from '../events/parse-events.ts';
import type { OutboundChoice } from './outbound-choice.ts';
import type { Session } from './state.ts';

export type Channel = 'voice' | 'web_chat' | 'mobile_chat' | 'sms' | 'whatsapp';

/**
 * The start of the session as the platform sent it, with the agent's choice before the call laid over it (OUT-14). A call
 * may carry the key of a choice that is no longer open. Such a call is treated as if the agent had not chosen a ticket
 * (TEAM-7).
 *
 * @returns null until the platform has sent a start
 */
export function readStart(session: Session): SessionObject | null {
  const start = session.received.start?.session ?? null;
  const { claimedChoice } = session.progress;
  if (start === null || claimedChoice === undefined) return start;
  if (claimedChoice.value !== null) return withChoice(start, claimedChoice.value);
  const { outbound } = start;
  return outbound === null || outbound.choice_id === null
    ? start
    : { ...start, outbound: { ...outbound, ticket_choice: 'auto' } };
}

/**
 * OUT-10: if the platform names the outbound number or the language, that wins over the agent's choice, because it is what
 * was used in the call.
 */
function withChoice(start: SessionObject, choice: OutboundChoice): SessionObject {
  return {
    ...start,
    outbound: { choice_id: start.outbound?.choice_id ?? null, ...choice.outbound },
    outbound_number: start.outbound_number ?? choice.outboundNumber,
    lang: start.lang ?? choice.lang,
    previous_call_seconds: start.previous_call_seconds ?? choice.previousCallSeconds,
  };
}

/** OUT-14: the key that the call carries of a choice that is no longer open. Null: the call carries no such key. */
export function readUnknownChoice(session: Session): string | null {
  const { claimedChoice } = session.progress;
  if (claimedChoice === undefined || claimedChoice.value !== null) return null;
  return session.received.start?.session.outbound?.choice_id ?? null;
}

/** Whether the session is a call. Without a start the id decides, because the platform's own endpoints name chats `chat-…`. */
export function isCallSession(session: Session, start: SessionObject | null): boolean {
  return start === null ? !session.id.startsWith('chat-') : start.kind === 'call';
}

export function channelOf(start: SessionObject): Channel {
  if (start.kind === 'call') return 'voice';
  if (start.session_type.includes('SMS')) return 'sms';
  if (start.session_type.includes('WhatsApp')) return 'whatsapp';
  return start.session_type.includes('Mobile') ? 'mobile_chat' : 'web_chat';
}

/** The leaf queue of the session. If the session has moved to another leaf queue, the latest one counts. */
export function readQueue(session: Session, start: SessionObject | null): Queue | null {
  return session.received.queue?.queue ?? start?.queue ?? null;
}

export function readMenuPath(session: Session, start: SessionObject | null): MenuPath | null {
  return session.received.queue?.menuPath ?? start?.menu_path ?? null;
}

/** Whether the session came through the platform's SDK, from an app or a web page. */
export function isSdk(start: SessionObject): boolean {
  return /\(Web\)|Mobile/.test(start.session_type);
}

export function isMobile(start: SessionObject): boolean {
  return start.session_type.includes('(Mobile)');
}
