import { mostEvents } from './scenario.ts';
import type { PlannedSession, Scenario } from './scenario.ts';

/**
 * Looks for a smaller scenario with the same finding: without some sessions, troubles, events, and delays of events.
 * Leaves out halves first, then quarters, until no single part can be left out.
 * @param fails plays a scenario and says whether the finding is still there
 * @param mostPlays how many scenarios are played at most
 */
export async function shrink(
  scenario: Scenario,
  fails: (smaller: Scenario) => Promise<boolean>,
  mostPlays: number,
): Promise<Scenario> {
  let plays = 0;
  const isSmallerFailure = async (smaller: Scenario): Promise<boolean> => {
    plays += 1;
    return plays <= mostPlays && (await fails(smaller));
  };
  let best = scenario;
  for (let isSmaller = true; isSmaller;) {
    const before = best;
    const { sessions, troubles } = best;
    best = await withFewer(sessions, (some) => ({ ...best, sessions: some }), best, isSmallerFailure);
    best = await withFewer(troubles, (some) => ({ ...best, troubles: some }), best, isSmallerFailure);
    for (const one of best.sessions) {
      const change = (changed: Partial<typeof one>): Scenario => ({
        ...best,
        sessions: best.sessions.map((other) => (other.index === one.index ? { ...other, ...changed } : other)),
      });
      // A lost event makes the list of steps shorter, so only delays and repetitions are left out.
      const lost = one.deliveries.filter(({ kind }) => kind === 'lost');
      const others = one.deliveries.filter(({ kind }) => kind !== 'lost');
      best = await withFewer(others, (some) => change({ deliveries: [...lost, ...some] }), best, isSmallerFailure);
      const { deliveries } = best.sessions.find(({ index }) => index === one.index) ?? one;
      const keepOnly = (kept: readonly number[]): Scenario =>
        change({ deliveries: [...deliveries, ...allLostBut(kept)] });
      best = await withFewer(arrivingEvents(deliveries), keepOnly, best, isSmallerFailure);
    }
    best = await plainAccount(best, isSmallerFailure);
    isSmaller = best !== before && plays < mostPlays;
  }
  return best;
}

function arrivingEvents(deliveries: PlannedSession['deliveries']): readonly number[] {
  const lost = new Set(deliveries.filter(({ kind }) => kind === 'lost').map(({ event }) => event));
  return Array.from({ length: mostEvents }, (_, event) => event).filter((event) => !lost.has(event));
}

function allLostBut(kept: readonly number[]): PlannedSession['deliveries'] {
  return Array.from({ length: mostEvents }, (_, event) => ({ kind: 'lost', event }) as const).filter(
    ({ event }) => !kept.includes(event),
  );
}

/** Leaves out as many of the items as possible. */
async function withFewer<Item>(
  items: readonly Item[],
  make: (some: readonly Item[]) => Scenario,
  otherwise: Scenario,
  fails: (smaller: Scenario) => Promise<boolean>,
): Promise<Scenario> {
  let kept = items;
  let best = otherwise;
  for (
    let size = Math.ceil(kept.length / 2);
    size >= 1 && kept.length > 0;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let from = 0; from < kept.length;) {
      const some = [...kept.slice(0, from), ...kept.slice(from + size)];
      const smaller = make(some);
      if (await fails(smaller)) {
        kept = some;
        best = smaller;
      } else from += size;
    }
  }
  return best;
}

/** Puts the usual values in the place of unusual ones of the account. */
async function plainAccount(scenario: Scenario, fails: (smaller: Scenario) => Promise<boolean>): Promise<Scenario> {
  const usual: Scenario['account'] = {
    ...scenario.account,
    windowSeconds: 10,
    updatesPerMinute: 100,
    zendeskUpdatesPerMinute: 100,
    zendeskRequestsPerMinute: 700,
    voiceInBulk: true,
    searchLagMs: 2_000,
    latencyMs: 50,
    jobMs: 40,
    queueBytes: null,
    continuesAfter: null,
  };
  let best = scenario;
  for (const name of Object.keys(usual)) {
    const value: unknown = Reflect.get(usual, name);
    if (Reflect.get(best.account, name) === value) continue;
    const smaller = { ...best, account: { ...best.account, [name]: value } };
    if (await fails(smaller)) best = smaller;
  }
  return best;
}
