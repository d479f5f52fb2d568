import { describe, expect, it } from 'vitest';
import { TemporalProblem } from '../../errors.ts';
import { queuedEvent } from '../../sessions.testkit.ts';
import { startTestGateway, platform, tokenSecret } from '../gateway.testkit.ts';

describe('a post of events', () => {
  it('SEC-2 is answered with its ids', async () => {
    const gateway = await startTestGateway();
    const response = await gateway.post({
      count: 2,
      events: [queuedEvent('call-1', 'e1'), queuedEvent('chat-1', 'e2')],
    });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ accepted: ['e1', 'e2'] });
    expect(gateway.sessions.sentEvents.map(({ session_id }) => session_id).sort()).toEqual(['call-1', 'chat-1']);
  });

  it('SEC-2 names each refused event with its fields, and takes the others', async () => {
    const gateway = await startTestGateway();
    const events = [
      { ...queuedEvent('call-1', 'bad-id'), session_id: 'Call 1' },
      queuedEvent('call-1', 'good'),
      { ...queuedEvent('call-1', 'bad-type'), type: 'session.unheard' },
      { ...queuedEvent('call-1', 'bad-item'), item: { queue: 3 } },
      'not an event',
    ];
    const response = await gateway.post({ count: events.length, events });
    expect(response.status).toBe(422);
    const answer: unknown = await response.json();
    expect(answer).toMatchObject({
      accepted: ['good'],
      refused: [
        { event_id: 'bad-id', fields: [{ path: 'session_id' }] },
        { event_id: 'bad-type', fields: [{ path: 'type' }] },
        { event_id: 'bad-item', fields: [{ path: 'item.queue' }] },
        { event_id: null },
      ],
    });
    expect(gateway.sessions.sentEvents.map(({ event_id }) => event_id)).toEqual(['good']);
  });

  it.each([
    ['text', 'count: 1'],
    ['nothing', ''],
    ['cut JSON', '{"events": ['],
  ])('SEC-2 is refused when it is %s', async (_, body) => {
    const gateway = await startTestGateway();
    const response = await gateway.post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'not_json' } });
  });

  it('SEC-2 is refused when its bytes are no UTF-8', async () => {
    const gateway = await startTestGateway();
    const { address } = gateway;
    const authorization = `Basic ${Buffer.from('platform:pass-4711-and-more').toString('base64')}`;
    const body = new Uint8Array([0x22, 0xff, 0x22]);
    const response = await fetch(`${address}/v1/events`, { method: 'POST', headers: { authorization }, body });
    expect(response.status).toBe(400);
  });

  it.each(['[]', '{}', 'null', '3', '{"events": {}}'])('SEC-2 is refused when it is no list: %s', async (body) => {
    const gateway = await startTestGateway();
    const response = await gateway.post(body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ accepted: [], refused: [{ event_id: null }] });
  });

  it('SEC-2 is read as JSON, whatever its content type is', async () => {
    const gateway = await startTestGateway();
    const authorization = `Basic ${Buffer.from('platform:pass-4711-and-more').toString('base64')}`;
    const headers = { authorization, 'content-type': 'text/plain' };
    expect((await gateway.post({ events: [queuedEvent('call-1')] }, headers)).status).toBe(202);
  });

  it('SEC-2 may take 5 MiB, and no more', async () => {
    const gateway = await startTestGateway();
    const limit = 5 * 1024 * 1024;
    const post = JSON.stringify({ events: [queuedEvent('call-1', 'e1')] });
    expect((await gateway.post(post.padEnd(limit))).status).toBe(202);
    const response = await gateway.post(post.padEnd(limit + 1));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'too_large' } });
    expect((await gateway.fetch('/healthz')).status).toBe(200);
  });

  it('SEC-2 refuses an event beyond 1 MiB and takes its neighbour', async () => {
    const gateway = await startTestGateway();
    const large = { ...queuedEvent('call-1', 'large'), note: 'x'.repeat(1024 * 1024) };
    const response = await gateway.post({ events: [large, queuedEvent('call-1', 'small')] });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ accepted: ['small'], refused: [{ event_id: 'large' }] });
  });
});

describe('delivery', () => {
  it('is answered only after every event is durable', async () => {
    const gateway = await startTestGateway();
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let answered = false;
    const reached = new Promise<void>((resolve) => {
      gateway.sessions.beforeSend = async ({ event_id }) => {
        if (event_id !== 'e2') return;
        resolve();
        await gate;
      };
    });
    const post = gateway
      .post({ events: [queuedEvent('call-1', 'e1'), queuedEvent('call-2', 'e2')] })
      .then((response) => {
        answered = true;
        return response.status;
      });
    await reached;
    // Another request is sent and answered meanwhile. The post must still be unanswered after it.
    await gateway.fetch('/healthz');
    expect(answered).toBe(false);
    release();
    expect(await post).toBe(202);
  });

  it('keeps the order within a session and runs sessions side by side', async () => {
    const gateway = await startTestGateway();
    const waiting: (() => void)[] = [];
    gateway.sessions.beforeSend = async () => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        // The events are released in pairs. So the test ends only if both sessions are sent at the same time.
        if (waiting.length === 2) for (const release of waiting.splice(0).toReversed()) release();
      });
    };
    const events = [
      queuedEvent('call-1', 'a1'),
      queuedEvent('call-1', 'a2'),
      queuedEvent('call-2', 'b1'),
      queuedEvent('call-2', 'b2'),
    ];
    expect((await gateway.post({ events })).status).toBe(202);
    const ids = gateway.sessions.sentEvents.map(({ event_id }) => event_id);
    expect(ids.filter((id) => id.startsWith('a'))).toEqual(['a1', 'a2']);
    expect(ids.filter((id) => id.startsWith('b'))).toEqual(['b1', 'b2']);
  });

  it('SEC-2 of a post with 500 sessions keeps few requests under way, and holds no other post up', async () => {
    const gateway = await startTestGateway();
    let underWay = 0;
    let most = 0;
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reachedMost = (): void => {};
    const full = new Promise<void>((resolve) => {
      reachedMost = resolve;
    });
    gateway.sessions.beforeSend = async ({ event_id }) => {
      if (event_id === 'other') return;
      underWay += 1;
      most = Math.max(most, underWay);
      if (underWay === 10) reachedMost();
      await gate;
      underWay -= 1;
    };
    const events = Array.from({ length: 500 }, (_, i) => queuedEvent(`call-${i}`, `e${i}`));
    const large = gateway.post({ events });
    await full;
    expect((await gateway.post({ events: [queuedEvent('call-x', 'other')] })).status).toBe(202);
    release();
    expect((await large).status).toBe(202);
    expect([most, gateway.sessions.sentEvents.length]).toEqual([10, 501]);
  });

  it('confirms nothing if one event could not be sent, and says when to try again', async () => {
    const gateway = await startTestGateway();
    gateway.sessions.beforeSend = async ({ event_id }) => {
      if (event_id === 'e2') throw new TemporalProblem('unreachable');
    };
    const response = await gateway.post({
      events: [queuedEvent('call-1', 'e1'), queuedEvent('call-1', 'e2'), queuedEvent('call-1', 'e3')],
    });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    const answer: unknown = await response.json();
    expect(answer).toMatchObject({ error: { code: 'unreachable' } });
    expect(answer).not.toHaveProperty('accepted');
    expect(gateway.sessions.sentEvents.map(({ event_id }) => event_id)).toEqual(['e1']);
  });

  it('SEC-3 neither logs bodies and credentials nor shows the text of an unexpected error', async () => {
    const gateway = await startTestGateway();
    gateway.sessions.beforeSend = async () => {
      throw new Error('inner-detail');
    };
    const response = await gateway.post({ events: [queuedEvent('call-secret', 'e1')] });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('inner-detail');
    await gateway.fetch('/unknown?phone=14155550100');
    const log = gateway.log.join('');
    expect(log).toContain('answered');
    for (const text of [platform.password, tokenSecret, 'Basic ', 'call-secret', 'Order status', '14155550100'])
      expect(log).not.toContain(text);
  });
});
