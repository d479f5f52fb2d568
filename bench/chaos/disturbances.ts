import { constantFrom, integer, record, sample } from 'fast-check';

/** The parts of the product that are killed; each is started again a moment later. */
export const parts = ['worker one', 'worker two', 'gateway', 'Temporal'] as const;
export type Part = (typeof parts)[number];

/** What the simulated Zendesk does for a while, as `POST /_sim/faults` takes it. */
type Fault = { readonly says: string; readonly fault: object };

const faults: readonly Fault[] = [
  { says: 'Zendesk is down', fault: { kind: 'status', status: 503, times: 100_000 } },
  { says: 'Zendesk answers 429', fault: { kind: 'status', status: 429, retryAfterSeconds: 2, times: 20 } },
  { says: 'Zendesk makes tickets and loses the answers', fault: lost('POST', '^/tickets$') },
  { says: 'Zendesk makes contacts and loses the answers', fault: lost('POST', '^/users/create_or_update$') },
  { says: 'Zendesk takes updates and loses the answers', fault: lost('PUT', '^/tickets/') },
  { says: 'connections to Zendesk drop', fault: { kind: 'reset', times: 30, probability: 0.5 } },
  { says: 'Zendesk never answers', fault: { kind: 'never', times: 3 } },
  { says: 'Zendesk is slow', fault: { kind: 'delay', delayMs: 3_000, times: 30 } },
  {
    says: 'Zendesk takes updates seconds after the connection dropped',
    fault: { kind: 'late_commit', delayMs: 3_000, times: 2, match: { method: 'PUT', path: '^/tickets/' } },
  },
  { says: 'items of bulk jobs fail', fault: { kind: 'item_error', times: 3 } },
  { says: 'a bulk job fails half way', fault: { kind: 'job_failed', afterItems: 1, times: 1 } },
];

function lost(method: string, path: string): object {
  return { kind: 'lost_answer', times: 5, match: { method, path } };
}

export type Disturbance =
  | { readonly kind: 'kill'; readonly afterMs: number; readonly part: Part; readonly awayMs: number }
  | {
      readonly kind: 'zendesk';
      readonly afterMs: number;
      readonly says: string;
      readonly fault: object;
      readonly forMs: number;
    };

/** One trouble about every four seconds, kills and faults in turns; the same for the same seed. */
export function disturbancesOf(seed: number, durationMs: number): readonly Disturbance[] {
  const pause = integer({ min: 1_500, max: 6_500 });
  const drawn = sample(
    record({
      pause,
      // Workers die most often, and Temporal itself now and then.
      part: constantFrom(...parts, 'worker one', 'worker two', 'gateway'),
      awayMs: integer({ min: 0, max: 3_000 }),
      fault: constantFrom(...faults),
      forMs: integer({ min: 2_000, max: 15_000 }),
    }),
    { seed, numRuns: Math.ceil(durationMs / 1_500) },
  );
  let at = 0;
  return drawn.flatMap(({ pause: wait, part, awayMs, fault, forMs }, i): readonly Disturbance[] => {
    at += wait;
    if (at > durationMs) return [];
    if (i % 2 === 0) return [{ kind: 'kill', afterMs: at, part, awayMs }];
    return [{ kind: 'zendesk', afterMs: at, ...fault, forMs }];
  });
}

/** How the platform tells one event: late, or twice. */
export type Delivery = { readonly lateMs: number; readonly againMs: number | null };

/** Every seventh comes up to twenty seconds late, every fifth twice; the same for the same seed. */
export function deliveriesOf(seed: number, count: number): readonly Delivery[] {
  const drawn = sample(
    record({
      late: integer({ min: 0, max: 6 }),
      by: integer({ min: 0, max: 20_000 }),
      twice: integer({ min: 0, max: 4 }),
      after: integer({ min: 0, max: 10_000 }),
    }),
    { seed, numRuns: count },
  );
  return drawn.map(({ late, by, twice, after }) => ({
    lateMs: late === 0 ? by : 0,
    againMs: twice === 0 ? after : null,
  }));
}
