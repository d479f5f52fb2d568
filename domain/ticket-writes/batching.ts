import type { Settings } from '../settings/settings.ts';
import type { Batching } from './queue.ts';

/** The number of shards in force. A new number in the settings comes into force when no shard has an unfinished write. */
export type Sharding = {
  readonly shards: number;
  /** The largest number there ever was. Sessions that started with another number still hand over to those shards. */
  readonly most: number;
  /** The number is being changed, so no shard takes writes in. */
  readonly draining: boolean;
};

export function newSharding({ batching: { shards } }: Settings): Sharding {
  return { shards, most: shards, draining: false };
}

/** The settings of each ticket-writes workflow (BAT-1, BAT-2), with its share of the account's ticket updates (BAT-8). */
export function batchingOf({ batching, zendesk }: Settings, { shards, draining }: Sharding): Batching {
  const { addComment, updateTicket, windowSeconds, adaptive } = batching;
  return {
    addComment,
    updateTicket,
    windowSeconds,
    adaptive,
    shards: draining ? null : shards,
    updatesPerMinute: Math.max(1, Math.floor(zendesk.ticketUpdatesPerMinute / shards)),
  };
}
