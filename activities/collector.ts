import { sizeOf } from '../domain/ticket-writes/queue.ts';
import type { TicketWrite } from '../domain/zendesk/ticket-write.ts';

type WaitingWrite = {
  readonly write: TicketWrite;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
};

/** How long the first write waits for others. On a busy worker, many sessions hand over writes within this time. */
const collectMs = 20;
const writesPerSignal = 100;
/** A quarter of the 2 MiB that Temporal accepts in one signal. */
const bytesPerSignal = 512 * 1024;

/** How many of the first waiting writes fit into one signal. At least 1, even if that write alone is too large. */
function groupSize(waiting: readonly WaitingWrite[]): number {
  let bytes = 0;
  const firstTooMuch = waiting.slice(0, writesPerSignal).findIndex(({ write }, i) => {
    bytes += sizeOf(write);
    return i > 0 && bytes > bytesPerSignal;
  });
  return firstTooMuch < 0 ? writesPerSignal : firstTooMuch;
}

/**
 * Groups the writes of all sessions in this process into few signals, because one workflow cannot process thousands of
 * single signals. For each shard, at most one signal is being sent at a time, so the writes stay in order.
 * @param send delivers writes to the shard's workflow and resolves when Temporal has stored them
 * @returns a function that adds one write; it resolves when the write was delivered, and rejects with the error of
 *   `send`
 */
export function collector(
  send: (shard: number, writes: readonly TicketWrite[]) => Promise<void>,
): (shard: number, write: TicketWrite) => Promise<void> {
  const shards = new Map<number, { readonly waiting: WaitingWrite[]; busy: boolean }>();

  async function drain(shard: number, backlog: { readonly waiting: WaitingWrite[]; busy: boolean }): Promise<void> {
    backlog.busy = true;
    await new Promise((resolve) => setTimeout(resolve, collectMs));
    while (backlog.waiting.length > 0) {
      const group = backlog.waiting.splice(0, groupSize(backlog.waiting));
      try {
        await send(
          shard,
          group.map(({ write }) => write),
        );
        for (const { done } of group) done();
      } catch (error) {
        // The writes behind this group fail with it. If they were sent now, they would overtake the group when it is
        // retried.
        for (const { failed } of [...group, ...backlog.waiting.splice(0)]) failed(error);
      }
    }
    backlog.busy = false;
  }

  return (shard, write) =>
    new Promise((done, failed) => {
      const backlog = shards.get(shard) ?? { waiting: [], busy: false };
      shards.set(shard, backlog);
      backlog.waiting.push({ write, done, failed });
      if (!backlog.busy) void drain(shard, backlog);
    });
}
