import { describe, expect, it } from 'vitest';
import type { TestGateway } from '../gateway.testkit.ts';
import { basic, startTestGateway } from '../gateway.testkit.ts';
import { TemporalProblem } from '../../errors.ts';

const endpoints = ['calls', 'chats', 'metadata'] as const;
type Endpoint = (typeof endpoints)[number];

async function post(
  gateway: TestGateway,
  endpoint: Endpoint,
  body: unknown,
  authorization = basic(),
): Promise<Response> {
  return await gateway.fetch(`/v1/platform/${endpoint}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const timestamp = Date.parse('2026-01-01T00:00:20Z');
const call = {
  call_id: 138,
  state: 'connected',
  direction: 'incoming',
  connected_at: '2026-01-01T00:00:05Z',
  participants: [
    { type: 'external', state: 'connected', dn: '+14155551212' },
    { type: 'agent', state: 'accepted', id: 1, name: 'Agent One', email: 'one@example.com' },
  ],
};
const snapshots = (...items: readonly unknown[]) => ({
  count: items.length,
  events: items.map((item, index) => ({ event_id: `e${index + 1}`, timestamp, item })),
});
const document = { id: 138, call_type: 'Voice Inbound (IVR)', status: 'finished', rating: 5 };

describe('snapshots', () => {
  it('PLT-1 are answered once their events are sent', async () => {
    const gateway = await startTestGateway();
    const response = await post(gateway, 'calls', snapshots(call));
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ accepted: ['e1'], warnings: [] });
    expect(gateway.sessions.sentEvents.map(({ session_id, type }) => [session_id, type])).toEqual([
      ['call-138', 'session.started'],
      ['call-138', 'session.assigned'],
    ]);
  });

  it('PLT-1 that are posted twice give the very same events', async () => {
    const gateway = await startTestGateway();
    await post(gateway, 'calls', snapshots(call));
    const first = [...gateway.sessions.sentEvents];
    await post(gateway, 'calls', snapshots(call));
    expect(gateway.sessions.sentEvents).toEqual([...first, ...first]);
  });

  it('PLT-1 of chats go to sessions of their own', async () => {
    const gateway = await startTestGateway();
    await post(gateway, 'chats', snapshots({ chat_id: 138, state: 'waiting' }));
    expect(gateway.sessions.sentEvents.map(({ session_id }) => session_id)).toEqual(['chat-138']);
  });

  it.each([
    ['a list', [{ event_id: 'e1', timestamp, item: call }]],
    ['one event', { event_id: 'e1', timestamp, item: call }],
    ['one item', call],
    ['other keys', { Events: [{ eventId: 'e1', timestamp: String(timestamp), item: call }] }],
  ])('PLT-1 are accepted as %s', async (_, body) => {
    const gateway = await startTestGateway();
    expect((await post(gateway, 'calls', body)).status).toBe(202);
    expect(gateway.sessions.sentEvents.map(({ type }) => type)).toContain('session.assigned');
  });

  it('PLT-1 with an unknown value give a warning on the session', async () => {
    const gateway = await startTestGateway();
    const response = await post(gateway, 'calls', snapshots({ ...call, state: 'levitating' }));
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ warnings: [expect.stringMatching(/^call-138: .*state/)] });
    expect(gateway.sessions.sentEvents.map(({ type }) => type)).toContain('session.warning');
  });

  it('PLT-1 without a session id are named in the answer, logged without content, and do not block the others', async () => {
    const gateway = await startTestGateway();
    const response = await post(gateway, 'calls', snapshots({ state: 'connected', dn: '+14155550177' }, call, 'text'));
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({
      accepted: ['e2'],
      warnings: [expect.stringContaining('Item 1'), expect.stringContaining('Item 3')],
    });
    const log = gateway.log.join('');
    expect(log).toContain('items that name no session');
    expect(log).not.toMatch(/14155550177|one@example/);
  });

  it.each(['[]', '{}', 'null', '3', '"text"', '{"events": {}}', '{"events": [null, 3, [], {}]}'])(
    'PLT-1 are never refused for their content: %s',
    async (body) => {
      const gateway = await startTestGateway();
      for (const endpoint of endpoints) {
        const response = await post(gateway, endpoint, body);
        expect(response.status).toBe(202);
        expect(await response.json()).toMatchObject({ accepted: [] });
      }
      expect(gateway.sessions.sentEvents).toEqual([]);
    },
  );

  it('SEC-2 are refused only if they are not JSON, are too large, or are not signed in', async () => {
    const gateway = await startTestGateway();
    for (const endpoint of endpoints) {
      expect((await post(gateway, endpoint, '{"events": [')).status).toBe(400);
      expect((await post(gateway, endpoint, snapshots(call), basic('platform', 'wrong'))).status).toBe(401);
      expect((await post(gateway, endpoint, '{}'.padEnd(5 * 1024 * 1024 + 1))).status).toBe(413);
    }
    expect(gateway.sessions.sentEvents).toEqual([]);
  });

  it('PLT-1 are not confirmed while Temporal cannot be reached', async () => {
    const gateway = await startTestGateway();
    gateway.sessions.beforeSend = async () => {
      throw new TemporalProblem('unreachable');
    };
    const response = await post(gateway, 'calls', snapshots(call));
    expect(response.status).toBe(503);
    expect(await response.json()).not.toHaveProperty('accepted');
  });
});

describe('metadata documents', () => {
  it('PLT-3 are one event each; its id is the hash of the document', async () => {
    const gateway = await startTestGateway();
    const response = await post(gateway, 'metadata', document);
    expect(response.status).toBe(202);
    const [event] = gateway.sessions.sentEvents;
    expect(event).toMatchObject({ session_id: 'call-138', type: 'session.metadata', item: { id: '138', rating: 5 } });
    expect(event?.event_id).toMatch(/^[0-9a-f]{64}$/);
    expect(await response.json()).toEqual({ accepted: [event?.event_id], warnings: [] });
  });

  it('PLT-3 that are posted twice have the same event id, and a new one after a change', async () => {
    const gateway = await startTestGateway();
    for (const body of [document, { ...document }, { ...document, rating: 4 }]) await post(gateway, 'metadata', body);
    const [first, again, changed] = gateway.sessions.sentEvents.map(({ event_id }) => event_id);
    expect(again).toBe(first);
    expect(changed).not.toBe(first);
  });

  it('UPD-5 leave no trace of values that agents must not see, not even in the hash', async () => {
    const gateway = await startTestGateway();
    for (const value of ['4711', '4712']) {
      const secret = { label: 'Secret', value, invisible_to_agent: true };
      await post(gateway, 'metadata', { ...document, custom_data: { signed: { secret } } });
    }
    const [first, second] = gateway.sessions.sentEvents;
    expect(first?.event_id).toBe(second?.event_id);
    expect(JSON.stringify(gateway.sessions.sentEvents)).not.toContain('4711');
  });

  it.each([
    ['a list', [document, { ...document, id: 139 }]],
    ['published events', { events: [{ item: document }, { item: { ...document, id: 139 } }] }],
  ])('PLT-3 are accepted as %s', async (_, body) => {
    const gateway = await startTestGateway();
    await post(gateway, 'metadata', body);
    expect(gateway.sessions.sentEvents.map(({ session_id }) => session_id)).toEqual(['call-138', 'call-139']);
  });

  it('PLT-3 that are neither of a call nor of a chat are named in the answer, and do not block the others', async () => {
    const gateway = await startTestGateway();
    const response = await post(gateway, 'metadata', [{ id: 5, status: 'finished' }, document, { status: 'finished' }]);
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({
      accepted: [expect.any(String)],
      warnings: [expect.stringMatching(/^Document 1 .*call_type/), expect.stringMatching(/^Document 3 .*id/)],
    });
    expect(gateway.sessions.sentEvents).toHaveLength(1);
  });

  it('PLT-3 with an unreadable value keep the other values, and give a warning on the session', async () => {
    const gateway = await startTestGateway();
    await post(gateway, 'metadata', { ...document, rating: { stars: 5 }, wait_duration: '12', ends_at: 'yesterday' });
    expect(gateway.sessions.sentEvents[0]).toMatchObject({ item: { wait_duration: 12, rating: null, ends_at: null } });
    const warnings = gateway.sessions.sentEvents.flatMap((event) =>
      event.type === 'session.warning' ? [event.item.message] : [],
    );
    expect(warnings).toEqual([expect.stringContaining('ends_at'), expect.stringContaining('rating')]);
  });

  it('SEC-2 that are larger than an event may be are cut, with a warning', async () => {
    const gateway = await startTestGateway();
    const response = await post(gateway, 'metadata', { ...document, lang: 'x'.repeat(1024 * 1024) });
    expect(response.status).toBe(202);
    expect(gateway.sessions.sentEvents.map(({ type }) => type)).toEqual(['session.metadata', 'session.warning']);
  });
});
