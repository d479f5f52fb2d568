import { array, assert, constantFrom, jsonValue, oneof, property, record } from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { eventTypes } from './event-list.ts';
import { eventSchemas, sessionEventSchema } from './event-schemas.ts';
import type { EventOf, EventType, SessionEvent } from './parse-events.ts';
import { limits } from '../limits.ts';
import { parsePost } from './parse-events.ts';
import { documentedExamples } from './schema-examples.testkit.ts';

const agent = { id: 7, email: 'agent.a@example.com', name: 'Agent A' };
const started = { id: 'call-1', kind: 'call', session_type: 'Voice Inbound (IVR)', direction: 'inbound' };

/** The smallest item of an event type, if it is smaller than the documented example. */
const minimalItems: { readonly [Type in EventType]?: Readonly<Record<string, unknown>> } = {
  'session.started': started,
  'session.queued': { queue: { id: 3 } },
  'session.assigned': { agent },
  'session.connected': { agent },
  'session.agent_canceled': {},
  'contact.picked': { contact_id: 11 },
  'ticket.picked': { ticket_id: 'none' },
  'ticket.merged': { from_ticket_id: 1, into_ticket_id: '2' },
  'transfer.started': { to_agent: agent },
  'transfer.finished': {},
  'transfer.failed': { reason: 'busy' },
  'hold.started': {},
  'hold.ended': { at: '2026-01-01T00:00:00Z' },
  'participant.joined': { participant: { kind: 'external' } },
  'participant.left': { participant: { id: 4, kind: 'agent' }, consult: true },
  'chat.message': { from: 'customer' },
  'smart_action.completed': { kind: 'photo' },
  'smart_action.failed': { kind: 'verification' },
  'custom_data.received': { custom_data: {} },
  'dap.responded': {},
  'rating.received': { score: 5 },
  'disposition.submitted': { code: 12 },
  'summary.generated': { text: 'Asked where the parcel is.' },
  'transcript.ready': { text: 'Hello' },
  'recording.ready': { url: 'https://files.example.com/1.mp3' },
  'voicemail.left': {},
  'voicemail.read': {},
  'voicemail.dismissed': { agent },
  'voicemail.called_back': { agent },
  'session.ended': {},
  'wrap_up.ended': {},
  'session.metadata': { id: 1 },
  'session.warning': { message: 'A key was not understood.' },
};

function minimalItem(type: EventType): unknown {
  return minimalItems[type] ?? eventSchemas[type].parse(documentedExamples(type)[0]).item;
}

function event(type: string, item: unknown, over: object = {}) {
  return { event_id: 'e-1', timestamp: 1_732_000_000_000, session_id: 'call-1', type, item, ...over };
}

function accept<Type extends EventType>(type: Type, item: unknown): EventOf<Type> {
  const { accepted, refused } = parsePost({ events: [event(type, item)] });
  expect(refused).toEqual([]);
  const only = accepted.find((taken): taken is EventOf<Type> => taken.type === type);
  if (only === undefined) throw new Error(`not accepted as ${type}`);
  return only;
}

function refuse(type: string, item: unknown, over: object = {}): string[] {
  const { accepted, refused } = parsePost({ events: [event(type, item, over)] });
  expect(accepted).toEqual([]);
  return refused.flatMap(({ fields }) => fields.map(({ path }) => path));
}

describe('events', () => {
  test('SEC-2 the schema knows every event type of the list', () => {
    expectTypeOf<SessionEvent['type']>().toEqualTypeOf<EventType>();
  });

  test.each(eventTypes)('SEC-2 %s is accepted with its smallest item, and is the same after JSON', (type) => {
    const taken = accept(type, minimalItem(type));
    expect(JSON.parse(JSON.stringify(taken))).toEqual(taken);
    // A second parse changes nothing. Custom data is left out, because the first parse makes it a list.
    if (!('custom_data' in taken.item)) expect(accept(type, taken.item)).toEqual(taken);
  });

  test.each(eventTypes)('SEC-2 %s without an object for its item is refused', (type) => {
    expect(refuse(type, 'text')).toEqual(['item']);
  });

  test('SEC-2 a missing value is null or has its default, and an unknown key is left out', () => {
    const { item } = accept('session.started', { ...started, shoe_size: 44 });
    expect(item).toEqual({
      ...started,
      told_by: 'events',
      lang: null,
      created_at: null,
      from: null,
      to: null,
      outbound_number: null,
      menu_path: null,
      queue: null,
      agent: null,
      recording: false,
      end_user: { identifier: null, name: null, email: null, phone: null, authenticated: null },
      device: null,
      custom_data: { signed: [], unsigned: [] },
      outbound: null,
      previous_call_seconds: null,
    });
  });

  test('SEC-2 ids may be numbers or strings, and a blank text counts as missing', () => {
    const { item } = accept('session.started', {
      ...started,
      queue: { id: 3, name: ' ' },
      end_user: { identifier: 99, email: '' },
      outbound: { contact_id: '360001', ticket_id: '', follows_session_id: '' },
    });
    expect(item.queue).toEqual({ id: '3', name: null });
    expect(item.end_user).toMatchObject({ identifier: '99', email: null });
    expect(item.outbound).toEqual({
      source: null,
      contact_id: 360001,
      ticket_id: null,
      ticket_choice: 'auto',
      entered_number: false,
      follows_session_id: null,
      choice_id: null,
    });
    expect(accept('session.assigned', { agent }).item.agent).toEqual({ ...agent, id: '7', kind: 'human' });
  });

  test('UPD-14 the text of a chat message is left out', () => {
    const { item } = accept('chat.message', { from: 'customer', text: 'my card is …', customer_count: 2 });
    expect(item).toEqual({ from: 'customer', at: null, customer_count: 2 });
  });

  test.each([
    ['session.started', { ...started, session_type: 'Voice' }, ['item.session_type']],
    ['session.started', { ...started, id: 'call-2' }, ['item.id']],
    ['session.started', { ...started, created_at: '1 May' }, ['item.created_at']],
    ['session.started', { ...started, created_at: '2026-01-01T00:00:00' }, ['item.created_at']],
    ['session.assigned', { agent: { id: '' } }, ['item.agent.id']],
    ['session.assigned', {}, ['item.agent']],
    ['contact.picked', { contact_id: -1 }, ['item.contact_id']],
    ['ticket.picked', { ticket_id: 1.5 }, ['item.ticket_id']],
    ['ticket.merged', { from_ticket_id: 'x', into_ticket_id: 0 }, ['item.from_ticket_id', 'item.into_ticket_id']],
    ['rating.received', { score: 6 }, ['item.score']],
    ['transcript.ready', {}, ['item.url']],
    ['recording.ready', { url: 'file:///etc/passwd' }, ['item.url']],
    ['smart_action.completed', { kind: 'photo', files: [{ url: 'x' }] }, ['item.files.0.url']],
    ['session.ended', { durations: { call_s: -1 } }, ['item.durations.call_s']],
    ['session.lost', {}, ['type']],
  ])('SEC-2 %s %j is refused naming the field', (type, item, paths) => {
    expect(refuse(type, item)).toEqual(paths);
  });

  test('UPD-10 the answer of a direct access point is not changed', () => {
    const response = { status: 200, body: [{ name: 'Agent A', vip: true, note: null }], n: 1.5 };
    const { item } = accept('dap.responded', { request: 'q', response });
    expect(item).toEqual({ request: 'q', response });
  });

  test.each([
    [{ event_id: '' }, ['event_id']],
    [{ event_id: 'e'.repeat(129) }, ['event_id']],
    [{ timestamp: '1732000000000' }, ['timestamp']],
    [{ timestamp: 0 }, ['timestamp']],
    [{ timestamp: 1.5 }, ['timestamp']],
    [{ session_id: 'Call-1' }, ['session_id']],
    [{ session_id: '-call' }, ['session_id']],
    [{ session_id: 'c'.repeat(65) }, ['session_id']],
  ])('SEC-2 an envelope with %j is refused naming the field', (over, paths) => {
    expect(refuse('wrap_up.ended', {}, over)).toEqual(paths);
  });
});

describe('posts', () => {
  test('SEC-2 good events are accepted beside bad ones, in order', () => {
    const good = (id: string) => event('wrap_up.ended', {}, { event_id: id });
    const { accepted, refused } = parsePost({
      count: 4,
      events: [good('a'), event('rating.received', { score: 9 }, { event_id: 'b' }), null, good('c')],
    });
    expect(accepted.map(({ event_id }) => event_id)).toEqual(['a', 'c']);
    expect(refused.map(({ event_id }) => event_id)).toEqual(['b', null]);
    expect(refused[0]?.fields).toHaveLength(1);
  });

  test.each([null, 'text', [], 7])('SEC-2 %j is no post', (body) => {
    const { accepted, refused } = parsePost(body);
    expect(accepted).toEqual([]);
    expect(refused).toMatchObject([{ event_id: null, fields: [{ path: '' }] }]);
  });

  test.each([{}, { events: {} }, { events: null }])('SEC-2 %j has no list of events', (body) => {
    expect(parsePost(body).refused).toMatchObject([{ event_id: null, fields: [{ path: 'events' }] }]);
  });

  test('SEC-2 an event may take 1 MiB, counted in bytes, and no more', () => {
    const frame = JSON.stringify(event('transcript.ready', { text: '' })).length;
    const room = limits.event.bytes.value - frame;
    const { accepted } = parsePost({ events: [event('transcript.ready', { text: 'a'.repeat(room) })] });
    expect(accepted).toHaveLength(1);
    expect(refuse('transcript.ready', { text: 'a'.repeat(room + 1) })).toEqual(['']);
    expect(refuse('transcript.ready', { text: 'é'.repeat(room / 2 + 1) })).toEqual(['']);
  });

  test('SEC-2 an event that is nested too deeply is refused without a crash', () => {
    const depth = 100_000;
    const bomb: unknown = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(refuse('dap.responded', { response: bomb })).toEqual(['']);
  });

  test('SEC-2 messages never repeat what was sent', () => {
    const secret = 'hunter2hunter2';
    const bad = {
      'session.started': { ...started, session_type: secret, kind: secret, created_at: secret, recording: secret },
      'contact.picked': { contact_id: secret },
      'recording.ready': { url: secret, size: secret },
      [secret]: {},
    };
    const events = Object.entries(bad).map(([type, item]) => event(type, item));
    const { accepted, refused } = parsePost({ events });
    expect(accepted).toEqual([]);
    expect(refused.flatMap(({ fields }) => fields).length).toBeGreaterThan(6);
    expect(JSON.stringify(refused)).not.toContain(secret);
  });

  test('SEC-2 each event is either accepted or refused, whatever JSON is posted', () => {
    assert(
      property(array(oneof(jsonValue(), record({ type: constantFrom(...eventTypes), item: jsonValue() }))), (items) => {
        const events = items.map((item) => (Object(item) === item ? { ...event('', {}), ...Object(item) } : item));
        const { accepted, refused } = parsePost({ events });
        expect(accepted.length + refused.length).toBe(events.length);
      }),
      { numRuns: 200 },
    );
  });

  test('SEC-2 the schema can be described as JSON schema for the API page', () => {
    const described = JSON.stringify(z.toJSONSchema(sessionEventSchema, { io: 'input' }));
    expect(eventTypes.every((type) => described.includes(`"const":"${type}"`))).toBe(true);
    expect(described).not.toContain('$ref');
  });
});
