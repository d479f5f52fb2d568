/**
 * This file tests real worker processes that are killed while they work. If these tests fail, a crash or a restart of a
 * worker loses a ticket, makes it twice, or secrets are in the log.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  connected,
  ended,
  newCaller,
  outcomeOf,
  recording,
  send,
  started,
  until,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import type { WorkerProcess } from '../kit/worker-process.ts';
import { contacts, mentions, ticketsOf, titles } from '../kit/zendesk-state.ts';

const stack = testStack({ agents: [agentOne], workers: false });
let worker: WorkerProcess;

beforeAll(async () => {
  worker = await stack.spawnWorker();
  await stack.sessions.settings.set(fastSettings, 'test');
});

async function killAndReplace(): Promise<void> {
  await worker.kill();
  worker = await stack.spawnWorker();
}

async function expectOneGoodTicket(id: string, number: string, expected: readonly string[]): Promise<void> {
  const found = await ticketsOf(stack, id);
  expect(found).toHaveLength(1);
  expect(found.flatMap(titles)).toEqual(expected);
  expect((await contacts(stack)).filter(({ phone }) => phone === number)).toHaveLength(1);
}

describe('a worker that is killed', () => {
  it('TKT-12, END-4 a worker that is killed while it creates a ticket whose answer was lost leaves exactly one ticket', async () => {
    const { id, number } = newCaller();
    await stack.zendesk.fault({
      kind: 'status',
      status: 429,
      retryAfterSeconds: 1,
      match: { method: 'POST', path: '^/tickets$' },
    });
    await stack.zendesk.fault({ kind: 'lost_answer', nth: 2, match: { method: 'POST', path: '^/tickets$' } });
    await send(stack, started(id, number), assigned(id));
    await until(async () => (await ticketsOf(stack, id)).length > 0);
    await killAndReplace();
    await send(stack, connected(id), ended(id));
    await outcomeOf(stack, id);
    await expectOneGoodTicket(id, number, ['Call started', 'Call finished']);
  });

  it('CON-7, BAT-5 a worker that is killed at every stage of a call leaves the same ticket as without a crash', async () => {
    const { id, number } = newCaller();
    await stack.zendesk.fault({ kind: 'lost_answer', match: { method: 'POST', path: '^/users/create_or_update$' } });
    await send(stack, started(id, number, { recording: true }));
    await until(async () => (await contacts(stack)).some(({ phone }) => phone === number));
    await killAndReplace();
    await send(stack, assigned(id), connected(id));
    await until(async () => (await ticketsOf(stack, id)).length > 0);
    await stack.zendesk.fault({ kind: 'lost_answer', match: { method: 'PUT', path: '^/tickets/' } });
    await send(stack, ended(id));
    await until(async () => (await ticketsOf(stack, id)).some((ticket) => mentions(ticket, 'Call finished') > 0));
    await killAndReplace();
    await send(stack, recording(stack, id));
    await until(async () => (await ticketsOf(stack, id)).some((ticket) => mentions(ticket, 'Call recording') > 0));
    await killAndReplace();
    await outcomeOf(stack, id);
    const [ticket] = await ticketsOf(stack, id);
    expect(ticket?.comments).toHaveLength(4);
    expect(ticket === undefined ? [] : titles(ticket).slice(0, 3)).toEqual([
      'Call started',
      'Call finished',
      'Call recording',
    ]);
    expect((await contacts(stack)).filter(({ phone }) => phone === number)).toHaveLength(1);
  });

  it('SEC-3 a worker that gets SIGTERM ends by itself, and its log holds no secret and no number', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id), ended(id));
    await outcomeOf(stack, id);
    expect(await worker.stop()).toBe(0);
    const log = worker.log.join('\n');
    expect(log).toContain('worker stopped');
    expect(log).not.toContain(number);
    expect(log).not.toContain('Authorization');
    worker = await stack.spawnWorker();
  });
});

describe('Zendesk out of reach', () => {
  it('END-4, BAT-5 an outage of thirty seconds delays the tickets and loses nothing', async () => {
    const callers = [newCaller(), newCaller(), newCaller()];
    await stack.zendesk.fault({ kind: 'status', status: 503, times: 100_000, match: {} });
    const outageEnds = Date.now() + 30_000;
    await Promise.all(
      callers.map(({ id, number }) => send(stack, started(id, number), assigned(id), connected(id), ended(id))),
    );
    await until(async () => Promise.resolve(Date.now() > outageEnds));
    for (const { id } of callers) expect(await ticketsOf(stack, id)).toHaveLength(0);
    await stack.zendesk.clearFaults();
    await Promise.all(callers.map(({ id }) => outcomeOf(stack, id)));
    for (const { id, number } of callers) await expectOneGoodTicket(id, number, ['Call started', 'Call finished']);
  });
});
