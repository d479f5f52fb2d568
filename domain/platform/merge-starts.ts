import type { Agent, EndUser, SessionObject } from '../events/parse-events.ts';

/** Two sayings of one thing are ordered by their content alone, so that the order in which they came never shows. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What is told wins over what isn't; of two different ones the one that tells more, then by content. */
function fuller<Value>(a: Value, b: Value): Value {
  if (a === null) return b;
  if (b === null) return a;
  const [textA, textB] = [JSON.stringify(a), JSON.stringify(b)];
  const shorter = typeof a === 'object' ? textB.length - textA.length : 0;
  return (shorter || compare(textA, textB)) <= 0 ? a : b;
}

/** The one that stands first in `order` wins; those that it doesn't name stand before all others. */
function ranked<Value extends string | boolean | null>(order: readonly Value[], a: Value, b: Value): Value {
  const by = order.indexOf(a) - order.indexOf(b) || compare(String(a), String(b));
  return by <= 0 ? a : b;
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** Two of one id are one, field by field; of two different ones, one. */
function mergeAgents(a: Agent | null, b: Agent | null): Agent | null {
  if (a === null || b === null) return a ?? b;
  if (a.id !== b.id) return compare(a.id, b.id) < 0 ? a : b;
  return {
    id: a.id,
    email: fuller(a.email, b.email),
    name: fuller(a.name, b.name),
    kind: ranked(['human', 'virtual'], a.kind, b.kind),
  };
}

function mergeEndUsers(a: EndUser, b: EndUser): EndUser {
  return {
    identifier: fuller(a.identifier, b.identifier),
    name: fuller(a.name, b.name),
    email: fuller(a.email, b.email),
    phone: fuller(a.phone, b.phone),
    // Only what vouches for the customer outweighs that nothing did (CON-3).
    authenticated: ranked<boolean | null>([true, false, null], a.authenticated, b.authenticated),
  };
}

/** Types that a session has only because its snapshot named none. */
const plainTypes: readonly SessionObject['session_type'][] = [
  'Messaging Outbound (SMS)',
  'Voice Outbound',
  'Messaging (Web)',
  'Voice Inbound (IVR)',
];

/**
 * What several snapshots told of one session's start, as one start: field by field, what is told wins over what isn't,
 * and where two tell different things the choice goes by content. Commutative, associative and idempotent, so that
 * snapshots may come in any order and any number (PLT-1). Both must be of one session.
 */
export function mergeStarts(a: SessionObject, b: SessionObject): SessionObject {
  return {
    id: fuller(a.id, b.id),
    kind: ranked(['call', 'chat'], a.kind, b.kind),
    session_type: ranked(plainTypes, a.session_type, b.session_type),
    direction: ranked(['outbound', 'inbound'], a.direction, b.direction),
    lang: fuller(a.lang, b.lang),
    created_at: fuller(a.created_at, b.created_at),
    from: fuller(a.from, b.from),
    to: fuller(a.to, b.to),
    outbound_number: fuller(a.outbound_number, b.outbound_number),
    menu_path: fuller(a.menu_path, b.menu_path),
    queue: fuller(a.queue, b.queue),
    agent: mergeAgents(a.agent, b.agent),
    recording: a.recording || b.recording,
    end_user: mergeEndUsers(a.end_user, b.end_user),
    device: fuller(a.device, b.device),
    custom_data: fuller(a.custom_data, b.custom_data),
    outbound: fuller(a.outbound, b.outbound),
    previous_call_seconds: least(a.previous_call_seconds, b.previous_call_seconds),
    told_by: ranked(['events', 'webhook', 'metadata'], a.told_by, b.told_by),
  };
}
