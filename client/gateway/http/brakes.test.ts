import { describe, expect, it } from 'vitest';
import { queuedEvent } from '../../sessions.testkit.ts';
import { basic, signed, startTestGateway, token } from '../gateway.testkit.ts';
import { liftedBrakes } from './brakes.ts';

const body = JSON.stringify({ events: [queuedEvent('call-1', 'e1')] });
const wrong = { authorization: basic('platform', 'wrong') };
const few = { ...liftedBrakes, wrongSignIns: 3 };

/** What a proxy adds: the address from which it got the request. */
const from = (address: string) => ({ 'x-forwarded-for': address });
const behindProxy = { brakeLimits: few, trustedProxies: ['127.0.0.0/8'] };

describe('wrong passwords', () => {
  it('SEC-1 are answered with 429 and Retry-After after too many, and so is the right one from that address', async () => {
    const gateway = await startTestGateway({ brakeLimits: few });
    for (let i = 0; i < 3; i += 1) expect((await gateway.post(body, wrong)).status).toBe(401);
    for (const headers of [wrong, { authorization: basic() }]) {
      const braked = await gateway.post(body, headers);
      expect([braked.status, await braked.json()]).toMatchObject([429, { error: { code: 'too_many_failures' } }]);
      expect(Number(braked.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(gateway.sessions.sentEvents).toEqual([]);
  });

  it('SEC-1 stop nobody who signed in rightly from the same address before', async () => {
    const gateway = await startTestGateway({ brakeLimits: few });
    expect((await gateway.post(body)).status).toBe(202);
    for (let i = 0; i < 5; i += 1) await gateway.post(body, wrong);
    expect((await gateway.post(body, wrong)).status).toBe(429);
    expect((await gateway.post(body)).status).toBe(202);
    expect((await gateway.post(body, signed(body))).status).toBe(202);
  });

  it('SEC-1 are counted together: passwords, signatures, tokens, and tokens in the form of the codec page', async () => {
    const gateway = await startTestGateway({ brakeLimits: few, encryption: null });
    expect((await gateway.post(body, wrong)).status).toBe(401);
    expect((await gateway.post(body, signed(body, Date.now(), 'other'))).status).toBe(401);
    const authorization = await token('operator', '1h', 'another secret');
    const ask = async (): Promise<number> =>
      (await gateway.fetch('/v1/ops/rescue', { headers: { authorization } })).status;
    expect([await ask(), await ask()]).toEqual([401, 429]);
  });

  it('SEC-1 are not counted if nothing was guessed: without credentials, and with an expired token', async () => {
    const gateway = await startTestGateway({ brakeLimits: few });
    const expired = await token('operator', '-1m');
    for (let i = 0; i < 6; i += 1) {
      expect((await gateway.post(body, {})).status).toBe(401);
      expect((await gateway.fetch('/v1/ops/rescue', { headers: { authorization: expired } })).status).toBe(401);
    }
    expect((await gateway.post(body)).status).toBe(202);
  });

  it('SEC-1 are counted by the address that a trusted proxy names, and only by a trusted one', async () => {
    const gateway = await startTestGateway(behindProxy);
    for (let i = 0; i < 4; i += 1) await gateway.post(body, { ...wrong, ...from('203.0.113.7') });
    const status = async (address: string): Promise<number> =>
      (await gateway.post(body, { authorization: basic(), ...from(address) })).status;
    expect([await status('203.0.113.7'), await status('203.0.113.8')]).toEqual([429, 202]);
    // An address that the caller itself wrote stands before the one that the proxy added.
    expect(await status('203.0.113.9, 203.0.113.7')).toBe(429);

    const direct = await startTestGateway({ brakeLimits: few });
    for (let i = 0; i < 4; i += 1) await direct.post(body, { ...wrong, ...from(`203.0.113.${i}`) });
    expect((await direct.post(body, { authorization: basic(), ...from('203.0.113.99') })).status).toBe(429);
  });

  it('SEC-1 from one network of IPv6 count as from one address', async () => {
    const gateway = await startTestGateway(behindProxy);
    for (let i = 0; i < 4; i += 1) await gateway.post(body, { ...wrong, ...from(`2001:db8:1:2::${i}`) });
    const status = async (address: string): Promise<number> =>
      (await gateway.post(body, { authorization: basic(), ...from(address) })).status;
    expect([await status('2001:db8:1:2:3::1'), await status('2001:db8:1:3::1')]).toEqual([429, 202]);
  });

  it('SEC-1 are logged with the address from which they came', async () => {
    const gateway = await startTestGateway(behindProxy);
    await gateway.post(body, { ...wrong, ...from('203.0.113.7') });
    const line = gateway.log.find((each) => each.includes('"status":401'));
    expect(line).toContain('"address":"203.0.113.7"');
    await gateway.post(body, { authorization: basic(), ...from('203.0.113.8') });
    expect(gateway.log.join('')).not.toContain('203.0.113.8');
  });
});

describe('requests', () => {
  it('SEC-2 of one token are bounded, and those of another, and posts of the platform, go on', async () => {
    const gateway = await startTestGateway({ brakeLimits: { ...liftedBrakes, requestsPerSecond: 2, requestBurst: 3 } });
    const ask = async (role: 'operator' | 'admin'): Promise<Response> =>
      await gateway.fetch('/v1/ops/rescue', { headers: { authorization: await token(role) } });
    const answers = [];
    for (let i = 0; i < 30; i += 1) answers.push(await ask('operator'));
    const braked = answers.filter(({ status }) => status === 429);
    expect(answers.slice(0, 5).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(braked.length).toBeGreaterThan(0);
    expect(Number(braked[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await braked[0]?.json()).toMatchObject({ error: { code: 'too_many_requests' } });
    expect((await ask('admin')).status).toBe(200);
    for (let i = 0; i < 30; i += 1) expect((await gateway.post(body)).status).toBe(202);
  });

  it('ADP-3 for streams are bounded for each agent and for all, and a closed stream counts no more', async () => {
    const gateway = await startTestGateway({ brakeLimits: { ...liftedBrakes, streamsPerAgent: 2, streams: 2 } });
    const open = async (): Promise<{ readonly response: Response; readonly close: () => void }> => {
      const abort = new AbortController();
      const headers = { authorization: await token('agent') };
      const response = await gateway.fetch('/v1/adapter/stream', { headers, signal: abort.signal });
      return { response, close: () => abort.abort() };
    };
    const [first, second] = [await open(), await open()];
    const third = await open();
    expect([first.response.status, second.response.status, third.response.status]).toEqual([200, 200, 429]);
    expect(third.response.headers.has('retry-after')).toBe(true);
    expect(await third.response.json()).toMatchObject({ error: { code: 'too_many_streams' } });
    first.close();
    await expect.poll(async () => (await open()).response.status).toBe(200);
    second.close();
  });
});
