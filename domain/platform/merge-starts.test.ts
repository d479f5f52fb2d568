import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionObject } from '../events/parse-events.ts';
import { firstSnapshot, routed, t0 } from './examples.testkit.ts';
import { snapshotEvents } from './snapshots.ts';
import { mergeStarts } from './merge-starts.ts';

function startOf(item: object): SessionObject {
  const [event] = snapshotEvents('call', { call_id: 138, ...item }, { eventId: 'e1', timestamp: t0 }).events;
  if (event?.type !== 'session.started') throw new Error('a snapshot begins with its start');
  return event.item;
}

const word = fc.option(fc.constantFrom('a', 'b', 'ab'));
const agents = fc.option(
  fc.record({ id: fc.constantFrom('1', '2'), email: word, name: word, kind: fc.constantFrom('human', 'virtual') }),
);
const starts: fc.Arbitrary<SessionObject> = fc.record({
  id: fc.constant('call-1'),
  kind: fc.constantFrom('call', 'chat'),
  session_type: fc.constantFrom(
    'Voice Inbound (IVR)',
    'Voice Inbound (Mobile)',
    'Voice Outbound',
    'Voice Callback (Web)',
  ),
  direction: fc.constantFrom('inbound', 'outbound'),
  lang: word,
  created_at: fc.option(fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T00:00:05Z')),
  from: word,
  to: word,
  outbound_number: word,
  menu_path: fc.option(fc.record({ name: word, materialized_path: word })),
  queue: fc.option(fc.record({ id: fc.constantFrom('1', '2'), name: word })),
  agent: agents,
  recording: fc.boolean(),
  end_user: fc.record({
    identifier: word,
    name: word,
    email: word,
    phone: word,
    authenticated: fc.option(fc.boolean()),
  }),
  device: fc.option(fc.record({ platform: word, os: word, app_version: word, page_url: word })),
  custom_data: fc.constant({ signed: [], unsigned: [] }),
  outbound: fc.constant(null),
  previous_call_seconds: fc.option(fc.nat({ max: 3 })),
  told_by: fc.constantFrom('events', 'webhook', 'metadata'),
});

describe('merging the starts of several snapshots', () => {
  it('PLT-1 gives the same start in either order', () => {
    fc.assert(
      fc.property(starts, starts, (a, b) => {
        expect(mergeStarts(a, b)).toEqual(mergeStarts(b, a));
      }),
    );
  });

  it('PLT-1 gives the same start in any grouping', () => {
    fc.assert(
      fc.property(starts, starts, starts, (a, b, c) => {
        expect(mergeStarts(mergeStarts(a, b), c)).toEqual(mergeStarts(a, mergeStarts(b, c)));
      }),
    );
  });

  it('PLT-1 changes nothing when a start is merged with itself', () => {
    fc.assert(
      fc.property(starts, (a) => {
        expect(mergeStarts(a, a)).toEqual(a);
      }),
    );
  });

  it('PLT-1 a later snapshot adds what an earlier one lacked, and takes nothing away', () => {
    const early = startOf({ state: 'ringing' });
    const late = startOf({ ...firstSnapshot, ...routed, session_type_v2: 'Voice Inbound (Mobile)' });
    expect(mergeStarts(early, late)).toEqual(late);
    expect(mergeStarts(late, early)).toEqual(late);
  });

  it('CON-3 a snapshot that authenticates the customer outweighs one that does not know the customer', () => {
    const guest = startOf({ ...firstSnapshot });
    const unproven = { ...guest, end_user: { ...guest.end_user, authenticated: false } };
    const proven = { ...guest, end_user: { ...guest.end_user, identifier: 'u-1', authenticated: true } };
    expect(mergeStarts(unproven, proven).end_user).toMatchObject({ identifier: 'u-1', authenticated: true });
    expect(mergeStarts(guest, unproven).end_user.authenticated).toBe(false);
  });

  it('PLT-1 a direction that comes late moves the number to the right side', () => {
    const early = startOf({ dn: '+14155551212' });
    expect(early).toMatchObject({ from: null, to: null, end_user: { phone: '+14155551212' } });
    const late = startOf({
      dn: '+14155551212',
      direction: 'outgoing',
      outbound_number: '+18005550100',
      initiator: 'agent_1',
    });
    expect(mergeStarts(early, late)).toMatchObject({
      direction: 'outbound',
      session_type: 'Voice Outbound',
      from: '+18005550100',
      to: '+14155551212',
      agent: { id: '1' },
    });
  });
});
