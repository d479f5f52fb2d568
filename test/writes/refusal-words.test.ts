/**
 * This file tests that people learn why something was refused. If these tests fail, an operator reads "Fields: base." and
 * cannot correct it, an administrator saves settings without effect, or an agent reads a wrong reason.
 */

import { describe, expect, it } from 'vitest';
import { token } from '../../client/gateway/gateway.testkit.ts';
import {
  agentOne,
  assigned,
  connected,
  ended,
  newCaller,
  outcomeOf,
  send,
  started,
  until,
  wholeCall,
} from '../kit/events.ts';
import { openFailedWrites, readFailedWrite, replayFailedWrite, testOperator } from '../kit/operator.ts';
import { testGateway } from '../kit/test-gateway.ts';
import { testStack } from '../kit/test-stack.ts';
import { ticketsOf } from '../kit/zendesk-state.ts';

const stack = testStack({ agents: [agentOne] });
const operator = testOperator(stack);
const gateway = testGateway(stack);

const words = 'Satisfaction: is required when solving a ticket of ada@example.com';

async function refuse(method: string, path: string, details: object): Promise<void> {
  const body = { error: 'RecordInvalid', description: 'Record validation errors', details };
  await stack.zendesk.fault({ kind: 'status', status: 422, match: { method, path }, times: 50, body });
}

describe('a refusal by Zendesk', () => {
  it.each([
    ['base', { base: [{ description: words, error: 'BlankValue' }] }],
    ['a field', { satisfaction: [{ description: words }] }],
    ['several', { base: [{ description: 'Another: is wrong' }], custom: { description: words } }],
  ])('END-5 is in its own words on the session and on the failed ticket: %s', async (_what, details) => {
    const { id, number } = newCaller();
    await refuse('POST', '^/tickets$', details);
    await send(stack, ...wholeCall(id, number));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed with failed writes' });
    await stack.zendesk.clearFaults();
    const [failed = ''] = await openFailedWrites(operator, id, 1);
    expect(JSON.stringify(await readFailedWrite(operator, failed))).toContain(words);
    expect(JSON.stringify((await operator.get(`/v1/ops/sessions/${id}`)).body)).toContain(words);
    expect(await replayFailedWrite(operator, failed)).toMatchObject({ settled: { how: 'replayed' } });
  });

  it('END-5 is in its own words on the session and on the failed write', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id));
    const { id: ticketId } = await until(async () => (await ticketsOf(stack, id))[0]);
    await refuse('PUT', `^/tickets/${ticketId}$`, { base: [{ description: words }] });
    await send(stack, ended(id));
    await outcomeOf(stack, id);
    await stack.zendesk.clearFaults();
    expect(JSON.stringify(await readFailedWrite(operator, `${id}/finished`))).toContain(words);
    expect(JSON.stringify((await operator.get(`/v1/ops/sessions/${id}`)).body)).toContain(words);
  });
});

async function admin(
  method: string,
  path: string,
  body: unknown,
): Promise<{ status: number; text: string; body: unknown }> {
  const headers = { authorization: await token('admin'), 'content-type': 'application/json' };
  const answer = await fetch(`${gateway.url}${path}`, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, text, body: JSON.parse(text) };
}

describe('settings', () => {
  it('OUT-8 without effect are warned of when they are saved and previewed', async () => {
    const document = { ...(await stack.sessions.settings.get()), outbound: { allowEnteredNumber: true } };
    const warning = {
      rule: 'OUT-8',
      path: 'outbound.allowEnteredNumber',
      message: 'has no effect: outbound.flexible is off',
    };
    for (const [method, path] of [
      ['POST', '/v1/admin/settings/preview'],
      ['PUT', '/v1/admin/settings'],
    ] as const)
      expect(await admin(method, path, document)).toMatchObject({
        status: 200,
        body: { warnings: expect.arrayContaining([warning]) },
      });
  });

  it.each([
    [{ batching: { windowSeconds: 0 } }, 'batching.windowSeconds'],
    [{ outbound: { allowCreate: true } }, 'outbound.allowCreate'],
    [[], 'body'],
    [7, 'body'],
  ])('SEC-2 that can not be saved are refused by the preview in its own words: %j', async (document, path) => {
    const previewed = await admin('POST', '/v1/admin/settings/preview', document);
    expect(previewed).toMatchObject({ status: 422, body: { error: { code: 'preview_refused', fields: [{ path }] } } });
    expect(previewed.text).not.toMatch(/not saved|Too small|Too big|Invalid input|>=|"path":""/);
    const saved = await admin('PUT', '/v1/admin/settings', document);
    expect(saved).toMatchObject({ status: 422, body: { error: { code: 'settings_refused', fields: [{ path }] } } });
  });
});
