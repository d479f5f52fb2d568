import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionEventSchema } from '../events/event-schemas.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { at, firstSnapshot, eventsOfType, routed, t0 } from './examples.testkit.ts';
import { snapshotEvents } from './snapshots.ts';

/** The event as it is sent. Custom data is sent in another form than it is read into, and the webhook carries none. */
function asSent(event: SessionEvent): unknown {
  return event.type === 'session.started' ? { ...event, item: { ...event.item, custom_data: null } } : event;
}

describe('unusual snapshots', () => {
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
    ['a queue in an object of its own', { id: 'call-138', queue: { id: 26, name: 'Orders' } }],
  ])('PLT-1 are read with %s', (_, item) => {
    const { sessionId, events } = snapshotEvents('call', item, { eventId: 'e1', timestamp: t0 });
    expect(sessionId).toBe('call-138');
    expect(eventsOfType(events, 'session.queued')[0]?.item.queue).toEqual({ id: '26', name: 'Orders' });
    expect(eventsOfType(events, 'session.warning')).toEqual([]);
  });

  it('PLT-1 are read with agents beside the customer, and agents inside participants', () => {
    const inside = { type: 'agent', participant_id: 77, state: 'accepted', agent: { id: 1, email: 'one@example.com' } };
    for (const item of [
      { call_id: 1, dn: '+14155551212', agents: [{ id: '1', status: 'accepted', email: 'one@example.com' }] },
      { call_id: 1, customer_number: '+14155551212', participants: [inside] },
    ]) {
      const { events } = snapshotEvents('call', item, { eventId: 'e1', timestamp: t0 });
      expect(eventsOfType(events, 'session.assigned')[0]?.item.agent).toMatchObject({
        id: '1',
        email: 'one@example.com',
      });
      expect(eventsOfType(events, 'session.started')[0]?.item.end_user.phone).toBe('+14155551212');
    }
  });

  it.each(['anonymous', 'Restricted', '+266696687', '0000000000', 'sip:anonymous@anonymous.invalid'])(
    'CON-5 give the number that can be read, if that of the call is %s',
    (withheld) => {
      const number = 'sip:+14155551212@pbx.example.net';
      for (const item of [
        { call_id: 1, phone: number, participants: [{ type: 'external', state: 'connected', dn: withheld }] },
        { call_id: 1, participants: [{ type: 'external', state: 'connected', dn: withheld, phone_number: number }] },
        { call_id: 1, dn: withheld, customer_number: number },
      ]) {
        const { events } = snapshotEvents('call', item, { eventId: 'e1', timestamp: t0 });
        expect(eventsOfType(events, 'session.started')[0]?.item).toMatchObject({ end_user: { phone: number } });
      }
    },
  );

  it.each([
    ['an unknown state', { state: 'levitating' }, /state of the session/],
    ['an invalid time', { ends_at: 'tomorrow' }, /ends_at/],
    ['an unknown session type', { session_type_v2: 'Voice Telepathy' }, /session type/],
    ['an unknown direction', { direction: 'sideways' }, /direction/],
    ['a participant without a type', { participants: [{ state: 'connected' }] }, /participant/],
    ['an agent without an id', { participants: [{ type: 'agent', state: 'connected' }] }, /neither id nor email/],
    ['participants that are no objects', { participants: ['somebody'] }, /participant/],
  ])('PLT-1 leave a warning that names %s, and does not repeat the value', (_, change, expected) => {
    const { events } = snapshotEvents('call', { ...firstSnapshot, ...change }, { eventId: 'e1', timestamp: t0 });
    const [warning, ...more] = eventsOfType(events, 'session.warning');
    expect(more).toEqual([]);
    expect(warning?.item.message).toMatch(expected);
    expect(warning?.item.message).not.toMatch(/levitating|tomorrow|Telepathy|sideways|somebody/);
  });

  it('PLT-1 give no end if the end time can not be read', () => {
    const { events } = snapshotEvents('call', { ...firstSnapshot, ends_at: 'soon' }, { eventId: 'e1', timestamp: t0 });
    expect(eventsOfType(events, 'session.ended')).toEqual([]);
  });

  it.each([[null], [3], ['text'], [[]], [{}], [{ state: 'connected' }], [{ call_id: 'Käse/1' }], [{ call_id: {} }]])(
    'PLT-1 give no events if %j names no session',
    (item) => {
      expect(snapshotEvents('call', item, { eventId: 'e1', timestamp: t0 })).toEqual({ sessionId: null, events: [] });
    },
  );

  const keys = fc.constantFrom(
    ...Object.keys({
      ...firstSnapshot,
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
  it('PLT-1 give only valid events, whatever they contain', () => {
    fc.assert(
      fc.property(items, (unusual) => {
        for (const event of snapshotEvents('call', { ...unusual, call_id: 5 }, { eventId: 'e1', timestamp: t0 }).events)
          expect(sessionEventSchema.parse(asSent(event))).toEqual(event);
      }),
    );
  });
});
