import { describe, expect, test } from 'vitest';
import { configure, enqueue } from './intake.ts';
import { takeDueTasks } from './due-tasks.ts';
import { askForWaiting, askForWaitingOf, expectForgottenWrites, planWake, wokeLate } from './gaps.ts';
import { fromJson, newQueue, toJson } from './queue.ts';
import type { Batching, WriteQueue } from './queue.ts';
import { waitingOf, write } from './queue.testkit.ts';
import { recordMarkerCheck } from './send-results.ts';
import { recordUpload } from './upload-results.ts';
import type { UploadResult } from './upload-results.ts';

/** After a restore of Temporal's database a queue is an old copy of itself. If these tests fail, it writes twice. */

const t0 = Date.parse('2026-03-02T09:00:00Z');
const second = 1_000;
const batching: Batching = {
  addComment: true,
  updateTicket: true,
  windowSeconds: 10,
  adaptive: false,
  shards: 1,
  updatesPerMinute: 1_000,
};
const close = t0 + 10 * second;

/** A queue with one write for each of two tickets, which has planned to wake up at `close`. */
function planned(): WriteQueue {
  const writes = [write(1, 1), write(2, 2)].map((each) => ({ ...each, dueAt: t0, check: false }));
  return planWake(takeDueTasks(enqueue(newQueue(batching), writes, t0).queue, t0).queue, t0);
}

const kinds = (queue: WriteQueue, now: number): readonly string[] =>
  takeDueTasks(queue, now).tasks.map(({ kind }) => kind);

describe('a queue that wakes up', () => {
  test('TKT-12 more than 30 s late asks for everything that waits, and not if it is in time', () => {
    const restored = fromJson(toJson(planned()));
    expect(wokeLate(restored, close)).toBe(false);
    expect(wokeLate(restored, close + 30 * second)).toBe(false);
    expect(kinds(restored, close)).toEqual(['send_many']);
    expect(wokeLate(restored, close + 31 * second)).toBe(true);
    expect(kinds(askForWaiting(restored), close + 31 * second)).toEqual(['check', 'check']);
  });

  test('TKT-12 with nothing planned is never late', () => {
    const idle = planWake(newQueue(batching), t0);
    expect(wokeLate(idle, close + 3_600 * second)).toBe(false);
    expect(wokeLate(newQueue(batching), close)).toBe(false);
  });

  test('BAT-8 in time, while writes wait for the limit of the minute, is not late', () => {
    const limited = { ...batching, addComment: false, updatesPerMinute: 1 };
    const writes = [write(1, 1), write(2, 2)].map((each) => ({ ...each, dueAt: t0, check: false }));
    const { queue } = takeDueTasks(enqueue(newQueue(limited), writes, t0).queue, t0);
    const waits = planWake(queue, t0);
    expect(waits.wakesAt).toBe(t0 + 60 * second);
    expect(wokeLate(waits, t0 + 80 * second)).toBe(false);
  });
});

test('BAT-7 a queue that is awake is not late, although more is due than may begin', () => {
  const { queue } = takeDueTasks(planned(), close, 0);
  expect(queue.dueAt).toBe(close);
  const awake = planWake(queue, close + 40 * second);
  expect(wokeLate(awake, close + 60 * second)).toBe(false);
  expect(wokeLate(awake, close + 71 * second)).toBe(true);
});

test('TKT-12 writes that wait behind a request that took too long are asked for', () => {
  const first = takeDueTasks(planned(), close).queue;
  const behind = enqueue(first, [{ ...write(3, 1), dueAt: close, check: false }], close).queue;
  expect(waitingOf(askForWaitingOf(behind, 1)).map(({ check }) => check)).toEqual([true]);
  expect(waitingOf(askForWaitingOf(behind, 2)).map(({ check }) => check)).toEqual([false]);
});

describe('after `restored --until`', () => {
  const until = t0 + 600 * second;
  const restored = expectForgottenWrites(planned(), until);

  test('TKT-12 waiting writes and writes that become due until then are asked for, later ones are not', () => {
    expect(waitingOf(restored).every(({ check }) => check)).toBe(true);
    const checkOf = (dueAt: number): readonly boolean[] =>
      waitingOf(enqueue(restored, [{ ...write(3, 3), dueAt, check: false }], dueAt).queue)
        .filter(({ write: { ticketId } }) => ticketId === 3)
        .map(({ check }) => check);
    expect(checkOf(until)).toEqual([true]);
    expect(checkOf(until + 1)).toEqual([false]);
  });

  test('TKT-12 neither an earlier announcement nor other settings shorten it', () => {
    expect(expectForgottenWrites(restored, t0).forgottenUpTo).toBe(until);
    expect(configure(restored, { ...batching, shards: 2 }, t0 + second).forgottenUpTo).toBe(until);
    expect(configure(restored, { ...batching, windowSeconds: 5 }, t0 + second).forgottenUpTo).toBe(until);
    const other = configure(newQueue(batching), { ...batching, shards: 2 }, t0 + second);
    expect(other.forgottenUpTo).toBe(t0 + second);
  });
});

test('TKT-12 a write that arrives more than 30 s after it became due is asked for', () => {
  const checkAt = (now: number): readonly boolean[] =>
    waitingOf(enqueue(newQueue(batching), [{ ...write(1, 1), dueAt: t0, check: false }], now).queue).map(
      ({ check }) => check,
    );
  expect(checkAt(t0 + 30 * second)).toEqual([false]);
  expect(checkAt(t0 + 31 * second)).toEqual([true]);
});

test('TKT-12 UPD-12 that its file was not sent counts only if no restore can lie between', () => {
  const parked = { ...write(1, 1, 'file'), dueAt: t0, check: true, fileTriedSince: t0, unsentAt: t0 + 300 * second };
  const checkAt = (queue: WriteQueue, now: number): readonly boolean[] =>
    waitingOf(enqueue(queue, [parked], now).queue).map(({ check }) => check);
  expect(checkAt(newQueue(batching), t0 + 301 * second)).toEqual([false]);
  expect(checkAt(newQueue(batching), t0 + 331 * second)).toEqual([true]);
  expect(checkAt(expectForgottenWrites(newQueue(batching), t0 + 600 * second), t0 + 301 * second)).toEqual([true]);
});

test('PLT-3 a write is on the ticket if the ticket has its id, or all markers of one other name', () => {
  const sameAs = [['call-1/custom-value/a', 'call-1/custom-value/b'], ['call-1/other']];
  const named = { ...write(1, 1), id: 'call-1/custom/x', dueAt: t0, check: false, sameAs, partOf: 'call-1/all' };
  const queue = askForWaiting(enqueue(newQueue(batching), [named], t0).queue);
  const foundBy = (...ids: readonly string[]): number => {
    const { queue: taken, tasks } = takeDueTasks(queue, close);
    const [task] = tasks;
    if (task?.kind !== 'check') throw new Error('It is not asked for.');
    const markers = ids.map((writeId) => ({ writeId, contentUrl: null, hasVoice: false }));
    return recordMarkerCheck(taken, task.group, markers, close).answers.length;
  };
  expect(foundBy('call-1/custom/x')).toBe(1);
  expect(foundBy('call-1/other')).toBe(1);
  expect(foundBy('call-1/all')).toBe(1);
  expect(foundBy('call-1/custom-value/a', 'call-1/custom-value/b')).toBe(1);
  expect(foundBy('call-1/custom-value/a')).toBe(0);
});

const failures: readonly UploadResult[] = [
  { kind: 'not_now', code: null, message: 'the worker was lost', afterMs: null },
  { kind: 'file_refused', message: 'gone' },
  { kind: 'refused', code: 'Invalid', message: 'no' },
];

test.each(failures)(
  'TKT-12 UPD-12 a write whose upload took too long is looked for first, also if the upload ends as $kind',
  (result) => {
    const file = { ...write(1, 1, 'file'), dueAt: t0, fileTriedSince: t0 - second };
    const begun = takeDueTasks(enqueue(newQueue(batching), [file], t0).queue, t0).queue;
    const late = t0 + 300 * second;
    const failed = recordUpload(askForWaitingOf(begun, 1), file, result, late);
    expect(failed.answers).toEqual([]);
    const checking = takeDueTasks(failed.queue, late);
    const [task] = checking.tasks;
    if (task?.kind !== 'check') throw new Error('it is not looked for');
    const absent = recordMarkerCheck(checking.queue, task.group, [], late).queue;
    expect(kinds(absent, late)).toEqual(['upload']);
  },
);
