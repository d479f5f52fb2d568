import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WritesView } from '../workflows/messages.ts';
import {
  agentOne,
  assigned,
  connected,
  endedForGood,
  newCaller,
  outcomeOf,
  send,
  started,
  until,
} from './calls.testkit.ts';
import { openHouse } from './stack.testkit.ts';
import type { House } from './stack.testkit.ts';
import { ticketOf, ticketsOf, titles } from './zendesk-state.testkit.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse({ jobQueuedMs: 50, jobWorkingMs: 50 });
  await house.startWorkers({ batching: { windowSeconds: 1, shards: 3 } });
  await house.zendesk.seed({ users: [{ name: agentOne.name, email: agentOne.email, role: 'agent' }] });
});
afterAll(() => house.close());

async function shard(n: number): Promise<WritesView | null> {
  return await house.client.workflow
    .getHandle(`ticket-writes/${n}`)
    .query<WritesView>('state')
    .catch(() => null);
}

async function liveCalls(count: number): Promise<readonly string[]> {
  const callers = Array.from({ length: count }, newCaller);
  await Promise.all(callers.map(({ id, number }) => send(house, started(id, number), assigned(id), connected(id))));
  for (const { id } of callers) await until(async () => (await ticketsOf(house, id)).length > 0);
  return callers.map(({ id }) => id);
}

describe('a new number of shards', () => {
  it('BAT-3, BAT-5 holds once nothing waits by the old one; what comes meanwhile is written once, by its new shard', async () => {
    const ids = await liveCalls(6);
    const [early = '', ...others] = ids;
    await house.zendesk.fault({ kind: 'status', status: 503, times: 1_000, match: { method: 'PUT' } });
    await send(house, endedForGood(early));
    const home = (await ticketOf(house, early)).id % 3;
    await until(async () => ((await shard(home))?.batching.shards ?? null) === 3);
    await house.sessions.settings.set({ batching: { windowSeconds: 1, shards: 2 } }, 'test');
    for (const n of [0, 1, 2]) await until(async () => (await shard(n))?.batching.shards === null);
    await Promise.all(others.map((id) => send(house, endedForGood(id))));
    await until(async () => {
      const held = await Promise.all([0, 1, 2].map(async (n) => (await shard(n))?.held ?? 0));
      return held.reduce((sum, each) => sum + each, 0) === others.length;
    });
    expect((await shard(home))?.batching.shards).toBe(null);

    await house.zendesk.clearFaults();
    for (const id of ids) expect(await outcomeOf(house, id)).toMatchObject({ result: 'completed' });
    for (const id of ids) expect(titles(await ticketOf(house, id))).toEqual(['Call started', 'Call finished']);
    for (const n of [0, 1, 2])
      expect(await shard(n)).toMatchObject({ batching: { shards: 2 }, waiting: 0, elsewhere: 0 });
  }, 60_000);
});
