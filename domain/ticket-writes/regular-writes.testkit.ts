import { groupsOf, takeDueTasks } from './due-tasks.ts';
import { enqueue } from './intake.ts';
import { newQueue } from './queue.ts';
import type { Batching } from './queue.ts';
import { write } from './queue.testkit.ts';
import { recordSendResult } from './send-results.ts';

const t0 = Date.parse('2026-03-02T09:00:00Z');

/**
 * Hands one write to a new ticket over in each interval, for ten minutes. Counts the requests and measures how long the
 * writes wait.
 */
export function playRegularWrites(
  everyMs: number,
  by: Batching,
): { readonly requests: number; readonly meanWaitMs: number } {
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
    const taken = takeDueTasks(queue, now);
    queue = taken.queue;
    for (const task of taken.tasks) {
      requests += 1;
      for (const group of groupsOf(task)) {
        for (const { write: one } of group.members) waited += now - one.dueAt;
        queue = recordSendResult(
          queue,
          group,
          { outcome: { kind: 'applied', droppedFields: [] }, bulk: true, contentUrl: null },
          now,
        ).queue;
      }
    }
    const next = Math.min(t0 + n * everyMs, queue.dueAt ?? Infinity);
    now = Math.max(now, next);
  }
  return { requests, meanWaitMs: waited / n };
}
