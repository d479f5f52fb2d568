import { describe, expect, it } from 'vitest';
import { queuedEvent } from '../../sessions.testkit.ts';
import { basic, startTestGateway, signed, token } from '../gateway.testkit.ts';

const body = JSON.stringify({ count: 1, events: [queuedEvent('call-1', 'e1')] });
const minutes = 60 * 1000;

describe('the platform', () => {
  it('SEC-1 signs in by Basic', async () => {
    const gateway = await startTestGateway();
    expect((await gateway.post(body, { authorization: basic() })).status).toBe(202);
    expect(gateway.sessions.sentEvents).toHaveLength(1);
  });

  it.each([
    ['without credentials', {}],
    ['with another password', { authorization: basic('platform', 'pass-4712') }],
    ['with another user', { authorization: basic('other', 'pass-4711-and-more') }],
    ['with a part of the password', { authorization: basic('platform', 'pass') }],
    ['with an unreadable header', { authorization: 'Basic ***' }],
    ['with a bearer token', { authorization: `Bearer ${basic().slice(6)}` }],
  ])('SEC-1 is refused %s', async (_, headers) => {
    const gateway = await startTestGateway();
    const response = await gateway.post(body, headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('Basic');
    expect(await response.json()).toMatchObject({ error: { code: 'unauthenticated' } });
    expect(gateway.sessions.sentEvents).toEqual([]);
  });

  it('SEC-1 signs in by a signature, also in upper case and when sent again', async () => {
    const gateway = await startTestGateway();
    const headers = signed(body);
    const upper = { ...headers, 'x-signature': headers['x-signature']?.toUpperCase() ?? '' };
    for (const each of [headers, headers, upper]) expect((await gateway.post(body, each)).status).toBe(202);
  });

  it('SEC-1 signs the bytes of the body, not its meaning as JSON', async () => {
    const gateway = await startTestGateway();
    const spaced = `${body.slice(0, -1)} }`;
    expect((await gateway.post(spaced, signed(spaced))).status).toBe(202);
    expect((await gateway.post(spaced, signed(body))).status).toBe(401);
  });

  it.each([
    ['by another secret', signed(body, Date.now(), 'other')],
    ['without its time', { 'x-signature': signed(body)['x-signature'] ?? '' }],
    ['with a time alone', { 'x-signature-timestamp': String(Date.now()) }],
    ['with a time that is no number', { ...signed(body), 'x-signature-timestamp': '2026-01-01' }],
    ['with another time than signed', { ...signed(body), 'x-signature-timestamp': String(Date.now() - 1) }],
    ['even beside the right password', { ...signed(body, Date.now(), 'other'), authorization: basic() }],
  ])('SEC-1 is refused when signed %s', async (_, headers) => {
    const gateway = await startTestGateway();
    expect((await gateway.post(body, headers)).status).toBe(401);
    expect(gateway.sessions.sentEvents).toEqual([]);
  });

  it('SEC-1 is refused with a signature older, or further ahead, than 5 minutes', async () => {
    const gateway = await startTestGateway();
    for (const at of [Date.now() - 5.1 * minutes, Date.now() + 5.1 * minutes]) {
      const response = await gateway.post(body, signed(body, Math.round(at)));
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { code: 'stale_signature' } });
    }
    const recent = signed(body, Math.round(Date.now() - 4.5 * minutes));
    expect((await gateway.post(body, recent)).status).toBe(202);
  });

  it('SEC-1 cannot sign in by a signature if no secret is configured', async () => {
    const gateway = await startTestGateway({ hmacSecret: null });
    expect((await gateway.post(body, signed(body, Date.now(), ''.padEnd(1)))).status).toBe(401);
  });
});

describe('administrators and operators', () => {
  const settings = '/v1/admin/settings';

  it('SEC-1 carry tokens with their role', async () => {
    const gateway = await startTestGateway();
    await gateway.post(body);
    const status = async (path: string, authorization: string) =>
      (await gateway.fetch(path, { headers: { authorization } })).status;
    expect(await status(settings, await token('admin'))).toBe(200);
    expect(await status('/v1/ops/sessions/call-1', await token('operator'))).toBe(200);
    expect(await status('/v1/ops/sessions/call-1', await token('admin'))).toBe(200);
  });

  it('SEC-2 answers 403 to another role', async () => {
    const gateway = await startTestGateway();
    const cases = [
      ['GET', settings, 'operator'],
      ['PUT', settings, 'operator'],
      ['GET', '/v1/admin/settings/history', 'agent'],
      ['GET', '/v1/ops/sessions/call-1', 'agent'],
    ] as const;
    for (const [method, path, role] of cases) {
      const body = method === 'PUT' ? { body: '{}' } : {};
      const response = await gateway.fetch(path, { method, headers: { authorization: await token(role) }, ...body });
      expect([method, path, response.status]).toEqual([method, path, 403]);
      expect(await response.json()).toMatchObject({ error: { code: 'forbidden' } });
    }
    expect(await gateway.sessions.settings.history()).toEqual([]);
  });

  it('SEC-2 answers 401 without a token, and to a foreign, an expired, an unsigned and an endless one', async () => {
    const gateway = await startTestGateway();
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const claims = { sub: '7', role: 'admin' };
    const unsigned = `Bearer ${encode({ alg: 'none' })}.${encode({ ...claims, exp: 4_000_000_000 })}.`;
    const tokens = ['', basic(), await token('admin', '1h', 'other'), await token('admin', '-1m'), unsigned];
    for (const authorization of tokens) {
      const response = await gateway.fetch(settings, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    }
  });
});
