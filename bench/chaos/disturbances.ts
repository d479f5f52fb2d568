import { constantFrom, integer, record, sample } from 'fast-check';

/** The parts of the product that are killed. Each is started again up to three seconds later. */
export const parts = ['worker one', 'worker two', 'gateway', 'Temporal'] as const;
export type Part = (typeof parts)[number];

/** A way in which the simulated Zendesk fails for a while. `fault`: the body of `POST /_sim/faults`. */
type Fault = { readonly description: string; readonly fault: object };

const faults: readonly Fault[] = [
  { description: 'Zendesk is down', fault: { kind: 'status', status: 503, times: 100_000 } },
  { description: 'Zendesk answers 429', fault: { kind: 'status', status: 429, retryAfterSeconds: 2, times: 20 } },
  { description: 'Zendesk makes tickets and loses the answers', fault: lostAnswers('POST', '^/tickets$') },
  {
    description: 'Zendesk makes contacts and loses the answers',
    fault: lostAnswers('POST', '^/users/create_or_update$'),
  },
  { description: 'Zendesk takes updates and loses the answers', fault: lostAnswers('PUT', '^/tickets/') },
  { description: 'connections to Zendesk drop', fault: { kind: 'reset', times: 30, probability: 0.5 } },
  { description: 'Zendesk never answers', fault: { kind: 'never', times: 3 } },
  { description: 'Zendesk is slow', fault: { kind: 'delay', delayMs: 3_000, times: 30 } },
  {
    description: 'Zendesk takes updates seconds after the connection dropped',
    fault: { kind: 'late_commit', delayMs: 3_000, times: 2, match: { method: 'PUT', path: '^/tickets/' } },
  },
  { description: 'items of bulk jobs fail', fault: { kind: 'item_error', times: 3 } },
  { description: 'a bulk job fails half way', fault: { kind: 'job_failed', afterItems: 1, times: 1 } },
];

function lostAnswers(method: string, path: string): object {
  return { kind: 'lost_answer', times: 5, match: { method, path } };
}

/** A kill or a failure of Zendesk. `afterMs`: time since the first session began. */
export type Disturbance =
  | { readonly kind: 'kill'; readonly afterMs: number; readonly part: Part; readonly awayMs: number }
  | {
      readonly kind: 'zendesk';
      readonly afterMs: number;
      readonly description: string;
      readonly fault: object;
      readonly forMs: number;
    };

/**
 * Gives a disturbance about every four seconds, kills and faults of Zendesk in turn. The same seed gives the same list.
 */
export function disturbancesOf(seed: number, durationMs: number): readonly Disturbance[] {
  const pause = integer({ min: 1_500, max: 6_500 });
  const drawn = sample(
    record({
      pause,
      // Workers and the gateway are killed twice as often as Temporal.
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

/** How the platform sends one event: `lateMs` late, and a second time `againMs` after the first; null: only once. */
export type Delivery = { readonly lateMs: number; readonly againMs: number | null };

/**
 * Of the events, a seventh is up to twenty seconds late and a fifth is sent twice. The same seed gives the same list.
 */
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
