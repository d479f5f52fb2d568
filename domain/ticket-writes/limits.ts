/** BAT-8: what was sent lately, as far as Zendesk's limits on ticket updates count it. */
export type Spent = {
  /** When requests that update tickets were sent, within the last minute; ms since the epoch. */
  readonly requests: readonly number[];
  /** The latest first. */
  readonly spells: readonly CountBucket[];
};

/** How often each ticket was updated in the `number`th five minutes since the epoch. */
type CountBucket = { readonly number: number; readonly updates: ReadonlyMap<number, number> };

export const nothingSpent: Spent = { requests: [], spells: [] };

const minuteMs = 60_000;
/** Coarse, since thousands of tickets may be counted: an update counts for ten to fifteen minutes. */
const spellMs = 5 * minuteMs;
const spellsBefore = 2;
/** Zendesk allows 30 in ten minutes; two are left, since its minutes and ours are not the same. */
const updatesPerTicket = 28;
/** BAT-9: beyond it the oldest counts are forgotten, so that what is carried over stays small. */
const mostCounts = 15_000;

/** How many more requests may be sent now. */
export function room({ requests }: Spent, updatesPerMinute: number, now: number): number {
  return Math.max(0, updatesPerMinute - requests.filter((at) => at > now - minuteMs).length);
}

/** From when there is room for a request; `now` or earlier where there is. Ms since the epoch. */
export function roomAt({ requests }: Spent, updatesPerMinute: number): number {
  const decisive = requests.at(-updatesPerMinute);
  return decisive === undefined ? 0 : decisive + minuteMs;
}

/** From when this ticket may be updated, ms since the epoch; 0: at once. */
export function freeAt({ spells }: Spent, ticketId: number): number {
  let sum = 0;
  for (const { number, updates } of spells) {
    sum += updates.get(ticketId) ?? 0;
    if (sum >= updatesPerTicket) return (number + 1 + spellsBefore) * spellMs;
  }
  return 0;
}

/** Counts one request that updates these tickets, and forgets what no limit counts any more. */
export function spend({ requests, spells }: Spent, ticketIds: readonly number[], now: number): Spent {
  const number = Math.floor(now / spellMs);
  const updates = new Map(spells[0]?.number === number ? spells[0].updates : []);
  for (const ticketId of ticketIds) updates.set(ticketId, (updates.get(ticketId) ?? 0) + 1);
  const before = spells.filter((spell) => spell.number < number && spell.number >= number - spellsBefore);
  return {
    requests: [...requests.filter((at) => at > now - minuteMs), now],
    spells: [{ number, updates }, ...before],
  };
}

/** Plain JSON: each spell's number, and what it counted by ticket id. */
export type SpentJson = {
  readonly requests: readonly number[];
  readonly spells: readonly (readonly [number: number, updates: readonly (readonly [number, number])[]])[];
};

export function spentToJson({ requests, spells }: Spent): SpentJson {
  let left = mostCounts;
  return {
    requests,
    spells: spells.map(({ number, updates }) => {
      const kept = left > 0 ? [...updates].slice(-left) : [];
      left -= kept.length;
      return [number, kept] as const;
    }),
  };
}

export function spentFromJson({ requests, spells }: SpentJson): Spent {
  return { requests, spells: spells.map(([number, updates]) => ({ number, updates: new Map(updates) })) };
}
