import { between, hashOf, oneOf, randomOf } from './determinism/random.ts';
import type { Random } from './determinism/random.ts';

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

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The seed of one scenario of a run. */
export function scenarioSeed(runSeed: number, number: number): number {
  return hashOf(`${runSeed}/${number}`);
}

/** Plans a scenario. A kind that is left out changes nothing else of it. */
export function planScenario(seed: number, without: ReadonlySet<TroubleKind>): Scenario {
  const random = randomOf(seed, 'size');
  const count = between(random, 1, oneOf(random, [3, 8, 8, 24]));
  const lengthMs = Math.max(40 * second, count * oneOf(random, [500, 2 * second, 5 * second]));
  const sessions = Array.from({ length: count }, (_, index) => planSession(seed, index, lengthMs, without));
  return {
    seed,
    callers: count,
    sessions,
    troubles: planTroubles(seed, lengthMs, without),
    account: planAccount(seed, without),
  };
}

/** No session of the mix has more events. */
export const mostEvents = 20;

function planSession(seed: number, index: number, lengthMs: number, without: ReadonlySet<TroubleKind>): PlannedSession {
  const random = randomOf(seed, 'session', index);
  const startsAt = between(random, 0, lengthMs);
  const stretch = oneOf(random, [1, 1, 1, 4, 20]);
  const hasMetadata = random() < 0.3 && !without.has('metadata');
  const deliveries = Array.from({ length: mostEvents }, (_, event) => planDelivery(seed, index, event))
    .flat()
    .filter(({ kind }) => !without.has(kind));
  return { index, startsAt, stretch, hasMetadata, deliveries };
}

function planDelivery(seed: number, index: number, event: number): readonly Delivery[] {
  const random = randomOf(seed, 'delivery', index, event);
  const [late, twice, lost] = [random() < 0.14, random() < 0.15, random() < 0.015];
  const byMs = oneOf(random, [
    between(random, 0, 20 * second),
    between(random, 0, 20 * second),
    between(random, 0, 5 * minute),
    between(random, 0, 3 * hour),
  ]);
  const againMs = oneOf(random, [between(random, 0, 10 * second), between(random, 0, 10 * minute), 3 * hour]);
  return [
    ...(lost ? [{ kind: 'lost', event } as const] : []),
    ...(late ? [{ kind: 'late', event, byMs } as const] : []),
    ...(twice ? [{ kind: 'twice', event, againMs } as const] : []),
  ];
}

function planAccount(seed: number, without: ReadonlySet<TroubleKind>): AccountPlan {
  const random = randomOf(seed, 'account');
  const isTight = random() < 0.15;
  const isFull = random() < 0.15;
  const continues = random() < 0.4;
  const updatesPerMinute = isTight && !without.has('limits') ? oneOf(random, [6, 20]) : 100;
  const zendeskUpdatesPerMinute = isTight && !without.has('limits') ? oneOf(random, [updatesPerMinute, 5]) : 100;
  const queueBytes = oneOf(random, [2_000, 6_000, 20_000]);
  const continuesAfter = oneOf(random, [6, 15, 40]);
  return {
    windowSeconds: oneOf(random, [1, 5, 10]),
    updatesPerMinute,
    zendeskUpdatesPerMinute,
    requestsPerMinute: 700,
    zendeskRequestsPerMinute: oneOf(random, [700, 700, without.has('limits') ? 700 : 200]),
    recordings: oneOf(random, ['file', 'link']),
    voiceInBulk: random() < 0.7,
    searchLagMs: oneOf(random, [2 * second, 2 * second, 2 * minute]),
    latencyMs: oneOf(random, [20, 50, 400]),
    jobMs: oneOf(random, [40, 500, 8 * second]),
    queueBytes: isFull && !without.has('full') ? queueBytes : null,
    continuesAfter: continues && !without.has('continue') ? continuesAfter : null,
  };
}

function planTroubles(seed: number, lengthMs: number, without: ReadonlySet<TroubleKind>): readonly Trouble[] {
  const until = lengthMs + 60 * second;
  const of = (kind: TroubleKind, plan: (random: Random) => readonly Trouble[]): readonly Trouble[] =>
    without.has(kind) ? [] : plan(randomOf(seed, kind));
  const troubles = [
    ...of('crashes', (random) => planCrashes(random, until)),
    ...of('faults', (random) => planFaults(random, until)),
    ...of('triggers', (random) => planTriggers(random, until)),
    ...of('restore', (random) => planRestore(random, until)),
  ];
  return troubles;
}

function several(random: Random, share: number, most: number): readonly null[] {
  return random() < share ? Array.from({ length: between(random, 1, most) }, () => null) : [];
}

function planCrashes(random: Random, until: number): readonly Trouble[] {
  const timed = several(random, 0.5, 6).map((): Trouble => ({
    kind: 'crash',
    at: between(random, 0, until),
    worker: between(random, 0, 1),
    awayMs: between(random, 0, 3 * second),
  }));
  const atWrites = several(random, 0.3, 4).map((): Trouble => ({
    kind: 'crashAtWrite',
    write: between(random, 1, 30),
    when: oneOf(random, ['before', 'after']),
    awayMs: between(random, 0, 3 * second),
  }));
  return [...timed, ...atWrites];
}

type SaidFault = { readonly says: string; readonly fault: object };

const lost = (method: string, path: string): object => ({ kind: 'lost_answer', times: 5, match: { method, path } });

/** The ways in which Zendesk fails, as in `bench/chaos/disturbances.ts`, and the ways in which a file cannot be had. */
const faults: readonly [SaidFault, ...SaidFault[]] = [
  { says: 'Zendesk is down', fault: { kind: 'status', status: 503, times: 100_000 } },
  { says: 'Zendesk answers 429', fault: { kind: 'status', status: 429, retryAfterSeconds: 2, times: 20 } },
  { says: 'Zendesk makes tickets and loses the answers', fault: lost('POST', '^/tickets$') },
  { says: 'Zendesk makes contacts and loses the answers', fault: lost('POST', '^/users/create_or_update$') },
  { says: 'Zendesk takes updates and loses the answers', fault: lost('PUT', '^/tickets/') },
  { says: 'connections to Zendesk drop', fault: { kind: 'reset', times: 30, probability: 0.5 } },
  { says: 'Zendesk never answers', fault: { kind: 'never', times: 3 } },
  { says: 'Zendesk is slow', fault: { kind: 'delay', delayMs: 3 * second, times: 30 } },
  {
    says: 'Zendesk takes updates seconds after the connection dropped',
    fault: { kind: 'late_commit', delayMs: 3 * second, times: 2, match: { method: 'PUT', path: '^/tickets/' } },
  },
  { says: 'items of bulk jobs fail', fault: { kind: 'item_error', times: 3 } },
  { says: 'a bulk job fails half way', fault: { kind: 'job_failed', afterItems: 1, times: 1 } },
  { says: 'uploads fail', fault: { kind: 'status', status: 500, times: 10, match: { path: '^/uploads' } } },
  { says: 'recordings can not be had', fault: { kind: 'status', status: 500, times: 10, match: { path: '^/files' } } },
];

function planFaults(random: Random, until: number): readonly Trouble[] {
  return several(random, 0.6, 6).map((): Trouble => ({
    kind: 'zendesk',
    at: between(random, 0, until),
    forMs: oneOf(random, [
      between(random, 2 * second, 15 * second),
      between(random, 2 * second, 15 * second),
      10 * minute,
    ]),
    ...oneOf(random, faults),
  }));
}

/** The ids of the user and of the field are not known before the account is there, so the world adds them. */
function planTriggers(random: Random, until: number): readonly Trouble[] {
  return several(random, 0.12, 2).map((): Trouble => {
    const afterMs = oneOf(random, [0, 30, 3 * second, 30 * second]);
    const on = oneOf(random, ['create', 'create', 'update']);
    const match = oneOf(random, [{}, { tag: 'queue_3' }]);
    const times = oneOf(random, [1, 3, 1_000]);
    const chosen = oneOf<{ readonly says: string; readonly trigger: object }>(random, [
      { says: 'closes', trigger: { action: 'close' } },
      { says: 'reassigns', trigger: { action: 'assign' } },
      { says: 'sets a field of', trigger: { action: 'set_field', value: 'by a trigger' } },
    ]);
    const which = `${on === 'create' ? 'each new' : 'each changed'} ticket${'tag' in match ? ' of the queue 3' : ''}`;
    const limit = times === 1_000 ? '' : `, ${times} times at most`;
    return {
      kind: 'trigger',
      at: random() < 0.6 ? 0 : between(random, 0, until),
      forMs: oneOf(random, [30 * second, 24 * hour]),
      says: `a trigger ${chosen.says} ${which} after ${afterMs} ms${limit}`,
      trigger: { ...chosen.trigger, on, match, afterMs, times },
    };
  });
}

function planRestore(random: Random, until: number): readonly Trouble[] {
  if (random() >= 0.08) return [];
  const dumpAt = between(random, 0, until);
  const gap = oneOf(random, [between(random, minute, 5 * minute), between(random, 5 * minute, hour), 3 * hour]);
  // The operator's page says to keep the workers stopped for half a minute.
  const awayMs = between(random, 30 * second, 90 * second);
  return [{ kind: 'restore', dumpAt, at: dumpAt + gap, awayMs, sentAgain: random() < 0.7 }];
}
