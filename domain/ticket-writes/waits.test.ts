import { assert, property } from 'fast-check';
import { expect, test } from 'vitest';
import type { WaitsPlan } from './waits.testkit.ts';
import { hasRoomForAll, playWaits, waitsPlans, withoutDrops } from './waits.testkit.ts';

const runs = Number(globalThis.process.env['PROPERTY_RUNS'] ?? 1_000);
/** CI sets a fixed seed, so that a failure there comes from the code and not from chance. */
const fixedSeed = globalThis.process.env['PROPERTY_SEED'];
const seed = fixedSeed === undefined ? {} : { seed: Number(fixedSeed) };

/**
 * A slot whose write is not wanted any more expires after a minute. A write that came too early is handed over again after
 * ten seconds. The rest is the time that messages take.
 */
const longestIdleMs = 80_000;
/** Without such slots there is no reason to wait for one. */
const longestIdleWithoutDropsMs = 25_000;

function check(plan: WaitsPlan, mostMs: number): void {
  const { idleMs, lateMs, ...wrong } = playWaits(plan);
  expect(wrong).toEqual({ lost: [], doubled: [], disordered: [] });
  expect(idleMs).toBeLessThanOrEqual(mostMs);
  // With room for all, everything is written within two minutes after the last obstacle is gone.
  if (hasRoomForAll(plan)) expect(lateMs).toBeLessThanOrEqual(120_000);
}

test('BAT-4 BAT-5 BAT-9 no two writes wait for each other: the queue is not empty for long while writes are wanted', () => {
  assert(
    property(waitsPlans, (plan) => check(plan, longestIdleMs)),
    { numRuns: runs, ...seed },
  );
}, 600_000);

test('BAT-4 BAT-5 BAT-9 a late write that must come first does not wait for the slot of the write that it goes before', () => {
  assert(
    property(waitsPlans, (plan) => check(withoutDrops(plan), longestIdleWithoutDropsMs)),
    { numRuns: runs, ...seed },
  );
}, 600_000);
