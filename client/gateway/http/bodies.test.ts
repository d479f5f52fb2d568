import { describe, expect, it } from 'vitest';
import { queuedEvent } from '../../sessions.testkit.ts';
import { basic, signed, startTestGateway, token } from '../gateway.testkit.ts';
import { defaultBodyLimits } from './bodies.ts';
import type { RawConnection } from './raw-requests.testkit.ts';
import { answerOf, head, rawConnection } from './raw-requests.testkit.ts';

const body = JSON.stringify({ events: [queuedEvent('call-1', 'e1')] });
const large = { 'content-length': 5 * 1024 * 1024 };
const kib = 1024;

/** Headers of a signature that has the right form and age, and belongs to another body. */
const guessed = { 'x-signature': 'a'.repeat(64), 'x-signature-timestamp': Date.now() };

describe('a body', () => {
  it.each([
    ['no credentials', '/v1/events', {}, 401],
    ['a wrong password', '/v1/events', { authorization: basic('platform', 'other') }, 401],
    ['a signature of another form', '/v1/platform/calls', { ...guessed, 'x-signature': 'abc' }, 401],
    ['an old signature', '/v1/platform/chats', { ...guessed, 'x-signature-timestamp': 1 }, 401],
    ['no signature of Zendesk', '/v1/zendesk/webhook', {}, 401],
    [
      'an old signature of Zendesk',
      '/v1/zendesk/webhook',
      {
        'x-zendesk-webhook-signature': `${'a'.repeat(43)}=`,
        'x-zendesk-webhook-signature-timestamp': '2020-01-01T00:00:00Z',
      },
      401,
    ],
    ['nothing to sign in to', '/v1/codec/sign-in', {}, 404],
    ['no token', '/v1/ops/dry-run', {}, 401],
    ['an address that is unknown', '/v1/nothing', {}, 404],
    ['a method that is unknown there', '/v1/admin/check', {}, 405],
  ])('SEC-1 is not asked for, nor read, with %s', async (_, path, headers, status) => {
    const gateway = await startTestGateway();
    const connection = await rawConnection(gateway.address);
    connection.write(head('POST', path, { ...headers, ...large, expect: '100-continue' }));
    const received = await connection.until('}}');
    expect(received).not.toContain('100 Continue');
    expect(answerOf(received)).toMatchObject({ status, body: { error: { code: expect.any(String) } } });
    connection.close();
  });

  it('SEC-1 is not read with a signature if no secret for signatures is configured', async () => {
    const gateway = await startTestGateway({ hmacSecret: null });
    const connection = await rawConnection(gateway.address);
    connection.write(head('POST', '/v1/events', { ...guessed, ...large, expect: '100-continue' }));
    const received = await connection.until('}}');
    expect(received).not.toContain('100 Continue');
    expect(answerOf(received).status).toBe(401);
    connection.close();
  });

  it('is asked for once the caller is known, if the caller waits for that', async () => {
    const gateway = await startTestGateway();
    const connection = await rawConnection(gateway.address);
    const length = { 'content-length': body.length, expect: '100-continue' };
    connection.write(head('POST', '/v1/events', { authorization: basic(), ...length }));
    expect(await connection.until('100 Continue\r\n\r\n')).toContain('100 Continue');
    connection.write(body);
    expect(await connection.until('accepted')).toContain('202 Accepted');
    connection.close();
  });

  it('SEC-2 300 connections that sign nothing right and send slowly hold few bytes, and stop nobody', async () => {
    const gateway = await startTestGateway({ bodyLimits: { ...defaultBodyLimits, unverifiedBodyBytes: 100 * kib } });
    const connections: RawConnection[] = [];
    const answers: string[] = [];
    for (let i = 0; i < 300; i += 1) {
      const connection = await rawConnection(gateway.address);
      connection.write(head('POST', '/v1/events', { ...guessed, ...large }));
      connection.write(' '.repeat(2 * kib));
      void connection.end().then((received) => answers.push(received));
      connections.push(connection);
    }
    // 50 of them fit. Each other one is answered at once, and its connection is closed.
    await expect.poll(() => answers.length).toBe(250);
    for (const received of answers.slice()) {
      const { status, head: headers, body: answered } = answerOf(received);
      expect([status, answered]).toMatchObject([503, { error: { code: 'too_busy' } }]);
      expect(headers).toContain('retry-after: ');
    }
    // Posts with a password, and requests with a token, have a budget of their own.
    expect((await gateway.post(body, { authorization: basic() })).status).toBe(202);
    expect((await gateway.post(body, signed(body))).status).toBe(503);
    for (const connection of connections) connection.close();
    await expect.poll(async () => (await gateway.post(body, signed(body))).status).toBe(202);
  });

  it('SEC-2 that arrives too slowly is refused with 408, and its connection is closed', async () => {
    const gateway = await startTestGateway({ bodyLimits: { ...defaultBodyLimits, bodyMs: 50, unverifiedBodyMs: 50 } });
    for (const headers of [{ authorization: basic() }, guessed]) {
      const connection = await rawConnection(gateway.address);
      connection.write(head('POST', '/v1/events', { ...headers, ...large }));
      connection.write('{"events": [');
      expect(answerOf(await connection.end())).toMatchObject({ status: 408, body: { error: { code: 'too_slow' } } });
    }
  });

  it('SEC-2 of all signed-in callers together is bounded, and counts until its request is answered', async () => {
    const gateway = await startTestGateway({ bodyLimits: { ...defaultBodyLimits, bodyBytes: 4 * kib } });
    const post = body.padEnd(3 * kib);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      gateway.sessions.beforeSend = async () => {
        resolve();
        await held;
      };
    });
    const first = gateway.post(post);
    await reached;
    const second = await gateway.post(post);
    expect([second.status, second.headers.has('retry-after')]).toEqual([503, true]);
    release();
    expect((await first).status).toBe(202);
    await expect.poll(async () => (await gateway.post(post)).status).toBe(202);
  });

  it.each([
    ['POST', '/v1/adapter/sessions/call-1/contact', 'agent', 16],
    ['POST', '/v1/adapter/outbound/options', 'agent', 16],
    ['POST', '/v1/ops/dry-run', 'operator', 256],
    ['PATCH', '/v1/ops/failed-writes/call-1/finished', 'operator', 256],
    ['PUT', '/v1/admin/settings', 'admin', 512],
    ['POST', '/v1/admin/fields', 'admin', 256],
  ] as const)('SEC-2 of %s %s has at most the bytes that it needs', async (method, path, role, most) => {
    const gateway = await startTestGateway();
    const answer = async (bytes: number): Promise<Response> =>
      await gateway.fetch(path, { method, headers: { authorization: await token(role) }, body: ' '.repeat(bytes) });
    expect((await answer(most * kib)).status).not.toBe(413);
    const refused = await answer(most * kib + 1);
    expect([refused.status, await refused.json()]).toMatchObject([
      413,
      { error: { code: 'too_large', message: expect.stringContaining(`${most} KiB`) } },
    ]);
  });
});
