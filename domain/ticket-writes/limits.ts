/** BAT-8: the requests of the last minutes that count against Zendesk's limits on ticket updates. */
export type Spent = {
  /** The times of the requests of the last minute that update tickets; ms since the epoch. */
  readonly requests: readonly number[];
  /** The latest bucket comes first. */
  readonly buckets: readonly CountBucket[];
};

/** How often each ticket was updated within five minutes. `number`: how many buckets have passed since the epoch. */
type CountBucket = { readonly number: number; readonly updates: ReadonlyMap<number, number> };

export const nothingSpent: Spent = { requests: [], buckets: [] };

const minuteMs = 60_000;
/**
 * Thousands of tickets may be counted, so the time is divided only coarsely. With two earlier buckets an update counts for
 * ten to fifteen minutes.
 */
const bucketMs = 5 * minuteMs;
const earlierBuckets = 2;
/** Zendesk allows 30 updates of a ticket in ten minutes. Two fewer are sent, because its clock and ours may differ. */
const updatesPerTicket = 28;
/** BAT-9: beyond this number the oldest counts are not carried over, because the carried state must stay small. */
const mostCounts = 15_000;

/** How many more requests the limit of the minute allows now. */
export function requestsLeft({ requests }: Spent, updatesPerMinute: number, now: number): number {
  return Math.max(0, updatesPerMinute - requests.filter((at) => at > now - minuteMs).length);
}

/** When the limit of the minute allows the next request, ms since the epoch. A time in the past: it allows one now. */
export function requestAllowedAt({ requests }: Spent, updatesPerMinute: number): number {
  const decisive = requests.at(-updatesPerMinute);
  return decisive === undefined ? 0 : decisive + minuteMs;
}

/** When Zendesk's limit allows the next update of this ticket, ms since the epoch. 0: it allows one now. */
export function updateAllowedAt({ buckets }: Spent, ticketId: number): number {
  let sum = 0;
  for (const { number, updates } of buckets) {
    sum += updates.get(ticketId) ?? 0;
    if (sum >= updatesPerTicket) return (number + 1 + earlierBuckets) * bucketMs;
  }
  return 0;
}

/** Counts one request that updates these tickets, and drops the requests that are too old for both limits. */
export function countRequest({ requests, buckets }: Spent, ticketIds: readonly number[], now: number): Spent {
  const number = Math.floor(now / bucketMs);
  const updates = new Map(buckets[0]?.number === number ? buckets[0].updates : []);
  for (const ticketId of ticketIds) updates.set(ticketId, (updates.get(ticketId) ?? 0) + 1);
  const earlier = buckets.filter((bucket) => bucket.number < number && bucket.number >= number - earlierBuckets);
  return {
    requests: [...requests.filter((at) => at > now - minuteMs), now],
    buckets: [{ number, updates }, ...earlier],
  };
}

/** `Spent` as plain JSON. A bucket is its number, with pairs of ticket id and count. */
export type SpentJson = {
  readonly requests: readonly number[];
  readonly buckets: readonly (readonly [number: number, updates: readonly (readonly [number, number])[]])[];
};

export function spentToJson({ requests, buckets }: Spent): SpentJson {
  let countsLeft = mostCounts;
  return {
    requests,
    buckets: buckets.map(({ number, updates }) => {
      const kept = countsLeft > 0 ? [...updates].slice(-countsLeft) : [];
      countsLeft -= kept.length;
      return [number, kept] as const;
    }),
  };
}

export function spentFromJson({ requests, buckets }: SpentJson): Spent {
  return { requests, buckets: buckets.map(([number, updates]) => ({ number, updates: new Map(updates) })) };
}
