/** BAT-8: what was sent lately, as far as Zendesk's limits on ticket updates count it. Plain JSON. */
export type Spent = {
  /** When requests that update tickets were sent, within the last minute; ms since the epoch. */
  readonly requests: readonly number[];
  /** How often each ticket was updated: ticket id, number of the five minutes since the epoch, updates in them. */
  readonly tickets: readonly (readonly [ticketId: number, spell: number, updates: number])[];
};

export const nothingSpent: Spent = { requests: [], tickets: [] };

const minuteMs = 60_000;
/** Coarse, since thousands of tickets may be counted: an update counts for ten to fifteen minutes. */
const spellMs = 5 * minuteMs;
const spells = 2;
/** Zendesk allows 30 in ten minutes; two are left, since its minutes and ours are not the same. */
const updatesPerTicket = 28;
/** BAT-9: beyond it the oldest counts are forgotten. Five minutes at the account's limit are 500 requests. */
const mostCounts = 15_000;

/** How many more requests may be sent now. */
export function room(spent: Spent, updatesPerMinute: number, now: number): number {
  return Math.max(0, updatesPerMinute - spent.requests.filter((at) => at > now - minuteMs).length);
}

/** From when there is room for a request; `now` or earlier where there is. Ms since the epoch. */
export function roomAt(spent: Spent, updatesPerMinute: number): number {
  const decisive = spent.requests.at(-updatesPerMinute);
  return decisive === undefined ? 0 : decisive + minuteMs;
}

/** Tickets that may not be updated for now, each with when it may be again; ms since the epoch. */
export function fullUntil(spent: Spent): ReadonlyMap<number, number> {
  const updates = new Map<number, number>();
  const full = new Map<number, number>();
  for (const [ticketId, spell, count] of spent.tickets.toSorted(([, a], [, b]) => b - a)) {
    const sum = (updates.get(ticketId) ?? 0) + count;
    updates.set(ticketId, sum);
    if (sum >= updatesPerTicket && !full.has(ticketId)) full.set(ticketId, (spell + 1 + spells) * spellMs);
  }
  return full;
}

/** Counts one request that updates these tickets, and forgets what no limit counts any more. */
export function spend(spent: Spent, ticketIds: readonly number[], now: number): Spent {
  const current = Math.floor(now / spellMs);
  const updated = new Set(ticketIds);
  const before = new Map<number, number>();
  const recent = spent.tickets.filter(([ticketId, spell, count]) => {
    if (spell !== current || !updated.has(ticketId)) return spell >= current - spells;
    before.set(ticketId, count);
    return false;
  });
  const counted = [...updated].map((ticketId) => [ticketId, current, (before.get(ticketId) ?? 0) + 1] as const);
  return {
    requests: [...spent.requests.filter((at) => at > now - minuteMs), now],
    tickets: [...recent, ...counted].slice(-mostCounts),
  };
}
