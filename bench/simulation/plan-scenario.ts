import { between, oneOf, randomOf } from './determinism/random.ts';
import { planTroubles } from './plan-troubles.ts';
import { mostEvents } from './scenario.ts';
import type { AccountPlan, Delivery, PlannedSession, Scenario, TroubleKind } from './scenario.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

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
