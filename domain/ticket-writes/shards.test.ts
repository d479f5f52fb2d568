import { assert, property } from 'fast-check';
import { expect, test } from 'vitest';
import { enqueue } from './intake.ts';
import { newQueue } from './queue.ts';
import { waitingOf, write } from './queue.testkit.ts';
import { playShards, shardsPlans } from './shards.testkit.ts';
import type { ShardsPlan } from './shards.testkit.ts';

const runs = Number(globalThis.process.env['PROPERTY_RUNS'] ?? 4_000);
/** CI sets a fixed seed, so that a failure there comes from the code and not from chance. */
const fixedSeed = globalThis.process.env['PROPERTY_SEED'];
const seed = fixedSeed === undefined ? {} : { seed: Number(fixedSeed) };

function brokenInvariants(plan: ShardsPlan): readonly string[] {
  const { applied, handedOver, splitTickets } = playShards(plan);
  const there = [...applied.values()].flat();
  return [
    ...splitTickets.map((ticketId) => `BAT-3: ticket ${ticketId} had writes in two shards`),
    ...handedOver
      .filter(({ id }) => there.filter((one) => one === id).length !== 1)
      .map(({ id }) => `BAT-5: ${id} was applied ${there.filter((one) => one === id).length} times`),
    ...[...applied].flatMap(([ticketId, ids]) =>
      plan.sessions.flatMap((_, s) => {
        const own = ids.filter((id) => id.startsWith(`session-${s}/`));
        const inOrder = handedOver.filter((one) => one.ticketId === ticketId && own.includes(one.id));
        return own.join() === inOrder.map(({ id }) => id).join() ? [] : [`BAT-4: out of order: ${own.join(', ')}`];
      }),
    ),
  ];
}

test('BAT-3 BAT-4 BAT-5 BAT-9 a ticket has writes in one shard at a time, once and in order, while their number changes', () => {
  assert(
    property(shardsPlans, (plan) => {
      expect(brokenInvariants(plan)).toEqual([]);
    }),
    { numRuns: runs, ...seed },
  );
}, 600_000);

test('UPD-13 BAT-3 after a merge into a ticket of another shard, writes go to the shard of that ticket', () => {
  const batching = { addComment: true, updateTicket: true, windowSeconds: 1, adaptive: false, updatesPerMinute: 100 };
  const queue = newQueue({ ...batching, shards: 3 }, 1);
  const before = enqueue(queue, [write(1, 4)], 0);
  expect([waitingOf(before.queue).length, before.elsewhere]).toEqual([1, []]);
  const merged = { ...write(1, 5), check: true };
  const after = enqueue(before.queue, [merged], 0);
  expect([waitingOf(after.queue).length, after.elsewhere, after.answers]).toEqual([1, [merged], []]);
});
