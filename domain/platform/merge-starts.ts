import type { Agent, EndUser, SessionObject } from '../events/parse-events.ts';

/** Orders two values by their text alone, so that the order in which the snapshots arrived has no effect. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * A value that is present wins over null. Of two objects the one with the longer JSON wins. Of two texts, or of two
 * objects of equal length, the one that comes first in the order of their JSON wins.
 */
function moreComplete<Value>(a: Value, b: Value): Value {
  if (a === null) return b;
  if (b === null) return a;
  const [textA, textB] = [JSON.stringify(a), JSON.stringify(b)];
  const shorter = typeof a === 'object' ? textB.length - textA.length : 0;
  return (shorter || compareText(textA, textB)) <= 0 ? a : b;
}

/** The value that comes first in `order` wins. A value that `order` does not name comes before all others. */
function firstInOrder<Value extends string | boolean | null>(order: readonly Value[], a: Value, b: Value): Value {
  const by = order.indexOf(a) - order.indexOf(b) || compareText(String(a), String(b));
  return by <= 0 ? a : b;
}

function minimum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/**
 * Merges two descriptions of one agent field by field. Of two different agents the one with the smaller id is taken.
 */
function mergeAgents(a: Agent | null, b: Agent | null): Agent | null {
  if (a === null || b === null) return a ?? b;
  if (a.id !== b.id) return compareText(a.id, b.id) < 0 ? a : b;
  return {
    id: a.id,
    email: moreComplete(a.email, b.email),
    name: moreComplete(a.name, b.name),
    kind: firstInOrder(['human', 'virtual'], a.kind, b.kind),
  };
}

function mergeEndUsers(a: EndUser, b: EndUser): EndUser {
  return {
    identifier: moreComplete(a.identifier, b.identifier),
    name: moreComplete(a.name, b.name),
    email: moreComplete(a.email, b.email),
    phone: moreComplete(a.phone, b.phone),
    // Only a snapshot that authenticates the customer outweighs one that does not (CON-3).
    authenticated: firstInOrder<boolean | null>([true, false, null], a.authenticated, b.authenticated),
  };
}

/** `defaultType` gives these session types to a snapshot that names none. Any other type wins over them. */
const defaultTypes: readonly SessionObject['session_type'][] = [
  'Messaging Outbound (SMS)',
  'Voice Outbound',
  'Messaging (Web)',
  'Voice Inbound (IVR)',
];

/**
 * Merges the starts that two snapshots of the same session gave, field by field. A value that is present wins over
 * null, and of two different values the content decides. The function is commutative, associative and idempotent, so
 * that snapshots may arrive in any order and any number of times (PLT-1).
 */
export function mergeStarts(a: SessionObject, b: SessionObject): SessionObject {
  return {
    id: moreComplete(a.id, b.id),
    kind: firstInOrder(['call', 'chat'], a.kind, b.kind),
    session_type: firstInOrder(defaultTypes, a.session_type, b.session_type),
    direction: firstInOrder(['outbound', 'inbound'], a.direction, b.direction),
    lang: moreComplete(a.lang, b.lang),
    created_at: moreComplete(a.created_at, b.created_at),
    from: moreComplete(a.from, b.from),
    to: moreComplete(a.to, b.to),
    outbound_number: moreComplete(a.outbound_number, b.outbound_number),
    menu_path: moreComplete(a.menu_path, b.menu_path),
    queue: moreComplete(a.queue, b.queue),
    agent: mergeAgents(a.agent, b.agent),
    recording: a.recording || b.recording,
    end_user: mergeEndUsers(a.end_user, b.end_user),
    device: moreComplete(a.device, b.device),
    custom_data: moreComplete(a.custom_data, b.custom_data),
    outbound: moreComplete(a.outbound, b.outbound),
    previous_call_seconds: minimum(a.previous_call_seconds, b.previous_call_seconds),
    told_by: firstInOrder(['events', 'webhook', 'metadata'], a.told_by, b.told_by),
  };
}
