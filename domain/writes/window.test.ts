import { assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { enqueue } from './intake.ts';
import { nothingSpent, spend } from './limits.ts';
import { newQueue } from './queue.ts';
import type { Batching } from './queue.ts';
import { write } from './queue.testkit.ts';
import { settle } from './settle.ts';
import { take } from './take.ts';
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
  let spent: ReturnType<typeof spend> = nothingSpent;
  for (let i = 0; i < used; i += 1) spent = spend(spent, [1], t0);
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

/** A write to another ticket every so often, for ten minutes: how many requests it takes, and how long writes wait. */
function measured(everyMs: number, by: Batching): { readonly requests: number; readonly meanWaitMs: number } {
  let queue = newQueue(by);
  let requests = 0;
  let waited = 0;
  const end = t0 + 10 * 60_000;
  let n = 0;
  for (let now = t0; now < end;) {
    const arrival = t0 + n * everyMs;
    if (arrival <= now) {
      queue = enqueue(queue, [write(n, n + 1, 'comment', now)], now).queue;
      n += 1;
    }
    const taken = take(queue, now);
    queue = taken.queue;
    for (const task of taken.tasks) {
      requests += 1;
      for (const group of task.kind === 'send_many' ? task.groups : [task.group]) {
        for (const { write: one } of group.members) waited += now - one.dueAt;
        queue = settle(queue, group, { kind: 'applied', droppedFields: [] }, now, {
          bulk: true,
          contentUrl: null,
        }).queue;
      }
    }
    const next = Math.min(t0 + n * everyMs, queue.dueAt ?? Infinity);
    now = Math.max(now, next);
  }
  return { requests, meanWaitMs: waited / n };
}

test('BAT-2 adaptive windows write sooner while there is little to write, and ask less often when there is much', () => {
  const fixed = { ...batching, adaptive: false };
  const quiet = measured(60_000, batching);
  expect(quiet.meanWaitMs).toBeLessThan(measured(60_000, fixed).meanWaitMs / 2);

  const tight = { ...batching, windowSeconds: 1 };
  const busy = measured(500, tight);
  const busyFixed = measured(500, { ...tight, adaptive: false });
  expect(busy.requests).toBeLessThan(busyFixed.requests);
});
