/** This file tests the timers of workflows. If these tests fail, a workflow sleeps past a deadline, or its history grows with every change. */

import { CancelledFailure } from '@temporalio/common';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deadlines } from './deadlines.ts';

type Timer = { readonly fireAt: number; readonly cancel: () => void };
const timers: Timer[] = [];

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original()),
  sleep: (ms: number) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      timers.push({
        fireAt: Date.now() + ms,
        cancel: () => {
          clearTimeout(timer);
          reject(new CancelledFailure('canceled'));
        },
      });
    }),
}));

const t0 = Date.parse('2026-03-02T09:00:00Z');

beforeEach(() => {
  timers.length = 0;
  vi.useFakeTimers({ now: t0 });
});
afterEach(() => {
  vi.useRealTimers();
});

test('END-6 a workflow wakes at its deadline, and without a deadline it does not wake', async () => {
  const wake = vi.fn<() => void>();
  const timer = deadlines(wake);
  timer.wakeAt(null, '');
  expect(timers).toEqual([]);
  timer.wakeAt(t0 + 5_000, 'the end');
  await vi.advanceTimersByTimeAsync(4_999);
  expect(wake).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(wake).toHaveBeenCalledTimes(1);
});

test('END-6 a deadline that is past wakes the workflow a millisecond later', async () => {
  const wake = vi.fn<() => void>();
  deadlines(wake).wakeAt(t0 - 5_000, 'late');
  expect(timers.map(({ fireAt }) => fireAt)).toEqual([t0 + 1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(wake).toHaveBeenCalledTimes(1);
});

test('END-6 a new timer starts only for a deadline before those of all timers that run', async () => {
  const timer = deadlines(() => {});
  for (const at of [5_000, 9_000, 5_000, 3_000, 4_000]) timer.wakeAt(t0 + at, 'the next deadline');
  expect(timers.map(({ fireAt }) => fireAt - t0)).toEqual([5_000, 3_000]);
  await vi.advanceTimersByTimeAsync(3_000);
  timer.wakeAt(t0 + 4_000, 'the next deadline');
  expect(timers.map(({ fireAt }) => fireAt - t0)).toEqual([5_000, 3_000, 4_000]);
});

test('END-6 a workflow wakes too if its timer is cancelled, and can start the same one again', async () => {
  const wake = vi.fn<() => void>();
  const timer = deadlines(wake);
  timer.wakeAt(t0 + 5_000, 'the end');
  timers[0]?.cancel();
  await vi.advanceTimersByTimeAsync(0);
  expect(wake).toHaveBeenCalledTimes(1);
  timer.wakeAt(t0 + 5_000, 'the end');
  expect(timers).toHaveLength(2);
});
