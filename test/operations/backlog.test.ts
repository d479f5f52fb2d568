/**
 * This file tests a backlog: sessions that began while no worker was running. If these tests fail, a worker that starts
 * again stands still, because its sessions wait for each other, and nobody gets a ticket.
 */

import { describe, expect, it } from 'vitest';
import { agentOne, assigned, connected, ended, newCaller, outcomeOf, send, started } from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { ticketsOf } from '../kit/zendesk-state.ts';

const stack = testStack({ agents: [agentOne] });

/** More sessions than a worker has places for workflow tasks, which are 40 by default. */
const callers = Array.from({ length: 60 }, newCaller);

describe('a backlog', () => {
  it('END-6 one worker works off all sessions that began while no worker was running', async () => {
    await stack.stopWorkers();
    await Promise.all(
      callers.map(({ id, number }) => send(stack, started(id, number), assigned(id), connected(id), ended(id))),
    );
    await stack.startWorkers();
    for (const { id } of callers) expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    for (const { id } of callers) expect(await ticketsOf(stack, id)).toHaveLength(1);
  });

  it('BAT-6 the settings are read from the server while no worker is running', async () => {
    await stack.stopWorkers();
    expect(await stack.sessions.settings.get()).toMatchObject(fastSettings);
    await stack.startWorkers();
  });
});
