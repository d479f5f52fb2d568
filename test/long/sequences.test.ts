/**
 * This file runs the random sessions of the property tests through the real workflows. If these tests fail, the
 * workflows make other tickets of the same events than the model does: a ticket is missing, doubled or incomplete.
 */

import { isDeepStrictEqual } from 'node:util';
import { sample } from 'fast-check';
import { expect, test } from 'vitest';
import { plans, sameEventsTwice } from '../../domain/next-steps/generators.testkit.ts';
import { play } from '../../domain/next-steps/play.testkit.ts';
import type { Plan } from '../../domain/next-steps/play.testkit.ts';
import { outcome } from '../../domain/next-steps/invariants.testkit.ts';
import { timeSkippingServer } from '../kit/temporal-servers.ts';
import { schedulePlan, runPlans } from '../kit/played-sessions.ts';
import type { FinishedSession } from '../kit/played-sessions.ts';
import { brokenInvariants, outcomeOf } from '../kit/played-invariants.ts';

const runs = Number(process.env['SEQUENCE_RUNS'] ?? 60);
const timeoutMs = 120_000 + runs * 4_000;
const seed = Number(process.env['PROPERTY_SEED'] ?? 20_260_302);

/** Runs the plans on a server of their own, because its one clock goes days ahead. */
async function runThroughWorkflows(
  all: readonly Plan[],
): Promise<readonly { readonly plan: Plan; readonly real: FinishedSession }[]> {
  const env = await timeSkippingServer();
  try {
    const startsAt = (await env.currentTimeMs()) + 60_000;
    const real = await runPlans(
      all.map((plan, index) => schedulePlan(plan, startsAt, index)),
      env,
    );
    return real.map((session) => ({ plan: session.plan, real: session }));
  } finally {
    await env.teardown();
  }
}

test(
  'TKT-12 the real workflow makes the same ticket and the same writes from the same events, in any order',
  async () => {
    const sampledPlans = sample(sameEventsTwice, { numRuns: Math.ceil(runs / 8), seed }).flat();
    for (const { plan, real } of await runThroughWorkflows(sampledPlans))
      expect(outcomeOf(real)).toEqual(outcome(play(plan)));
  },
  timeoutMs,
);

/**
 * Gives the outcome of the plan in the model, or null if the outcome depends on time: on how fast Zendesk answers, on how
 * late the result of a write arrives, or on how many questions Zendesk gets before a contact is deleted. (The real session
 * asks Temporal some questions that the model asks Zendesk.) A late result makes a run longer, so that an event that
 * arrives meanwhile belongs to this run instead of a later one, which knows less of the session.
 */
function certainOutcome(plan: Plan): unknown {
  const uninterrupted = { ...plan, continuedAfter: null };
  const { contactGoneAfter: gone } = plan.account;
  const goneAfter = gone === null ? [null] : [gone, Math.max(1, gone - 1), gone + 1, gone + 2];
  const variants = [plan.latencies, [0], [50], [400, 7_000]].flatMap((latencies) =>
    goneAfter.flatMap((contactGoneAfter) =>
      [plan.lateOutcomeEvery, null].map((lateOutcomeEvery) => ({ latencies, contactGoneAfter, lateOutcomeEvery })),
    ),
  );
  const results = variants.map(({ latencies, contactGoneAfter, lateOutcomeEvery }) =>
    outcome(play({ ...uninterrupted, latencies, lateOutcomeEvery, account: { ...plan.account, contactGoneAfter } })),
  );
  const [first] = results;
  return results.every((result) => isDeepStrictEqual(result, first)) ? first : null;
}

test(
  'TKT-12 END-1 END-6 BAT-5 every real session completes with one ticket or a reason for none, and with all its writes',
  async () => {
    const all = await runThroughWorkflows(sample(plans, { numRuns: runs, seed }));
    for (const { real } of all) expect(brokenInvariants(real)).toEqual([]);
    const certain = all.flatMap(({ plan, real }) => {
      const expected = certainOutcome(plan);
      return expected === null ? [] : [{ expected, real: outcomeOf(real), plan }];
    });
    for (const { expected, real, plan } of certain) expect(real, JSON.stringify(plan)).toEqual(expected);
    expect(certain.length).toBeGreaterThan(runs / 3);
  },
  timeoutMs,
);
