/**
 * This file tests a new number of shards while writes are waiting. If this test fails, such a change of the settings
 * loses, doubles or reorders writes.
 */

import { describe, expect, it } from 'vitest';
import type { WritesView } from '../../workflows/messages.ts';
import {
  agentOne,
  assigned,
  connected,
  endedExpectingNothing,
  newCaller,
  outcomeOf,
  send,
  started,
  until,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { ticketOf, ticketsOf, titles } from '../kit/zendesk-state.ts';

const stack = testStack({
  simulator: { jobQueuedMs: 50, jobWorkingMs: 50 },
  agents: [agentOne],
  settings: { ...fastSettings, batching: { windowSeconds: 1, shards: 3 } },
});

async function shard(n: number): Promise<WritesView | null> {
  return await stack.client.workflow
    .getHandle(`ticket-writes/${n}`)
    .query<WritesView>('state')
    .catch(() => null);
}

async function liveCalls(count: number): Promise<readonly string[]> {
  const callers = Array.from({ length: count }, newCaller);
  await Promise.all(callers.map(({ id, number }) => send(stack, started(id, number), assigned(id), connected(id))));
  for (const { id } of callers) await until(async () => (await ticketsOf(stack, id)).length > 0);
  return callers.map(({ id }) => id);
}

describe('a new number of shards', () => {
  it('BAT-3, BAT-5 a new number holds once no write waits by the old one, and writes that come meanwhile are written once, by their new shard', async () => {
    const ids = await liveCalls(6);
    const [early = '', ...others] = ids;
    await stack.zendesk.fault({ kind: 'status', status: 503, times: 1_000, match: { method: 'PUT' } });
    await send(stack, endedExpectingNothing(early));
    const ownShard = (await ticketOf(stack, early)).id % 3;
    await until(async () => ((await shard(ownShard))?.batching.shards ?? null) === 3);
    await stack.sessions.settings.set({ ...fastSettings, batching: { windowSeconds: 1, shards: 2 } }, 'test');
    for (const n of [0, 1, 2]) await until(async () => (await shard(n))?.batching.shards === null);
    await Promise.all(others.map((id) => send(stack, endedExpectingNothing(id))));
    await until(async () => {
      const parked = await Promise.all([0, 1, 2].map(async (n) => (await shard(n))?.parked ?? 0));
      return parked.reduce((sum, each) => sum + each, 0) === others.length;
    });
    expect((await shard(ownShard))?.batching.shards).toBe(null);

    await stack.zendesk.clearFaults();
    for (const id of ids) expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    for (const id of ids) expect(titles(await ticketOf(stack, id))).toEqual(['Call started', 'Call finished']);
    for (const n of [0, 1, 2])
      expect(await shard(n)).toMatchObject({ batching: { shards: 2 }, waiting: 0, elsewhere: 0 });
  });
});
