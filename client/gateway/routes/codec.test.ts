import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { payloadCodec } from '../../../configuration/encryption.ts';
import type { TestGateway } from '../gateway.testkit.ts';
import { startTestGateway, token } from '../gateway.testkit.ts';

const key = randomBytes(32).toString('base64');
const temporalUi = 'http://127.0.0.1:8233';
const codec = payloadCodec([key]);
const encryption = { codec, temporalUi };

const base64 = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('base64');

function inJson({ metadata, data }: Payload): object {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)]);
  return { metadata: Object.fromEntries(entries), data: base64(data) };
}

async function sealed(...values: readonly unknown[]): Promise<string> {
  const payloads = await codec.encode(values.map((value) => defaultPayloadConverter.toPayload(value)));
  return JSON.stringify({ payloads: payloads.map(inJson) });
}

const decode = (gateway: TestGateway, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  gateway.fetch('/v1/codec/decode', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });

const signIn = (gateway: TestGateway, given: string): Promise<Response> =>
  gateway.fetch('/v1/codec/sign-in', {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token: given }),
  });

const bare = (bearer: string): string => bearer.replace('Bearer ', '');

describe('the codec endpoint', () => {
  it('SEC-6 decrypts payloads for operators and administrators, in the order of the request', async () => {
    const gateway = await startTestGateway({ encryption });
    for (const role of ['operator', 'admin'] as const) {
      const answer = await decode(gateway, await sealed({ from: '+14155550142' }, 'second'), {
        authorization: await token(role),
      });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const plain = { metadata: { encoding: base64(Buffer.from('json/plain')) } };
      expect(await answer.json()).toEqual({
        payloads: [
          { ...plain, data: base64(Buffer.from('{"from":"+14155550142"}')) },
          { ...plain, data: base64(Buffer.from('"second"')) },
        ],
      });
    }
  });

  it('SEC-6 refuses all other callers', async () => {
    const gateway = await startTestGateway({ encryption });
    const body = await sealed('secret text');
    const agent = await token('agent');
    const foreign = await token('operator', '1h', 'another-secret');
    for (const [headers, status] of [
      [{}, 401],
      [{ authorization: 'Bearer nothing' }, 401],
      [{ authorization: foreign }, 401],
      [{ authorization: agent }, 403],
      [{ cookie: `codec=${bare(agent)}` }, 403],
      [{ cookie: `codec=${bare(foreign)}` }, 401],
    ] as const) {
      const answer = await decode(gateway, body, headers);
      expect(answer.status).toBe(status);
      expect(await answer.text()).not.toContain(base64(Buffer.from('"secret text"')));
    }
  });

  it('SEC-6 accepts a browser by a cookie that no script can read, until it is signed out', async () => {
    const gateway = await startTestGateway({ encryption });
    const operator = await token('operator');
    const signedIn = await signIn(gateway, bare(operator));
    expect(signedIn.status).toBe(303);
    const cookie = signedIn.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/; Path=\/v1\/codec;.*Expires=.*HttpOnly; Secure; SameSite=Strict/);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await decode(gateway, await sealed('a'), headers)).status).toBe(200);
    const page = await (await gateway.fetch('/v1/codec', { headers })).text();
    expect(page).toContain('operator@example.com');
    expect(page).not.toContain(bare(operator));
    const out = await gateway.fetch('/v1/codec/sign-out', { method: 'POST', redirect: 'manual', headers });
    expect(out.headers.get('set-cookie')).toMatch(/^codec=;/);
  });

  it('SEC-6 says on the page that a token is not valid, and sets no cookie', async () => {
    const gateway = await startTestGateway({ encryption });
    for (const wrong of ['nonsense', bare(await token('agent')), '']) {
      const answer = await signIn(gateway, wrong);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(await answer.text()).toContain('no valid token of an operator');
    }
    expect(gateway.log.join('\n')).not.toContain('nonsense');
  });

  it('SEC-6 allows requests from the origin of the Temporal UI only', async () => {
    const gateway = await startTestGateway({ encryption });
    const preflight = (origin: string): Promise<Response> =>
      gateway.fetch('/v1/codec/decode', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,x-namespace',
        },
      });
    const allowed = await preflight(temporalUi);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(temporalUi);
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('x-namespace');
    expect((await preflight('http://elsewhere.example')).headers.get('access-control-allow-origin')).toBeNull();
    const refused = await decode(gateway, await sealed('a'), { origin: temporalUi });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('access-control-allow-origin')).toBe(temporalUi);
  });

  it('SEC-6, SEC-2 refuses unreadable payloads, each with its own error code', async () => {
    const gateway = await startTestGateway({ encryption });
    const authorization = await token('operator');
    const other = payloadCodec([randomBytes(32).toString('base64')]);
    const foreign = await other.encode([defaultPayloadConverter.toPayload('x')]);
    const unknown = await decode(gateway, JSON.stringify({ payloads: foreign.map(inJson) }), { authorization });
    expect([unknown.status, await unknown.json()]).toEqual([
      422,
      { error: { code: 'unreadable_payload', message: expect.stringContaining('PAYLOAD_KEY') } },
    ]);
    const bad = await decode(gateway, '{"payloads":[{"data":"%"}]}', { authorization });
    expect([bad.status, JSON.stringify(await bad.json())]).toEqual([422, expect.stringContaining('payloads.0.data')]);
    expect((await decode(gateway, 'no json', { authorization })).status).toBe(400);
  });

  it('SEC-6 says so if nothing is encrypted', async () => {
    const gateway = await startTestGateway();
    const answer = await decode(gateway, await sealed('a'), { authorization: await token('operator') });
    expect([answer.status, await answer.json()]).toMatchObject([404, { error: { code: 'not_encrypted' } }]);
    expect(await (await gateway.fetch('/v1/codec')).text()).toContain('PAYLOAD_KEY');
  });
});
