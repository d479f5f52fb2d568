import { sizeOf } from '../domain/ticket-writes/parking.ts';
import type { TicketWrite } from '../domain/zendesk/ticket-write.ts';

type Waiting = { readonly write: TicketWrite; readonly done: () => void; readonly failed: (error: unknown) => void };

/** Long enough that the sessions which a busy worker serves at one moment travel together. */
const collectMs = 20;
const writesPerSignal = 100;
/** Temporal takes 2 MiB a signal. */
const bytesPerSignal = 512 * 1024;

/** How many of the first may travel in one signal; at least one. */
function fitting(waiting: readonly Waiting[]): number {
  let bytes = 0;
  const beyond = waiting.slice(0, writesPerSignal).findIndex(({ write }, i) => {
    bytes += sizeOf(write);
    return i > 0 && bytes > bytesPerSignal;
  });
  return beyond < 0 ? writesPerSignal : beyond;
}

/**
 * Groups the writes of all sessions of this process: one workflow can't take a flood of single signals. At most one
 * signal a shard is under way.
 * @param send delivers writes to the shard's workflow, durably
 * @returns adds one write; resolves when its group was delivered, rejects when that failed
 */
export function collector(
  send: (shard: number, writes: readonly TicketWrite[]) => Promise<void>,
): (shard: number, write: TicketWrite) => Promise<void> {
  const shards = new Map<number, { readonly waiting: Waiting[]; busy: boolean }>();

  async function drain(shard: number, lane: { readonly waiting: Waiting[]; busy: boolean }): Promise<void> {
    lane.busy = true;
    await new Promise((resolve) => setTimeout(resolve, collectMs));
    while (lane.waiting.length > 0) {
      const group = lane.waiting.splice(0, fitting(lane.waiting));
      try {
        await send(
          shard,
          group.map(({ write }) => write),
        );
        for (const { done } of group) done();
      } catch (error) {
        // What came later must not arrive first: it is tried again together.
        for (const { failed } of [...group, ...lane.waiting.splice(0)]) failed(error);
      }
    }
    lane.busy = false;
  }

  return (shard, write) =>
    new Promise((done, failed) => {
      const lane = shards.get(shard) ?? { waiting: [], busy: false };
      shards.set(shard, lane);
      lane.waiting.push({ write, done, failed });
      if (!lane.busy) void drain(shard, lane);
    });
}
