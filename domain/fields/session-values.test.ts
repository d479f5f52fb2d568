import { describe, expect, test } from 'vitest';
import { readSession } from '../session/read-session.ts';
import type { Session } from '../session/state.ts';
import {
  acted,
  connected,
  ended,
  sessionWith,
  minute,
  queued,
  rated,
  returns,
  second,
  settings,
  started,
  t0,
  makeEvent,
} from '../events/examples.testkit.ts';
import type { SessionEvent, SessionObject } from '../events/parse-events.ts';
import { durationsOf, lateValues, startFields, takeOverFields } from './session-values.ts';

const ids = {
  sessionType: 1,
  sessionId: 2,
  from: 3,
  queueName: 4,
  callDuration: 5,
  waitTime: 6,
  holdTime: 7,
  csat: 8,
  verification: 9,
  textInput: 10,
};
const set = settings({ fields: ids });
const mobile = { session_type: 'Voice Inbound (Mobile)' } as const;
const web = { session_type: 'Voice Inbound (Web)' } as const;
const dialled = {
  session_type: 'Voice Outbound',
  direction: 'outbound',
  outbound_number: '+18005550111',
} as const satisfies Partial<SessionObject>;

function session(over: Partial<SessionObject>, events: readonly SessionEvent[] = []): Session {
  return sessionWith([started(t0, over), ...events]);
}

function read(s: Session, changed = set) {
  return readSession(s, changed, t0);
}

function values(s: Session): Readonly<Record<string, unknown>> {
  return Object.fromEntries(lateValues(read(s)).map(({ name, field }) => [name, field.value]));
}

const withoutDurations = { durations: null } as const;

describe('at the start', () => {
  test.each([
    'Voice Inbound (Mobile)',
    'Voice Inbound (Web)',
    'Voice Inbound (IVR using Mobile)',
    'Voice Callback (Web)',
    'Messaging (Web)',
    'Messaging (Mobile)',
  ] as const)('FLD-2 FLD-3 an SDK session of the type %s writes its type and id', (session_type) => {
    expect(startFields(read(session({ session_type })))).toEqual([
      { id: 1, value: session_type },
      { id: 2, value: 'call-1' },
    ]);
  });

  test.each(['Voice Inbound (IVR)', 'Voice Inbound (API)', 'Messaging (WhatsApp)'] as const)(
    'FLD-2 %s writes nothing',
    (session_type) => {
      const s = session({ session_type }, [connected(t0 + second), ended(t0 + minute), rated(t0 + minute, 5)]);
      expect([startFields(read(s)), takeOverFields(read(s)), lateValues(read(s))]).toEqual([[], [], []]);
    },
  );

  test('FLD-2 "From" of every call that an agent dialled, and of nothing else', () => {
    expect(startFields(read(session(dialled)))).toEqual([{ id: 3, value: '+18005550111' }]);
    expect(takeOverFields(read(session(dialled)))).toEqual([{ id: 3, value: '+18005550111' }]);
    expect(startFields(read(session({ ...dialled, outbound_number: null })))).toEqual([]);
    expect(startFields(read(session({ ...dialled, kind: 'chat', session_type: 'Messaging Outbound (SMS)' })))).toEqual(
      [],
    );
  });

  test('FLD-6 an SDK session that takes a ticket over clears the values of the earlier session', () => {
    expect(takeOverFields(read(session(web)))).toEqual([
      { id: 1, value: 'Voice Inbound (Web)' },
      { id: 2, value: 'call-1' },
      ...[5, 6, 7, 4, 8, 9, 10, 3].map((id) => ({ id, value: null })),
    ]);
  });

  test('FLD-1 fields that were never made are left alone', () => {
    expect(takeOverFields(read(session(web), settings()))).toEqual([]);
    expect(lateValues(read(session(web, [ended(t0 + minute)]), settings()))).toEqual([]);
  });
});

describe('at the end', () => {
  test('FLD-4 the platform’s durations are used, and the call includes its waiting', () => {
    const durations = { call_s: 100, wait_s: 20, hold_s: 5 };
    expect(values(session(web, [ended(t0 + minute, { durations })]))).toEqual({
      callDuration: 120,
      waitTime: 20,
      holdTime: 5,
      queueName: 'Order status',
    });
  });

  test('FLD-4 without the platform’s durations the events decide: queued to connected, connected to the end, the sum of the holds', () => {
    const hold = (at: number, kind: 'hold.started' | 'hold.ended') => makeEvent(at, kind, { at: null });
    const s = session(web, [
      queued(t0 + 2 * second, returns),
      connected(t0 + 12 * second),
      hold(t0 + 20 * second, 'hold.started'),
      hold(t0 + 21 * second, 'hold.started'),
      hold(t0 + 25 * second, 'hold.ended'),
      hold(t0 + 50 * second, 'hold.started'),
      ended(t0 + minute, { ...withoutDurations, at: null }),
    ]);
    expect(durationsOf(read(s, settings()))).toEqual({
      waitSeconds: 10,
      callSeconds: 48,
      holdSeconds: 15,
    });
    expect(values(s)).toEqual({ callDuration: 58, waitTime: 10, holdTime: 15, queueName: 'Returns' });
  });

  test('FLD-4 an unknown duration has no value: nobody answered, nothing was held, or times contradict each other', () => {
    expect(durationsOf(read(session(web, [ended(t0 + minute, withoutDurations)]), settings()))).toEqual({
      waitSeconds: null,
      callSeconds: null,
      holdSeconds: null,
    });
    const early = session(web, [connected(t0 + minute), ended(t0 + second, { ...withoutDurations, at: null })]);
    expect(durationsOf(read(early, settings())).callSeconds).toBeNull();
  });

  test('FLD-4 the last rating counts', () => {
    const s = session(web, [ended(t0 + minute), rated(t0 + minute, 2), rated(t0 + 2 * minute, 5)]);
    expect(values(s)['csat']).toBe(5);
  });

  test('FLD-5 verification and text input of the mobile app alone, the last of each', () => {
    const events = [
      acted(t0 + second, 'verification', { result: false, smart_action_id: 'v1' }),
      acted(t0 + 2 * second, 'verification', { result: { verified: true }, smart_action_id: 'v2' }),
      acted(t0 + 3 * second, 'text_input', { result: { value: 'Order 4711' } }),
      ended(t0 + minute),
    ];
    expect(values(session(mobile, events))).toMatchObject({ verification: true, textInput: 'Order 4711' });
    expect(values(session(web, events))).not.toHaveProperty('verification');
    expect(values(session(web, events))).not.toHaveProperty('textInput');
  });

  test.each([
    ['plain', 'plain'],
    [{ text: 'named' }, 'named'],
    [42, '42'],
    [['a', 'b'], '["a","b"]'],
  ])('FLD-5 a text input reported as %j is shown as %s', (result, shown) => {
    expect(values(session(mobile, [acted(t0, 'text_input', { result }), ended(t0 + minute)]))['textInput']).toBe(shown);
  });

  test('LATE-1 FLD-6 a late run has not received the start, so it knows only the rating', () => {
    const late = sessionWith([rated(t0, 3), acted(t0, 'verification', { result: true })], true);
    expect(values(late)).toEqual({ csat: 3 });
    expect(values(sessionWith([rated(t0, 3)]))).toEqual({});
  });
});
