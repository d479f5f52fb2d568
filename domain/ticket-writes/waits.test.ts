import { assert, property } from 'fast-check';
import { expect, test } from 'vitest';
import { hasRoomForAll, playWaits, waitsPlans } from './waits.testkit.ts';

const runs = Number(globalThis.process.env['PROPERTY_RUNS'] ?? 1_500);
/** CI sets a fixed seed, so that a failure there comes from the code and not from chance. */
const fixedSeed = globalThis.process.env['PROPERTY_SEED'];
const seed = fixedSeed === undefined ? {} : { seed: Number(fixedSeed) };

/**
 * A slot whose write is not wanted any more expires after a minute. A write that came too early is handed over again after
 * ten seconds. The rest is the time that messages take.
 */
const longestIdleMs = 80_000;

test('BAT-4 BAT-5 BAT-9 no two writes wait for each other: the queue is not empty for long while writes are wanted', () => {
  assert(
    property(waitsPlans, (plan) => {
      const { idleMs, lateMs, ...wrong } = playWaits(plan);
      expect(wrong).toEqual({ lost: [], doubled: [], disordered: [] });
      expect(idleMs).toBeLessThanOrEqual(longestIdleMs);
      // With room for all, everything is written within two minutes after the last obstacle is gone.
      if (hasRoomForAll(plan)) expect(lateMs).toBeLessThanOrEqual(120_000);
    }),
    { numRuns: runs, ...seed },
  );
}, 600_000);
