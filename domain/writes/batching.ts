import type { Settings } from '../settings/settings.ts';
import type { Batching } from './queue.ts';

/** What one ticket-writes workflow obeys: its share of the account's ticket updates (BAT-1, BAT-2, BAT-8). */
export function batchingOf({ batching, zendesk }: Settings): Batching {
  const { addComment, updateTicket, windowSeconds, shards } = batching;
  return {
    addComment,
    updateTicket,
    windowSeconds,
    updatesPerMinute: Math.max(1, Math.floor(zendesk.ticketUpdatesPerMinute / shards)),
  };
}
