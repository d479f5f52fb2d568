import { hashOf } from './determinism/random.ts';

/**
 * Everything that a simulation decides by its seed before it starts: the sessions, how their events arrive, what goes wrong
 * and when. It is plain data, so that a part of it can be left out to see whether the finding stays. Times are ms after the
 * start of the scenario.
 */
export type Scenario = {
  readonly seed: number;
  /** How many callers the account knows. Session `i` is that of caller `i`. */
  readonly callers: number;
  readonly sessions: readonly PlannedSession[];
  readonly troubles: readonly Trouble[];
  readonly account: AccountPlan;
};

export type PlannedSession = {
  /** The place in the standard mix. It decides the kind of the session and its caller. */
  readonly index: number;
  readonly startsAt: number;
  /** The events of the mix come faster than those of real sessions. Their times are multiplied by this. */
  readonly stretch: number;
  /** Whether the platform sends its metadata document after the end. */
  readonly hasMetadata: boolean;
  /** By the position of the event in the session. An event that is not named arrives once, and at once. */
  readonly deliveries: readonly Delivery[];
};

export type Delivery =
  | { readonly kind: 'late'; readonly event: number; readonly byMs: number }
  | { readonly kind: 'twice'; readonly event: number; readonly againMs: number }
  | { readonly kind: 'lost'; readonly event: number };

/** One thing that goes wrong. */
export type Trouble =
  /** A worker process is killed, and started again `awayMs` later. */
  | { readonly kind: 'crash'; readonly at: number; readonly worker: number; readonly awayMs: number }
  /** All workers are killed when the request with this number, among those that change something, reaches Zendesk. */
  | {
      readonly kind: 'crashAtWrite';
      readonly write: number;
      readonly when: 'before' | 'after';
      readonly awayMs: number;
    }
  /** `fault`: the body of `POST /_sim/faults`. */
  | {
      readonly kind: 'zendesk';
      readonly at: number;
      readonly forMs: number;
      readonly says: string;
      readonly fault: object;
    }
  /** `trigger`: the body of `POST /_sim/triggers`. Ids that the account gives are filled in later. */
  | {
      readonly kind: 'trigger';
      readonly at: number;
      readonly forMs: number;
      readonly says: string;
      readonly trigger: object;
    }
  /** Temporal's database goes back to how it was at `dumpAt`. Afterwards the platform sends the events since then again. */
  | {
      readonly kind: 'restore';
      readonly dumpAt: number;
      readonly at: number;
      readonly awayMs: number;
      readonly sentAgain: boolean;
    };

/** The Zendesk account and the settings of the product. */
export type AccountPlan = {
  readonly windowSeconds: number;
  readonly updatesPerMinute: number;
  readonly requestsPerMinute: number;
  /** Zendesk's own limits. Other programs may use a part of them, so they may be lower than those in the settings. */
  readonly zendeskUpdatesPerMinute: number;
  readonly zendeskRequestsPerMinute: number;
  readonly recordings: 'file' | 'link';
  readonly voiceInBulk: boolean;
  readonly searchLagMs: number;
  readonly latencyMs: number;
  readonly jobMs: number;
  /** BAT-9: the size of the queue of ticket writes. Null: that of the product. */
  readonly queueBytes: number | null;
  /** After about how many messages each workflow continues as new. Null: never. */
  readonly continuesAfter: number | null;
};

/** The kinds of troubles that can be left out by `--without`. */
export const troubleKinds = [
  'crashes',
  'faults',
  'triggers',
  'restore',
  'full',
  'limits',
  'late',
  'twice',
  'lost',
  'metadata',
  'continue',
] as const;
export type TroubleKind = (typeof troubleKinds)[number];

/** The seed of one scenario of a run. */
export function scenarioSeed(runSeed: number, number: number): number {
  return hashOf(`${runSeed}/${number}`);
}

/** No session of the mix has more events. */
export const mostEvents = 20;
