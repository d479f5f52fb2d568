import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issueToken } from '../../tokens.ts';
import type { Bearer } from '../../tokens.ts';
import { startTestGateway, token, tokenSecret } from '../gateway.testkit.ts';
import type { TestGateway } from '../gateway.testkit.ts';

const basePath = '/v1/adapter/outbound';
const refusal = z.object({ error: z.object({ fields: z.array(z.object({ path: z.string() })) }) });
const optionsSchema = z.object({ refusals: z.array(z.object({ because: z.string() })) });
const callSchema = z.object({ choice_id: z.string() });
const completeQuestion = { source: 'dialpad', dial_number: '+14155551212' };

async function post(
  gateway: TestGateway,
  path: string,
  body: unknown,
  { agentId = '7', ...headers }: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const bearer: Bearer = { agentId, email: null, role: 'agent' };
  const authorization = `Bearer ${await issueToken(tokenSecret, bearer, '5m')}`;
  const init = { method: 'POST', headers: { authorization, ...headers } };
  return await gateway.fetch(`${basePath}/${path}`, {
    ...init,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

describe('the gateway before a call', () => {
  it.each(['options', 'calls', 'calls/7.abc/cancel'])('SEC-2 %s: for agents only', async (path) => {
    const gateway = await startTestGateway();
    const init = { method: 'POST', body: JSON.stringify(completeQuestion) };
    expect((await gateway.fetch(`${basePath}/${path}`, init)).status).toBe(401);
    for (const role of ['operator', 'admin'] as const) {
      const headers = { authorization: await token(role) };
      expect((await gateway.fetch(`${basePath}/${path}`, { ...init, headers })).status).toBe(403);
    }
  });

  it.each([
    ['no source', {}, ['source']],
    ['another source', { source: 'fax' }, ['source']],
    [
      'wrong types',
      { source: 'ticket', ticket_id: '5', contact_id: 'old', lang: 7 },
      ['contact_id', 'ticket_id', 'lang'],
    ],
    ['a long text', { source: 'dialpad', dial_number: '1'.repeat(201) }, ['dial_number']],
    ['no object', [], ['']],
  ])('SEC-2 %s: each wrong field is named', async (_title, body, paths) => {
    const gateway = await startTestGateway();
    for (const path of ['options', 'calls']) {
      const response = await post(gateway, path, body);
      const { error } = refusal.parse(await response.json());
      expect([response.status, error.fields.map((field) => field.path).sort()]).toEqual([422, [...paths].sort()]);
    }
    expect((await post(gateway, 'options', 'source: dialpad')).status).toBe(400);
  });

  it('OUT-4 options: each field of the page, and each choice with its rule', async () => {
    const gateway = await startTestGateway();
    const response = await post(gateway, 'options', { ...completeQuestion, unknown_key: 1 });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      fields: { dial_number: { shown: true, required: true, default: '+14155551212' } },
      choices: { auto: { allowed: true, rule: 'APP-4' }, new: { allowed: false, rule: 'TEAM-7' } },
      dial: '+14155551212',
      may_call: true,
      trouble: null,
    });
  });

  it('OUT-9, OUT-12 a call that the options would refuse is refused with the same reason', async () => {
    const gateway = await startTestGateway();
    const question = { source: 'dialpad', dial_number: '4155551212' };
    const options = optionsSchema.parse(await (await post(gateway, 'options', question)).json());
    const response = await post(gateway, 'calls', question);
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({
      error: {
        code: 'outbound_refused',
        rule: 'OUT-9',
        message: options.refusals[0]?.because,
        fields: options.refusals.map(({ because }) => ({ path: 'dial_number', message: because, rule: 'OUT-9' })),
      },
    });
  });

  it('OUT-14 the same Idempotency-Key gives the same answer, without one each call has a key of its own', async () => {
    const gateway = await startTestGateway();
    const call = async (headers: Record<string, string> = {}): Promise<unknown> =>
      await (await post(gateway, 'calls', completeQuestion, headers)).json();
    const first = await call({ 'idempotency-key': 'press 1' });
    expect(first).toMatchObject({ choice_id: expect.stringMatching(/^7\.\w{32}$/), dial: '+14155551212' });
    expect(await call({ 'idempotency-key': 'press 1' })).toEqual(first);
    expect(await call({ 'idempotency-key': 'press 2' })).not.toEqual(first);
    expect(await call({ 'idempotency-key': 'press 1', agentId: '8' })).not.toEqual(first);
    expect(await call()).not.toEqual(await call());
  });

  it('OUT-11 only the agent who made a choice cancels it', async () => {
    const gateway = await startTestGateway();
    const { choice_id } = callSchema.parse(await (await post(gateway, 'calls', completeQuestion)).json());
    const cancel = async (key: string, agentId = '7'): Promise<number> =>
      (await post(gateway, `calls/${encodeURIComponent(key)}/cancel`, undefined, { agentId })).status;
    expect(await cancel(choice_id, '8')).toBe(403);
    expect(await cancel(choice_id, '7.x')).toBe(403);
    expect(await cancel('7.unknown')).toBe(404);
    expect(await cancel(choice_id)).toBe(200);
    expect(await cancel(choice_id)).toBe(200);
  });
});
