import { assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { nothingSpent, countRequest } from './limits.ts';
import type { Batching } from './queue.ts';
import { playRegularWrites } from './regular-writes.testkit.ts';
import { windowMs } from './window.ts';

const t0 = Date.parse('2026-03-02T09:00:00Z');
const batching: Batching = {
  addComment: true,
  updateTicket: true,
  windowSeconds: 10,
  adaptive: true,
  shards: 1,
  updatesPerMinute: 10,
};

function window(used: number, by: Batching = batching): number {
  let spent: ReturnType<typeof countRequest> = nothingSpent;
  for (let i = 0; i < used; i += 1) spent = countRequest(spent, [1], t0);
  return windowMs(by, spent, t0);
}

test('BAT-2 an adaptive window is 1 s long while the budget is free, 60 s when it is spent, else in between', () => {
  expect([0, 5, 10].map((used) => window(used))).toEqual([1_000, 10_000, 60_000]);
  expect(window(10, { ...batching, adaptive: false })).toBe(10_000);
  const limits = property(
    integer({ min: 1, max: 60 }),
    integer({ min: 1, max: 40 }),
    integer({ min: 0, max: 40 }),
    (windowSeconds, updatesPerMinute, used) => {
      const by = { ...batching, windowSeconds, updatesPerMinute };
      const ms = window(used, by);
      expect(ms).toBeGreaterThanOrEqual(1_000);
      expect(ms).toBeLessThanOrEqual(60_000);
      expect(window(used + 1, by)).toBeGreaterThanOrEqual(ms);
    },
  );
  assert(limits, { numRuns: 500 });
});

test('BAT-2 adaptive windows write sooner while there is little to write, and ask less often when there is much', () => {
  const fixed = { ...batching, adaptive: false };
  const quiet = playRegularWrites(60_000, batching);
  expect(quiet.meanWaitMs).toBeLessThan(playRegularWrites(60_000, fixed).meanWaitMs / 2);

  const tight = { ...batching, windowSeconds: 1 };
  const busy = playRegularWrites(500, tight);
  const busyFixed = playRegularWrites(500, { ...tight, adaptive: false });
  expect(busy.requests).toBeLessThan(busyFixed.requests);
});
