import { expect, test } from 'vitest';
import { groupsOf, takeDueTasks } from './due-tasks.ts';
import { enqueue, unparkAll, unparkDueAt } from './intake.ts';
import { newQueue } from './queue.ts';
import type { Batching, WriteQueue } from './queue.ts';
import { underWayOf, waitingOf, write } from './queue.testkit.ts';
import { markInFlightUnknown, recordSendResult } from './send-results.ts';
import type { TicketWrite } from '../zendesk/ticket-write.ts';

const t0 = Date.parse('2026-03-02T09:00:00Z');
const minute = 60_000;
const batching: Batching = {
  addComment: true,
  updateTicket: true,
  windowSeconds: 10,
  adaptive: false,
  shards: 1,
  updatesPerMinute: 700,
};

/** A write with characters that take three bytes each in UTF-8. */
function longWrite(n: number, ticketId = 1_000_000 + n): TicketWrite {
  const comment = { title: `write ${n}`, lines: [{ label: null, value: '話'.repeat(100) }] };
  const one = write(n, ticketId);
  return { ...one, id: `${'s'.repeat(60)}-${n}/comment`, change: { ...one.change, comment } };
}

function carriedBytes(queue: WriteQueue, now: number): number {
  return Buffer.byteLength(JSON.stringify(markInFlightUnknown(queue, now)));
}

test('BAT-9 what is carried over stays under 2 MB, however many writes come and however long Zendesk is down', () => {
  let queue = newQueue(batching);
  let n = 0;
  for (let at = t0; at < t0 + 120 * minute; at += 5 * minute) {
    const writes = Array.from({ length: 400 }, () => longWrite((n += 1)));
    for (let i = 0; i < writes.length; i += 100) queue = enqueue(queue, writes.slice(i, i + 100), at).queue;
    const taken = takeDueTasks(queue, at + 20_000);
    queue = taken.queue;
    expect(carriedBytes(queue, at)).toBeLessThan(2_000_000);
    const down = { kind: 'later', afterMs: 1_000, reason: '503' } as const;
    for (const task of taken.tasks)
      for (const group of groupsOf(task))
        queue = recordSendResult(queue, group, { outcome: down, bulk: true, contentUrl: null }, at + 21_000).queue;
  }
  expect(n).toBe(9_600);
  expect(queue.isParking).toBe(true);
  expect(queue.bytes).toBeGreaterThan(queue.mostBytes * 0.9);
});

test('BAT-9 below half of the limit sessions may hand over again, in the order of each ticket, and get one answer', () => {
  const ids = (answers: readonly { readonly id: string; readonly kind: string }[]): readonly string[] =>
    answers.filter(({ kind }) => kind === 'parked').map(({ id }) => id);
  const full = enqueue(newQueue(batching, 0, { mostBytes: 1_000 }), [write(1, 1), write(2, 2)], t0);
  expect(ids(full.answers)).toEqual([]);
  const more = enqueue(full.queue, [write(3, 3), write(4, 3), write(5, 4)], t0 + 1_000);
  expect(more.answers).toMatchObject([3, 4, 5].map((n) => ({ id: `call-${n}/comment`, kind: 'parked' })));
  expect(unparkAll(more.queue, t0 + 2_000).answers).toEqual([]);

  let { queue } = takeDueTasks(more.queue, t0 + 10_000);
  for (const group of underWayOf(queue))
    queue = recordSendResult(
      queue,
      group,
      { outcome: { kind: 'applied', droppedFields: [] }, bulk: true, contentUrl: null },
      t0 + 11_000,
    ).queue;
  const unparked = unparkAll(queue, t0 + 11_000);
  expect(unparked.answers).toEqual([
    { id: 'call-3/comment', ticketId: 3, kind: 'parked', until: t0 + 11_000 },
    { id: 'call-4/comment', ticketId: 3, kind: 'parked', until: t0 + 11_000 },
    { id: 'call-5/comment', ticketId: 4, kind: 'parked', until: t0 + 11_000 },
  ]);
  expect(unparkAll(unparked.queue, t0 + 11_000).answers).toEqual([]);

  const early = enqueue(unparked.queue, [write(4, 3)], t0 + 12_000);
  expect(ids(early.answers)).toEqual(['call-4/comment']);
  // It came before its turn, so it is not called again at once.
  expect(unparkAll(early.queue, t0 + 12_000).answers).toEqual([]);
  const claimed = enqueue(early.queue, [write(3, 3)], t0 + 12_000);
  expect(unparkAll(claimed.queue, t0 + 12_000).answers).toMatchObject([{ id: 'call-4/comment', until: t0 + 12_000 }]);
  const inTurn = enqueue(claimed.queue, [write(4, 3)], t0 + 12_000);
  expect(waitingOf(inTurn.queue).map((one) => one.write.id)).toEqual(['call-3/comment', 'call-4/comment']);
});

test('BAT-4 BAT-9 a write never overtakes one of its session that is not here', () => {
  const second = { ...write(2, 1), after: write(1, 1).id };
  const alone = enqueue(newQueue(batching), [second], t0);
  // The session hands both over again together, even if it takes the first one for delivered.
  expect(alone.answers).toMatchObject([
    { id: write(1, 1).id, kind: 'parked' },
    { id: second.id, kind: 'parked' },
  ]);
  const both = enqueue(alone.queue, [write(1, 1), second], t0);
  expect(waitingOf(both.queue).map((one) => one.write.id)).toEqual([write(1, 1).id, second.id]);
});

test('BAT-9 a late write goes before a parked one of its session, in the slot of that one', () => {
  const parked = { ...write(2, 1), id: 'call-1/2', sessionId: 'call-1' };
  const late = { ...write(1, 1), id: 'call-1/1', sessionId: 'call-1' };
  const other = write(3, 1);
  const full = enqueue({ ...newQueue(batching), isParking: true }, [parked, other], t0);
  const called = unparkAll({ ...full.queue, isParking: false }, t0).queue;
  const taken = enqueue(called, [late, { ...parked, after: late.id }, other], t0);
  expect(waitingOf(taken.queue).map((one) => one.write.id)).toEqual([late.id, parked.id, other.id]);
});

test('BAT-9 only as many sessions are called as may come, and the next ones if these do not come', () => {
  const writes = Array.from({ length: 300 }, (_, n) => write(n, n + 1));
  const { queue } = enqueue({ ...newQueue(batching), isParking: true }, writes, t0);
  const first = unparkAll({ ...queue, isParking: false }, t0);
  expect(first.answers).toHaveLength(200);
  expect(unparkAll(first.queue, t0 + 1_000).answers).toEqual([]);
  const dueAt = unparkDueAt(first.queue, t0 + 1_000);
  expect(dueAt).toBe(t0 + minute);
  expect(unparkAll(first.queue, dueAt ?? 0).answers).toHaveLength(100);
});

test('BAT-9 a slot expires if its write is not handed over again', () => {
  const { queue } = enqueue({ ...newQueue(batching), isParking: true }, [write(1, 1)], t0);
  const free = { ...queue, isParking: false };
  expect(waitingOf(enqueue(free, [write(2, 1)], t0 + 5 * minute).queue)).toEqual([]);
  expect(waitingOf(enqueue(free, [write(2, 1)], t0 + 6 * minute).queue)).toHaveLength(1);
});
