/**
 * This file tests what endpoints do with keys, filters and sessions that no caller sends by mistake, on a real Temporal
 * server. If these tests fail, a command is lost or counts for another one, or bad input is told as an outage.
 */

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { token, tokenSecret } from '../../client/gateway/gateway.testkit.ts';
import { issueToken } from '../../client/tokens.ts';
import { taskQueues, workflowTypes } from '../../workflows/messages.ts';
import {
  agentOne,
  assigned,
  connected,
  ended,
  newCaller,
  outcomeOf,
  send,
  started,
  stateWhen,
  until,
} from '../kit/events.ts';
import { openFailedWrites, readFailedWrite, testOperator } from '../kit/operator.ts';
import { testGateway } from '../kit/test-gateway.ts';
import { testStack } from '../kit/test-stack.ts';
import { ticketsOf } from '../kit/zendesk-state.ts';

const stack = testStack({ agents: [agentOne] });
const operator = testOperator(stack);
/** Two gateways: each remembers only the keys that it saw itself. */
const gateway = testGateway(stack);
const otherGateway = testGateway(stack);

async function get(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${gateway.url}${path}`, { headers: { authorization: await token('operator') } });
  return { status: response.status, body: await response.json() };
}

const keyReused = { status: 409, body: { error: { code: 'key_reused' } } };

describe('an Idempotency-Key', () => {
  it('OPS-3 of an edit begins a replay all the same: it is another key there, and with another body it is refused everywhere', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id));
    const { id: ticketId } = await until(async () => (await ticketsOf(stack, id))[0]);
    const body = {
      error: 'RecordInvalid',
      description: 'x',
      details: { base: [{ description: 'x', error: 'Invalid' }] },
    };
    await stack.zendesk.fault({
      kind: 'status',
      status: 422,
      match: { method: 'PUT', path: `^/tickets/${ticketId}$` },
      times: 5,
      body,
    });
    await send(stack, ended(id));
    await outcomeOf(stack, id);
    await stack.zendesk.clearFaults();
    const [failed = ''] = await openFailedWrites(operator, id, 1);
    const path = `/v1/ops/failed-writes/${failed}`;
    const edit = { tags: ['edited'] };
    expect(await operator.send('PATCH', path, edit, 'k')).toMatchObject({ status: 200 });
    expect(await operator.send('PATCH', path, edit, 'k')).toMatchObject({ status: 200, body: { edits: [{}] } });
    const elsewhere = await fetch(`${otherGateway.url}${path}`, {
      method: 'PATCH',
      headers: { authorization: await token('operator'), 'idempotency-key': 'k' },
      body: JSON.stringify({ tags: ['other'] }),
    });
    expect({ status: elsewhere.status, body: await elsewhere.json() }).toMatchObject(keyReused);
    expect(await operator.send('POST', `${path}/replay`, undefined, 'k')).toMatchObject({ status: 202 });
    const settled = await until(async () => {
      const now = await readFailedWrite(operator, failed);
      return now.settled === null ? null : now;
    });
    expect(settled).toMatchObject({ settled: { how: 'replayed' }, replays: 1, parts: { tags: ['edited'] } });
  });

  it('ADP-3 of a pick with another body is refused, also by a gateway that did not see the first request', async () => {
    const { id, number } = newCaller();
    const users = [1, 2].map((n) => ({ name: `Holder ${n}`, phone: number, role: 'end-user' }));
    const [first = 0, second = 0] = (await stack.zendesk.seed({ users })).users;
    await send(stack, started(id, number), assigned(id));
    await stateWhen(stack, id, ({ choice }) => choice === 'contact');
    const pick = async (url: string, contactId: number): Promise<object> => {
      const bearer = { agentId: String(agentOne.id), email: agentOne.email, role: 'agent' } as const;
      const response = await fetch(`${url}/v1/adapter/sessions/${id}/contact`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await issueToken(tokenSecret, bearer, '5m')}`, 'idempotency-key': 'k' },
        body: JSON.stringify({ contact_id: contactId }),
      });
      return { status: response.status, body: await response.json() };
    };
    expect(await pick(gateway.url, first)).toMatchObject({ status: 200, body: { contact: { id: first } } });
    expect(await pick(gateway.url, second)).toMatchObject(keyReused);
    expect(await pick(otherGateway.url, second)).toMatchObject(keyReused);
    expect(await pick(otherGateway.url, first)).toMatchObject({ status: 200, body: { contact: { id: first } } });
  });
});

describe('a search', () => {
  const odd = Array.from({ length: 0x180 }, (_, code) => String.fromCodePoint(code)).concat(
    '\u2028',
    '\ufeff',
    '\u{1f600}',
  );

  it(
    'SEC-2 with any character is answered: with sessions, or with the parameter that is wrong',
    { timeout: 120_000 },
    async () => {
      for (const character of odd) {
        const value = encodeURIComponent(`a${character}`);
        for (const [path, name] of [
          [`/v1/ops/sessions?queue=${value}`, 'queue'],
          [`/v1/ops/failed-writes?session_id=${value}`, 'session_id'],
        ] as const) {
          const { status, body } = await get(path);
          if (status !== 200)
            expect([status, body]).toMatchObject([expect.any(Number), { error: { fields: [{ path: name }] } }]);
          expect([path, status < 500]).toEqual([path, true]);
        }
      }
    },
  );

  it('SEC-2 from the first and the last date that ISO 8601 has is answered', async () => {
    for (const since of [
      '0000-01-01',
      '0001-01-01T00:00:00Z',
      '9999-12-31',
      '9999-12-31T23:59:59%2B23:59',
      '1969-12-31',
    ])
      expect([since, (await get(`/v1/ops/sessions?since=${since}`)).status]).toEqual([since, 200]);
  });

  it('SEC-2 is read page by page to its end, and each cursor belongs to it alone', async () => {
    const agent = { ...agentOne, id: 8811 };
    for (const { id, number } of [newCaller(), newCaller(), newCaller()])
      await send(stack, started(id, number), assigned(id, agent));
    const page = z.object({ sessions: z.array(z.object({ id: z.string() }).loose()), next: z.string().nullable() });
    const read = async (query: string) => page.parse((await get(`/v1/ops/sessions?agent=8811&${query}`)).body);
    await until(async () => (await read('limit=10')).sessions.length === 3);
    const ids: string[] = [];
    let cursor = '';
    for (;;) {
      const { sessions, next } = await read(`limit=1${cursor}`);
      ids.push(...sessions.map(({ id }) => id));
      if (next === null) break;
      expect((await get(`/v1/ops/sessions?agent=8812&cursor=${next}`)).status).toBe(422);
      expect((await get(`/v1/ops/unattached?cursor=${next}`)).status).toBe(400);
      cursor = `&cursor=${next}`;
    }
    expect(new Set(ids).size).toBe(3);
  });
});

describe('a session that can not be read', () => {
  it('OPS-1 has a code of its own, and is not told as a missing worker', async () => {
    const id = newCaller().id;
    // A run without its start fails at each attempt, as a session does that harms its worker.
    const handle = await stack.client.workflow.start(workflowTypes.session, {
      workflowId: `session/${id}`,
      taskQueue: taskQueues.sessions,
      args: [null],
    });
    try {
      await until(async () => ((await handle.describe()).raw.pendingWorkflowTask?.attempt ?? 0) >= 3);
      expect(await get(`/v1/ops/sessions/${id}`)).toMatchObject({
        status: 503,
        body: { error: { code: 'session_unreadable' } },
      });
    } finally {
      await handle.terminate('The test is over.');
      const { namespace } = stack.client.options;
      const workflowExecution = { workflowId: `session/${id}` };
      await stack.client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
      await until(
        async () =>
          await handle.describe().then(
            () => false,
            () => true,
          ),
      );
    }
  });
});
