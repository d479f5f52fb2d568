/**
 * This file tests a backlog: sessions that began while no worker was running. If these tests fail, a worker that starts
 * again stands still, because its sessions wait for each other, and nobody gets a ticket.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentOne, assigned, connected, ended, newCaller, outcomeOf, send, started } from './calls.testkit.ts';
import { startTestStack } from './stack.testkit.ts';
import type { TestStack } from './stack.testkit.ts';
import { ticketsOf } from './zendesk-state.testkit.ts';

let stack: TestStack;
/** More sessions than a worker has places for workflow tasks (40 by default). */
const callers = Array.from({ length: 100 }, () => newCaller());

beforeAll(async () => {
  stack = await startTestStack();
  await stack.zendesk.seed({ users: [{ name: agentOne.name, email: agentOne.email, role: 'agent' }] });
  await stack.startWorkers({ batching: { windowSeconds: 1 }, zendesk: { requestsPerMinute: 6_000 } });
});
afterAll(() => stack.close());

describe('a backlog', () => {
  it('END-6 one worker works off all sessions that began while no worker was running', async () => {
    await stack.stopWorkers();
    await Promise.all(
      callers.map(async ({ id, number }) => {
        await send(stack, started(id, number), assigned(id), connected(id), ended(id));
      }),
    );
    await stack.startWorkers();
    for (const { id } of callers) expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    for (const { id } of callers) expect(await ticketsOf(stack, id)).toHaveLength(1);
  }, 300_000);

  it('BAT-6 the settings are read from the server while no worker is running', async () => {
    await stack.stopWorkers();
    expect(await stack.sessions.settings.get()).toMatchObject({ zendesk: { requestsPerMinute: 6_000 } });
    await stack.startWorkers();
  });
});
