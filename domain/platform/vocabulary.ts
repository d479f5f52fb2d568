import type { FailReason, SessionType } from '../events/session-words.ts';
import { sessionTypes } from '../events/session-words.ts';
import { snakeCase } from './lenient-fields.ts';

/** Translates the words of the platform, in the spellings that it publishes, to the words of the session events. */

export type SessionKind = 'call' | 'chat';
export type Direction = 'inbound' | 'outbound';

/** Session types by their names in lower case. The metadata pages and the older `chat_type` use names of their own. */
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

/** The session type that a text names in upper or lower case. Null: the text names none. */
export function sessionTypeOf(text: string): SessionType | null {
  const name = text.trim().replace(/\s+/g, ' ').toLowerCase();
  return Object.hasOwn(typeNames, name) ? (typeNames[name] ?? null) : null;
}

/** The direction of a session type. A campaign calls customers, so its calls are outbound. */
export function directionOfType(type: SessionType): Direction {
  return type.includes('Outbound') || type === 'Voice Campaign' ? 'outbound' : 'inbound';
}

export function kindOfType(text: string): SessionKind | null {
  if (/^voice\b/i.test(text.trim())) return 'call';
  return /^messaging\b/i.test(text.trim()) ? 'chat' : null;
}

/** The type of a session whose snapshots and documents name none. */
export function defaultType(kind: SessionKind, direction: Direction): SessionType {
  if (kind === 'chat') return direction === 'outbound' ? 'Messaging Outbound (SMS)' : 'Messaging (Web)';
  return direction === 'outbound' ? 'Voice Outbound' : 'Voice Inbound (IVR)';
}

export function directionOf(word: string | null): Direction | null {
  if (word === null) return null;
  if (/^(in|incoming|inbound)\b/.test(word)) return 'inbound';
  return /^(out|outgoing|outbound)\b/.test(word) ? 'outbound' : null;
}

export type Side = 'agent' | 'end_user' | 'system';

/** The side that disconnected. Null: the platform does not know it either. Undefined: the word is not known here. */
export function disconnectedByOf(text: string): Side | null | undefined {
  const word = snakeCase(text).replace(/^disconnected_by_/, '');
  if (['unknown', 'nothing', 'none', ''].includes(word)) return null;
  if (/system|platform|timeout|virtual|^va\b|api/.test(word)) return 'system';
  if (/agent|manager/.test(word)) return 'agent';
  return /end_user|consumer|customer|caller|external|^user/.test(word) ? 'end_user' : undefined;
}

/**
 * The reason of a failure in the words of the session events.
 *
 * @param waited whether the customer was in a queue. If so, an abandoned session was abandoned there, and else in the
 * menu.
 * @returns null: nothing failed. Undefined: the word is not known.
 */
export function failReasonOf(text: string, waited: boolean): FailReason | null | undefined {
  const word = snakeCase(text);
  if (['nothing', 'none', 'no_fail', 'not_failed', '0', ''].includes(word)) return null;
  if (word.includes('voicemail')) return 'abandoned_in_voicemail';
  if (word.includes('abandon') && word.includes('menu')) return 'abandoned_in_menu';
  if (word.includes('abandon') && word.includes('queue')) return 'abandoned_in_queue';
  if (/^(eu_|end_user_|consumer_|customer_)?(cancel+ed|abandon\w*|hung_up|hangup)$/.test(word))
    return waited ? 'abandoned_in_queue' : 'abandoned_in_menu';
  if (/declin|reject|ag_cancel|agent_cancel/.test(word)) return 'declined';
  if (/no_?answer|miss|unanswered|timeout|timed_out/.test(word)) return 'no_answer';
  if (word.includes('busy')) return 'busy';
  if (word.includes('deflect')) return 'deflected';
  return /fail|error|invalid|unreachable/.test(word) ? 'failed' : undefined;
}
