import type { Settings } from '../settings/settings.ts';
import type { Batching } from './queue.ts';

/** By which number of shards tickets are divided now; it follows the settings once every shard is drained. */
export type Sharding = {
  readonly shards: number;
  /** All shards there ever were: sessions that started with another number still hand over to them. */
  readonly most: number;
  readonly draining: boolean;
};

export function newSharding({ batching: { shards } }: Settings): Sharding {
  return { shards, most: shards, draining: false };
}

/** What each ticket-writes workflow obeys: its share of the account's ticket updates (BAT-1, BAT-2, BAT-8). */
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
