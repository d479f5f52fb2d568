import type { EventOf, EventType, SessionEvent } from '../events/parse-events.ts';

/** Snapshots of one session as the platform's webhook sends them, for the tests of this folder. */

export type TimedSnapshot = { readonly item: Readonly<Record<string, unknown>>; readonly timestamp: number };

export const t0 = Date.parse('2026-01-01T00:00:00Z');

/** The time so many seconds after `t0`, in ISO 8601. */
export function at(seconds: number): string {
  return new Date(t0 + seconds * 1000).toISOString();
}

export const customer = { type: 'external', state: 'connected', id: 900, dn: '+14155551212' };
export const agentOne = { type: 'agent', id: 1, name: 'Agent One', email: 'one@example.com' };
export const agentTwo = { type: 'agent', id: 2, name: 'Agent Two', email: 'two@example.com' };

export const routed = {
  queue_path_ids: '7/26',
  queue_path_names: 'Support/Orders',
  initiator: 'virtual_agent_15',
};

export const firstSnapshot = {
  call_id: 138,
  state: 'connected',
  direction: 'incoming',
  session_type_v2: 'Voice Inbound (IVR)',
  language: 'en',
  support_number: '+18005550100',
  connected_at: at(0),
  ends_at: null,
  participants: [customer],
};

/** Snapshots that are ten seconds apart. Each one repeats the previous one and applies one change to it. */
export function snapshotSeries(...changes: readonly Readonly<Record<string, unknown>>[]): readonly TimedSnapshot[] {
  let item: Readonly<Record<string, unknown>> = {};
  return changes.map((change, index) => {
    item = { ...item, ...change };
    return { item, timestamp: t0 + index * 10_000 };
  });
}

/** A call in the order that the platform publishes: start, routing, offer, answer, end, disposition. */
export const wholeCall = snapshotSeries(
  firstSnapshot,
  routed,
  { participants: [customer, { ...agentOne, state: 'accepted' }] },
  { participants: [customer, { ...agentOne, state: 'connected', connected_at: at(30) }] },
  {
    state: 'disconnected',
    ends_at: at(40),
    participants: [
      { ...customer, state: 'disconnected' },
      { ...agentOne, state: 'disconnected', connected_at: at(30), ended_at: at(40) },
    ],
  },
  {
    participants: [
      { ...customer, state: 'disconnected' },
      { ...agentOne, state: 'dispositionSubmitted', connected_at: at(30), ended_at: at(40) },
    ],
    dispositions: { code: 'Solved', custom_code_id: 'S1', note: 'Told the delivery date.' },
  },
);

/** The events of one type, each id once. */
export function eventsOfType<Type extends EventType>(
  events: readonly SessionEvent[],
  type: Type,
): readonly EventOf<Type>[] {
  const isOf = (event: SessionEvent): event is EventOf<Type> => event.type === type;
  const found = events.filter(isOf);
  return found.filter(({ event_id: id }, index) => found.findIndex(({ event_id }) => event_id === id) === index);
}
