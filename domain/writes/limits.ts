/** BAT-8: what was sent lately, as far as Zendesk's limits on ticket updates count it. Plain JSON. */
export type Spent = {
  /** When requests that update tickets were sent, within the last minute; ms since the epoch. */
  readonly requests: readonly number[];
  /** How often each ticket was updated, by the minute since the epoch, within the last ten. */
  readonly tickets: readonly { readonly ticketId: number; readonly minute: number; readonly count: number }[];
};

export const nothingSpent: Spent = { requests: [], tickets: [] };

const minuteMs = 60_000;
const windowMinutes = 10;
/** Zendesk allows 30 in ten minutes; two are left, since its minutes and ours are not the same. */
const updatesPerTicket = 28;

/** How many more requests may be sent now. */
export function room(spent: Spent, updatesPerMinute: number, now: number): number {
  return Math.max(0, updatesPerMinute - spent.requests.filter((at) => at > now - minuteMs).length);
}

/** From when there is room for a request; `now` or earlier where there is. Ms since the epoch. */
export function roomAt(spent: Spent, updatesPerMinute: number): number {
  const decisive = spent.requests.at(-updatesPerMinute);
  return decisive === undefined ? 0 : decisive + minuteMs;
}

/** From when this ticket may be updated again; ms since the epoch. */
export function ticketRoomAt(spent: Spent, ticketId: number): number {
  const ofTicket = spent.tickets.filter((entry) => entry.ticketId === ticketId).sort((a, b) => b.minute - a.minute);
  let updates = 0;
  for (const { minute, count } of ofTicket) {
    updates += count;
    if (updates >= updatesPerTicket) return (minute + 1 + windowMinutes) * minuteMs;
  }
  return 0;
}

/** Counts one request that updates these tickets, and forgets what no limit counts any more. */
export function spend(spent: Spent, ticketIds: readonly number[], now: number): Spent {
  const minute = Math.floor(now / minuteMs);
  const updated = new Set(ticketIds);
  const counts = (entry: Spent['tickets'][number]): boolean => entry.minute === minute && updated.has(entry.ticketId);
  const recent = spent.tickets.filter((entry) => entry.minute >= minute - windowMinutes);
  const before = new Map(recent.filter(counts).map((entry) => [entry.ticketId, entry.count]));
  return {
    requests: [...spent.requests.filter((at) => at > now - minuteMs), now],
    tickets: [
      ...recent.filter((entry) => !counts(entry)),
      ...[...updated].map((ticketId) => ({ ticketId, minute, count: (before.get(ticketId) ?? 0) + 1 })),
    ],
  };
}
