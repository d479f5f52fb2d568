import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionEventSchema } from '../events/event-schemas.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { at, begun, of, routed, t0 } from './examples.testkit.ts';
import { snapshotEvents } from './snapshots.ts';

/** Custom data is read into another form than it is sent in; the webhook tells none. */
function asSent(event: SessionEvent): unknown {
  return event.type === 'session.started' ? { ...event, item: { ...event.item, custom_data: null } } : event;
}

describe('odd snapshots', () => {
  it.each([
    [
      'keys in camel case',
      { callId: 138, queuePathIds: '7/26', queuePathNames: 'Support/Orders', sessionTypeV2: 'voice inbound' },
    ],
    [
      'another spelling of keys',
      { CallID: '138', Queue_path_ids: '7/26', Queue_path_names: 'Support/Orders', SessionTypeV2: 'Voice Inbound' },
    ],
    [
      'a wrapped session',
      { session: { call_id: 138, queue_path_ids: [7, 26], queue_path_names: ['Support', 'Orders'] } },
    ],
    ['a queue of its own', { id: 'call-138', queue: { id: 26, name: 'Orders' } }],
  ])('PLT-1 are read with %s', (_, item) => {
    const { sessionId, events } = snapshotEvents('call', item, { eventId: 'e1', timestamp: t0 });
    expect(sessionId).toBe('call-138');
    expect(of(events, 'session.queued')[0]?.item.queue).toEqual({ id: '26', name: 'Orders' });
    expect(of(events, 'session.warning')).toEqual([]);
  });

  it('PLT-1 are read with agents beside the customer, and agents inside participants', () => {
    const inside = { type: 'agent', participant_id: 77, state: 'accepted', agent: { id: 1, email: 'one@example.com' } };
    for (const item of [
      { call_id: 1, dn: '+14155551212', agents: [{ id: '1', status: 'accepted', email: 'one@example.com' }] },
      { call_id: 1, customer_number: '+14155551212', participants: [inside] },
    ]) {
      const { events } = snapshotEvents('call', item, { eventId: 'e1', timestamp: t0 });
      expect(of(events, 'session.assigned')[0]?.item.agent).toMatchObject({ id: '1', email: 'one@example.com' });
      expect(of(events, 'session.started')[0]?.item.end_user.phone).toBe('+14155551212');
    }
  });

  it.each([
    ['a state that nobody knows', { state: 'levitating' }, /state of the session/],
    ['a time that is none', { ends_at: 'tomorrow' }, /ends_at/],
    ['a type that nobody knows', { session_type_v2: 'Voice Telepathy' }, /session type/],
    ['a direction that is none', { direction: 'sideways' }, /direction/],
    ['a participant without a type', { participants: [{ state: 'connected' }] }, /participant/],
    ['an agent without an id', { participants: [{ type: 'agent', state: 'connected' }] }, /neither id nor email/],
    ['participants that are none', { participants: ['somebody'] }, /participant/],
  ])('PLT-1 leave a warning that names %s, not what stood there', (_, change, expected) => {
    const { events } = snapshotEvents('call', { ...begun, ...change }, { eventId: 'e1', timestamp: t0 });
    const [warning, ...more] = of(events, 'session.warning');
    expect(more).toEqual([]);
    expect(warning?.item.message).toMatch(expected);
    expect(warning?.item.message).not.toMatch(/levitating|tomorrow|Telepathy|sideways|somebody/);
  });

  it('PLT-1 an ended session stays running where its end can not be read', () => {
    const { events } = snapshotEvents('call', { ...begun, ends_at: 'soon' }, { eventId: 'e1', timestamp: t0 });
    expect(of(events, 'session.ended')).toEqual([]);
  });

  it.each([[null], [3], ['text'], [[]], [{}], [{ state: 'connected' }], [{ call_id: 'Käse/1' }], [{ call_id: {} }]])(
    'PLT-1 without a session to name, %j gives nothing',
    (item) => {
      expect(snapshotEvents('call', item, { eventId: 'e1', timestamp: t0 })).toEqual({ sessionId: null, events: [] });
    },
  );

  const keys = fc.constantFrom(
    ...Object.keys({
      ...begun,
      ...routed,
      dispositions: 0,
      ended_at: 0,
      fail_reason: 0,
      disconnected_by: 0,
      call_duration: 0,
      agents: 0,
    }),
  );
  const person = fc.dictionary(
    fc.constantFrom('type', 'state', 'id', 'dn', 'name', 'email', 'connected_at', 'ended_at', 'agent'),
    fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('agent', 'external', 'connected', 'accepted', 'disconnected', at(3), at(9), 1, 2),
    ),
  );
  const items = fc.dictionary(
    keys,
    fc.oneof(fc.jsonValue(), fc.array(person), fc.constantFrom('7/26', at(1), 'ended')),
  );
  it('PLT-1 whatever they hold, every event is one that the core takes', () => {
    fc.assert(
      fc.property(items, (odd) => {
        for (const event of snapshotEvents('call', { ...odd, call_id: 5 }, { eventId: 'e1', timestamp: t0 }).events)
          expect(sessionEventSchema.parse(asSent(event))).toEqual(event);
      }),
    );
  });
});
