import type { TicketWrite } from '../zendesk/ticket-write.ts';

const most = 5;

/**
 * One line for the Temporal UI: the tickets and the kinds of facts of the writes, such as "Hand over for ticket 12: finished,
 * 2 × recording". It has no values of a session (SEC-3).
 */
export function handOverWords(writes: readonly TicketWrite[]): string {
  const tickets = [...new Set(writes.map(({ ticketId }) => `${ticketId}`))];
  const counts = new Map<string, number>();
  for (const { id, sessionId } of writes) {
    const [kind = ''] = id.slice(sessionId.length + 1).split('/');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const kinds = [...counts].map(([kind, count]) => (count === 1 ? kind : `${count} × ${kind}`));
  return `Hand over for ticket${tickets.length === 1 ? '' : 's'} ${some(tickets)}: ${some(kinds)}`;
}

function some(items: readonly string[]): string {
  const more = items.length - most;
  return [...items.slice(0, most), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
