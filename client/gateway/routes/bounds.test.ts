import { describe, expect, it } from 'vitest';
import { refusedEventsSchema } from '../../../domain/api/events.ts';
import { limits } from '../../../domain/limits.ts';
import { queuedEvent } from '../../sessions.testkit.ts';
import type { TestGateway } from '../gateway.testkit.ts';
import { basic, startTestGateway, token } from '../gateway.testkit.ts';

/** Bounds of everything that is posted, at both families of endpoints (SEC-2). */

const platformEndpoints = ['calls', 'chats', 'metadata'] as const;
const mebibyte = 1024 * 1024;
const dayMs = 24 * 60 * 60 * 1000;

async function post(gateway: TestGateway, path: string, body: unknown): Promise<Response> {
  return await gateway.fetch(path, {
    method: 'POST',
    headers: { authorization: basic() },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** The paths that the answer to one event names. */
async function refusedPaths(gateway: TestGateway, event: unknown): Promise<readonly string[]> {
  const response = await gateway.post({ events: [event] });
  if (response.status === 202) return [];
  expect(response.status).toBe(422);
  return refusedEventsSchema
    .parse(await response.json())
    .refused.flatMap(({ fields }) => fields.map(({ path }) => path));
}

function event(type: string, item: unknown, over: object = {}) {
  return { event_id: 'e-1', timestamp: Date.now(), session_id: 'call-1', type, item, ...over };
}

function repeated(count: number, member: object): readonly object[] {
  return Array.from({ length: count }, () => ({ ...member }));
}

/** The warnings that the sessions got. */
function sessionWarnings({ sessions }: TestGateway): readonly string[] {
  return sessions.sentEvents.flatMap((sent) => (sent.type === 'session.warning' ? [sent.item.message] : []));
}

describe('the number of events of a post', () => {
  const most = limits.post.events.value;

  it('SEC-2 is 500 at /v1/events: one more is refused by its number, and nothing is taken', async () => {
    const gateway = await startTestGateway();
    const events = Array.from({ length: most + 1 }, (_, i) => queuedEvent('call-1', `e${i}`));
    const response = await gateway.post({ events });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      error: { code: 'too_many_events', message: expect.stringMatching(/501 events.* 500 /) },
    });
    expect(gateway.sessions.sentEvents).toEqual([]);
    expect((await gateway.post({ events: events.slice(1) })).status).toBe(202);
    expect(gateway.sessions.sentEvents).toHaveLength(most);
  });

  it.each(platformEndpoints)('SEC-2 is 500 at /v1/platform/%s, as a list and as published', async (endpoint) => {
    const gateway = await startTestGateway();
    const items = Array.from({ length: most + 1 }, (_, i) => ({ call_id: i, id: i, call_type: 'Voice Inbound' }));
    for (const body of [items, { events: items.map((item) => ({ item })) }, { Events: items }]) {
      const response = await post(gateway, `/v1/platform/${endpoint}`, body);
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ error: { code: 'too_many_events' } });
    }
    expect(gateway.sessions.sentEvents).toEqual([]);
    expect((await post(gateway, `/v1/platform/${endpoint}`, items.slice(1))).status).toBe(202);
  });

  it('SEC-2 of a body of 5 MiB is counted before any is looked at, and the answer is short', async () => {
    const gateway = await startTestGateway();
    const members = `[${'0,'.repeat(2.5 * mebibyte - 20)}0]`;
    const paths = ['/v1/events', ...platformEndpoints.map((endpoint) => `/v1/platform/${endpoint}`)];
    for (const path of paths) {
      const response = await post(gateway, path, `{"events":${members}}`);
      expect([path, response.status]).toEqual([path, 413]);
      expect((await response.text()).length).toBeLessThan(1000);
    }
  });
});

describe('the problems that an answer names', () => {
  it('SEC-2 are at most 100, and the others are counted', async () => {
    const gateway = await startTestGateway();
    const events = Array.from({ length: 150 }, (_, i) => event('rating.received', { score: 9 }, { event_id: `e${i}` }));
    const response = await gateway.post({ events: [...events, queuedEvent('call-1', 'good')] });
    expect(response.status).toBe(422);
    const answer = await response.json();
    expect(answer).toMatchObject({ accepted: ['good'], more: 50 });
    expect(answer).toHaveProperty('refused.length', 100);
  });

  it('SEC-2 are short, however many wrong parts the events of a post have', async () => {
    const gateway = await startTestGateway();
    const lists = { photos: repeated(50, { url: 0 }), participants: repeated(100, { type: 0, status: {} }) };
    const events = Array.from({ length: 500 }, () => event('session.metadata', { id: 1, ...lists }));
    const response = await gateway.post({ events });
    expect(response.status).toBe(422);
    const text = await response.text();
    expect(text.length).toBeLessThan(20_000);
    expect(JSON.parse(text)).toMatchObject({ accepted: [], more: 500 * 250 - 100 });
  });

  it('SEC-2 of settings are at most 100, and no part of them is long', async () => {
    const gateway = await startTestGateway();
    const headers = { authorization: await token('admin') };
    const settings = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`${'k'.repeat(2000)}${i}`, 1]));
    const response = await gateway.fetch('/v1/admin/settings', {
      method: 'PUT',
      headers,
      body: JSON.stringify(settings),
    });
    expect(response.status).toBe(422);
    const text = await response.text();
    expect(text.length).toBeLessThan(100_000);
    expect(JSON.parse(text)).toHaveProperty('error.fields.length', 100);
  });

  it.each([
    ['PUT', '/v1/admin/settings', 'admin'],
    ['POST', '/v1/admin/settings/preview', 'admin'],
    ['POST', '/v1/adapter/outbound/options', 'agent'],
    ['POST', '/v1/ops/dry-run', 'operator'],
    ['POST', '/v1/ops/failed-writes/replay', 'operator'],
    ['PATCH', '/v1/ops/failed-writes/call-1/finished', 'operator'],
  ] as const)('SEC-2 %s %s refuses a body full of zeros or of brackets in a short answer', async (method, path, role) => {
    const gateway = await startTestGateway();
    const headers = { authorization: await token(role) };
    const { agentBytes, operatorBytes } = limits.received;
    // The three lists are just below the size that the endpoint takes.
    const pairs = Math.floor((role === 'agent' ? agentBytes : operatorBytes).value / 6) - 20;
    const zeros = `[${'0,'.repeat(pairs)}0]`;
    const deep = `${'['.repeat(pairs)}${']'.repeat(pairs)}`;
    for (const list of [zeros, deep]) {
      const body = `{"session":${list},"ids":${list},"mapping":${list}}`;
      const response = await gateway.fetch(path, { method, headers, body });
      expect([path, response.status]).toEqual([path, 422]);
      expect((await response.text()).length).toBeLessThan(1000);
    }
  });
});

describe('a text of an event', () => {
  const long = 'x'.repeat(100_000);

  it.each([
    ['summary.generated', { text: long }, 'item.text'],
    ['rating.received', { score: 5, comment: long }, 'item.comment'],
    ['session.assigned', { agent: { id: 7, email: `${'@'.repeat(300_000)}<` } }, 'item.agent.email'],
    ['session.assigned', { agent: { id: long } }, 'item.agent.id'],
    ['recording.ready', { url: `https://files.example.com/${long}` }, 'item.url'],
    ['smart_action.completed', { kind: 'text_input', result: long }, 'item.result'],
    ['smart_action.completed', { kind: 'photo', result: Array(5001).fill(0) }, 'item.result'],
    ['dap.responded', { response: JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) }, 'item.response'],
    ['smart_action.completed', { kind: 'photo', files: repeated(51, { url: 'https://a.example/1' }) }, 'item.files'],
    ['session.ended', { durations: { call_s: 1e300 } }, 'item.durations.call_s'],
    ['session.ended', { expects: { recording_segments: 1e9 } }, 'item.expects.recording_segments'],
    ['session.warning', { message: long }, 'item.message'],
  ])('SEC-2 of the type %s that is too long is refused by its field', async (type, item, path) => {
    const gateway = await startTestGateway();
    expect(await refusedPaths(gateway, event(type, item))).toEqual([path]);
    expect(gateway.sessions.sentEvents).toEqual([]);
  });

  it('SEC-2 may be as long as one comment of Zendesk, and a transcript longer', async () => {
    const gateway = await startTestGateway();
    const events = [
      event('summary.generated', { text: 'x'.repeat(limits.text.text.value) }),
      event('transcript.ready', { text: 'x'.repeat(1_000_000) }),
    ];
    expect((await gateway.post({ events })).status).toBe(202);
  });

  it('UPD-5 of custom data is cut, because the customer’s app chose it, and the event is taken', async () => {
    const gateway = await startTestGateway();
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`k${i}`, i]));
    const item = { custom_data: { signed: { a: long, [long]: 1 }, unsigned: many } };
    expect(await refusedPaths(gateway, event('custom_data.received', item))).toEqual([]);
    const [sent] = gateway.sessions.sentEvents;
    if (sent?.type !== 'custom_data.received') throw new Error('not sent');
    const { signed, unsigned, leftOut } = sent.item.custom_data;
    expect(signed).toEqual([
      { key: 'a', label: 'a', value: `${'x'.repeat(limits.customData.value.value - 1)}…`, type: null, cut: true },
    ]);
    expect(unsigned).toHaveLength(limits.customData.entries.value);
    expect(leftOut).toBe(101);
  });
});

describe('a time of an event', () => {
  it.each([
    ['in seconds', Math.round(Date.now() / 1000)],
    ['in microseconds', Date.now() * 1000],
    ['beyond the range of dates', 8.64e15 + 1],
    ['of 1999', Date.UTC(1999, 11, 31)],
    ['two days ahead', Date.now() + 2 * dayMs],
  ])('SEC-2 that is %s is refused by its field', async (_, timestamp) => {
    const gateway = await startTestGateway();
    expect(await refusedPaths(gateway, event('wrap_up.ended', {}, { timestamp }))).toEqual(['timestamp']);
    expect(gateway.sessions.sentEvents).toEqual([]);
  });

  it.each([
    ['0001-01-01T00:00:00Z', 422],
    ['1999-12-31T23:59:59Z', 422],
    ['2000-01-01T00:00:00Z', 202],
    [new Date(Date.now() + dayMs / 2).toISOString(), 202],
    [new Date(Date.now() + 2 * dayMs).toISOString(), 422],
  ])('SEC-2 at which something has happened lies between 2000 and tomorrow: %s', async (at, status) => {
    const gateway = await startTestGateway();
    const paths = await refusedPaths(gateway, event('session.ended', { at }));
    expect(paths).toEqual(status === 202 ? [] : ['item.at']);
    const recording = { url: 'https://files.example.com/1.wav', started_at: at };
    expect(await refusedPaths(gateway, event('recording.ready', recording))).toEqual(
      status === 202 ? [] : ['item.started_at'],
    );
  });

  it('SEC-2 of a scheduled call may lie a year ahead, and dates in custom data anywhere', async () => {
    const gateway = await startTestGateway();
    const queuedIn = (days: number) =>
      event('session.queued', { queue: { id: 3 }, queued_at: new Date(Date.now() + days * dayMs).toISOString() });
    expect(await refusedPaths(gateway, queuedIn(360))).toEqual([]);
    expect(await refusedPaths(gateway, queuedIn(370))).toEqual(['item.queued_at']);
    const custom_data = { unsigned: { born_at: { value: '1950-01-01T00:00:00Z' }, at: '2150-01-01T00:00:00Z' } };
    expect(await refusedPaths(gateway, event('custom_data.received', { custom_data }))).toEqual([]);
    const dap = event('dap.responded', { response: { at: '2150-01-01T00:00:00Z' } });
    expect(await refusedPaths(gateway, dap)).toEqual([]);
  });
});

describe('a post of the platform', () => {
  const call = { call_id: 138, state: 'connected', direction: 'incoming' };

  it('SEC-2 PLT-1 is taken with texts cut and ids left out, and its sessions are warned of each', async () => {
    const gateway = await startTestGateway();
    const long = 'x'.repeat(100_000);
    const item = {
      ...call,
      disconnected_by: 'A'.repeat(1_000_000),
      ['A'.repeat(150_000)]: 1,
      participants: [
        { type: 'external', dn: long },
        { type: 'agent', state: 'connected', id: 1, name: long, email: `${'@'.repeat(300_000)}<` },
        { type: 'agent', state: 'connected', id: long, email: 'two@example.com' },
      ],
      dispositions: [{ code: 'S', note: long }],
    };
    const response = await post(gateway, '/v1/platform/calls', { events: [{ event_id: 'e1', item }] });
    expect(response.status).toBe(202);
    const sent = gateway.sessions.sentEvents;
    const assigned = sent.flatMap((each) => (each.type === 'session.assigned' ? [each.item.agent] : []));
    expect(assigned).toMatchObject([{ id: '1', email: null, name: `${'x'.repeat(limits.text.name.value - 1)}…` }]);
    const joined = sent.flatMap((each) => (each.type === 'participant.joined' ? [each.item.participant.id] : []));
    expect(joined).toEqual(['two@example.com']);
    const notes = sent.flatMap((each) => (each.type === 'disposition.submitted' ? [each.item.note] : []));
    expect(notes).toEqual([`${'x'.repeat(limits.text.text.value - 1)}…`]);
    expect(sessionWarnings(gateway).join('\n')).toMatch(/note is longer than 65536 characters: it was cut/);
    expect(sessionWarnings(gateway).join('\n')).toMatch(/email is longer than 320 characters: it was left out/);
    expect(sessionWarnings(gateway).join('\n')).toMatch(/ id is longer than 128 characters: it was left out/);
    expect(sessionWarnings(gateway).join('\n')).toMatch(/too many keys, or too long ones/);
  });

  it.each([
    ['in microseconds', Date.now() * 1000],
    ['of the year 1', -62_135_596_800_000],
    ['two days ahead', Date.now() + 2 * dayMs],
  ])('SEC-2 with a time %s has the time of arrival instead, with a warning', async (_, timestamp) => {
    const gateway = await startTestGateway();
    const before = Date.now();
    for (const endpoint of ['calls', 'metadata']) {
      const item = { ...call, id: 138, call_type: 'Voice Inbound', ends_at: '0001-01-01T00:00:00Z' };
      const response = await post(gateway, `/v1/platform/${endpoint}`, {
        events: [{ event_id: 'e1', timestamp, item }],
      });
      expect(response.status).toBe(202);
    }
    const times = gateway.sessions.sentEvents.map((each) => each.timestamp);
    expect(times.every((at) => at >= before - 1 && at <= Date.now())).toBe(true);
    expect(gateway.sessions.sentEvents.map(({ type }) => type)).not.toContain('session.ended');
    const warnings = sessionWarnings(gateway);
    expect(warnings.filter((text) => text.includes('timestamp'))).toHaveLength(2);
    expect(warnings.filter((text) => text.includes('ends_at'))).toHaveLength(2);
  });

  it('SEC-2 whose metadata document is larger than an event may be is cut until it fits', async () => {
    const gateway = await startTestGateway();
    const dispositions = Array.from({ length: 60 }, (_, i) => ({ code: `c${i}`, note: `${i}`.repeat(30_000) }));
    const document = { id: 138, call_type: 'Voice Inbound', rating: 4, dispositions };
    const response = await post(gateway, '/v1/platform/metadata', document);
    expect(response.status).toBe(202);
    const [sent] = gateway.sessions.sentEvents;
    expect(sent).toMatchObject({ type: 'session.metadata', item: { id: '138', rating: 4 } });
    expect(JSON.stringify(sent).length).toBeLessThanOrEqual(limits.event.bytes.value);
    expect(sessionWarnings(gateway).join()).toContain('note is longer than');
  });

  it('SEC-2 names at most 100 warnings in its answer, and counts the others', async () => {
    const gateway = await startTestGateway();
    const items = Array.from({ length: 300 }, (_, i) => ({ ...call, call_id: i, state: 'levitating' }));
    const response = await post(gateway, '/v1/platform/calls', items);
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ warnings: { length: 100 }, more: 200 });
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'PLT-1 may have %s in the place of any word or id',
    async (word) => {
      const gateway = await startTestGateway();
      const item = {
        ...call,
        state: word,
        direction: word,
        session_type_v2: word,
        status: word,
        id: 138,
        participants: [{ type: 'agent', state: word, id: word }, { type: word }],
        transfers: [{ status: word, from_agent: { id: word }, to_agent: { id: 'b' } }],
        call_type: word,
      };
      for (const endpoint of platformEndpoints)
        expect((await post(gateway, `/v1/platform/${endpoint}`, [item])).status).toBe(202);
      expect(JSON.stringify(gateway.sessions.sentEvents)).not.toContain('native code');
    },
  );
});
