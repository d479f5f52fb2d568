import { expect, test } from 'vitest';
import { planScenario } from './plan-scenario.ts';
import { mostEvents, scenarioSeed, troubleKinds } from './scenario.ts';
import type { Scenario } from './scenario.ts';
import { shrink } from './shrink.ts';

/** The first scenario with several sessions and a crash. */
function someScenario(): Scenario {
  for (let n = 0; ; n += 1) {
    const scenario = planScenario(scenarioSeed(1, n), new Set());
    if (scenario.sessions.length >= 8 && scenario.troubles.some(({ kind }) => kind === 'crash')) return scenario;
  }
}

test('a scenario is made as small as the finding allows', async () => {
  const scenario = someScenario();
  const session = scenario.sessions[5];
  const index = session?.index ?? 0;
  const isLost = (one: Scenario['sessions'][number] | undefined, of: number): boolean =>
    one?.deliveries.some(({ kind, event }) => kind === 'lost' && event === of) === true;
  const needed = [3, 4, 5].find((event) => !isLost(session, event)) ?? 3;
  const fails = async ({ sessions, troubles }: Scenario): Promise<boolean> =>
    sessions.some((one) => one.index === index && !isLost(one, needed)) &&
    troubles.some(({ kind }) => kind === 'crash');
  const smallest = await shrink(scenario, fails, 1_000);
  const [only] = smallest.sessions;
  expect(smallest.sessions.map((one) => one.index)).toEqual([index]);
  expect(Array.from({ length: mostEvents }, (_, event) => event).filter((event) => !isLost(only, event))).toEqual([
    needed,
  ]);
  expect(smallest.troubles.map(({ kind }) => kind)).toEqual(['crash']);
  expect(smallest.account).toMatchObject({ queueBytes: null, continuesAfter: null, windowSeconds: 10 });
});

test('a scenario stays as it is if nothing can be left out, and no more scenarios are played than allowed', async () => {
  const scenario = someScenario();
  let plays = 0;
  const smallest = await shrink(
    scenario,
    async () => {
      plays += 1;
      return false;
    },
    7,
  );
  expect([smallest, plays]).toEqual([scenario, 7]);
});

test('the same seed plans the same, and a kind that is left out changes nothing else', () => {
  for (let n = 0; n < 50; n += 1) {
    const seed = scenarioSeed(2, n);
    const all = planScenario(seed, new Set());
    expect(planScenario(seed, new Set())).toEqual(all);
    const none = planScenario(seed, new Set(troubleKinds));
    expect(none.troubles).toEqual([]);
    expect(none.sessions.flatMap(({ deliveries }) => deliveries)).toEqual([]);
    const withoutLate = planScenario(seed, new Set(['late']));
    expect(withoutLate.troubles).toEqual(all.troubles);
    expect(withoutLate.sessions.map(({ startsAt }) => startsAt)).toEqual(all.sessions.map(({ startsAt }) => startsAt));
  }
});
