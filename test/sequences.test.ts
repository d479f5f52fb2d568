import { isDeepStrictEqual } from 'node:util';
import { sample } from 'fast-check';
import { expect, test } from 'vitest';
import { plans, sameEventsTwice } from '../domain/next-steps/generators.testkit.ts';
import { play } from '../domain/next-steps/play.testkit.ts';
import type { Plan } from '../domain/next-steps/play.testkit.ts';
import { outcome } from '../domain/next-steps/invariants.testkit.ts';
import { timeSkippingServer } from './stack.testkit.ts';
import { placed, playThrough } from './played-sessions.testkit.ts';
import type { Played } from './played-sessions.testkit.ts';
import { brokenInvariants, outcomeOf } from './played-invariants.testkit.ts';

/** The random sessions of the property tests again, through the real workflows: the same sequences, the same tickets. */

const runs = Number(process.env['SEQUENCE_RUNS'] ?? 60);
const timeoutMs = 120_000 + runs * 4_000;
const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_302);

/** Each list of plans on a server of its own: its one clock goes days ahead. */
async function played(all: readonly Plan[]): Promise<readonly { readonly plan: Plan; readonly real: Played }[]> {
  const env = await timeSkippingServer();
  try {
    const startsAt = (await env.currentTimeMs()) + 60_000;
    const real = await playThrough(
      all.map((plan, place) => placed(plan, startsAt, place)),
      env,
    );
    return real.map((session) => ({ plan: session.plan, real: session }));
  } finally {
    await env.teardown();
  }
}

test(
  'TKT-12 the real workflow makes the same ticket and the same writes of the same events, in whatever order',
  async () => {
    const told = sample(sameEventsTwice, { numRuns: Math.ceil(runs / 8), seed }).flat();
    for (const { plan, real } of await played(told)) expect(outcomeOf(real)).toEqual(outcome(play(plan)));
  },
  timeoutMs,
);

/**
 * What the plan comes to by the model, if it comes to that however fast Zendesk answers, and however many questions it is
 * asked before a contact is gone: the real session asks Temporal what the played one asks the model. Null: time decides.
 */
function certainUpshot(plan: Plan): unknown {
  const calm = { ...plan, continuedAfter: null };
  const { contactGoneAfter: gone } = plan.account;
  const goneAfter = gone === null ? [null] : [gone, Math.max(1, gone - 1), gone + 1, gone + 2];
  const results = [plan.latencies, [0], [50], [400, 7_000]].flatMap((latencies) =>
    goneAfter.map((contactGoneAfter) =>
      outcome(play({ ...calm, latencies, account: { ...plan.account, contactGoneAfter } })),
    ),
  );
  const [first] = results;
  return results.every((result) => isDeepStrictEqual(result, first)) ? first : null;
}

test(
  'TKT-12 END-1 END-6 BAT-5 every real session settles, with one ticket or a reason for none, and all its writes',
  async () => {
    const all = await played(sample(plans, { numRuns: runs, seed }));
    for (const { real } of all) expect(brokenInvariants(real)).toEqual([]);
    const certain = all.flatMap(({ plan, real }) => {
      const expected = certainUpshot(plan);
      return expected === null ? [] : [{ expected, real: outcomeOf(real), plan }];
    });
    for (const { expected, real, plan } of certain) expect(real, JSON.stringify(plan)).toEqual(expected);
    expect(certain.length).toBeGreaterThan(runs / 3);
  },
  timeoutMs,
);
