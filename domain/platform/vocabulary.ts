import type { FailReason, SessionType } from '../events/session-words.ts';
import { sessionTypes } from '../events/session-words.ts';
import { snakeCase } from './lenient-fields.ts';

/** The platform's words, in the spellings that it publishes, as the session events say them. */

export type SessionKind = 'call' | 'chat';
export type Direction = 'inbound' | 'outbound';

/** Other names of session types: those of the metadata pages, and the older ones of `chat_type`. */
const typeNames: Readonly<Record<string, SessionType>> = {
  'voice inbound': 'Voice Inbound (IVR)',
  'voice inbound (ivr by mobile)': 'Voice Inbound (IVR using Mobile)',
  'messaging inbound (web)': 'Messaging (Web)',
  'messaging inbound (web chat)': 'Messaging (Web)',
  'messaging inbound (mobile)': 'Messaging (Mobile)',
  'messaging inbound (mobile chat)': 'Messaging (Mobile)',
  'messaging inbound (app chat)': 'Messaging (Mobile)',
  'messaging inbound (whatsapp)': 'Messaging (WhatsApp)',
  'messaging outbound (sms by api)': 'Messaging Outbound (SMS)',
  ...Object.fromEntries(sessionTypes.map((type) => [type.toLowerCase(), type])),
};

/** The session type that a text names, whatever its case; null where it names none. */
export function sessionTypeOf(text: string): SessionType | null {
  return typeNames[text.trim().replace(/\s+/g, ' ').toLowerCase()] ?? null;
}

/** A campaign's call goes to the customer, though its name doesn't say so. */
export function directionOfType(type: SessionType): Direction {
  return type.includes('Outbound') || type === 'Voice Campaign' ? 'outbound' : 'inbound';
}

export function kindOfType(text: string): SessionKind | null {
  if (/^voice\b/i.test(text.trim())) return 'call';
  return /^messaging\b/i.test(text.trim()) ? 'chat' : null;
}

/** What a session counts as whose type isn't told: the plainest of its kind. */
export function plainType(kind: SessionKind, direction: Direction): SessionType {
  if (kind === 'chat') return direction === 'outbound' ? 'Messaging Outbound (SMS)' : 'Messaging (Web)';
  return direction === 'outbound' ? 'Voice Outbound' : 'Voice Inbound (IVR)';
}

export function directionOf(word: string | null): Direction | null {
  if (word === null) return null;
  if (/^(in|incoming|inbound)\b/.test(word)) return 'inbound';
  return /^(out|outgoing|outbound)\b/.test(word) ? 'outbound' : null;
}

export type Side = 'agent' | 'end_user' | 'system';

/** `undefined`: the word says nothing that is known; null: it says that nothing is known. */
export function disconnectedByOf(text: string): Side | null | undefined {
  const word = snakeCase(text).replace(/^disconnected_by_/, '');
  if (['unknown', 'nothing', 'none', ''].includes(word)) return null;
  if (/system|platform|timeout|virtual|^va\b|api/.test(word)) return 'system';
  if (/agent|manager/.test(word)) return 'agent';
  return /end_user|consumer|customer|caller|external|^user/.test(word) ? 'end_user' : undefined;
}

/**
 * @param waited whether the customer had got into a queue, which says where a session was abandoned
 * @returns `undefined`: a word that isn't known; null: nothing failed
 */
export function failReasonOf(text: string, waited: boolean): FailReason | null | undefined {
  const word = snakeCase(text);
  if (['nothing', 'none', 'no_fail', 'not_failed', '0', ''].includes(word)) return null;
  if (word.includes('voicemail')) return 'abandoned_in_voicemail';
  if (/abandon.*menu|menu.*abandon/.test(word)) return 'abandoned_in_menu';
  if (/abandon.*queue|queue.*abandon/.test(word)) return 'abandoned_in_queue';
  if (/^(eu_|end_user_|consumer_|customer_)?(cancel+ed|abandon\w*|hung_up|hangup)$/.test(word))
    return waited ? 'abandoned_in_queue' : 'abandoned_in_menu';
  if (/declin|reject|ag_cancel|agent_cancel/.test(word)) return 'declined';
  if (/no_?answer|miss|unanswered|timeout|timed_out/.test(word)) return 'no_answer';
  if (word.includes('busy')) return 'busy';
  if (word.includes('deflect')) return 'deflected';
  return /fail|error|invalid|unreachable/.test(word) ? 'failed' : undefined;
}
