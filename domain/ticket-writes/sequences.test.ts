import { assert, property } from 'fast-check';
import { expect, test } from 'vitest';
import type { Plan } from './queue.testkit.ts';
import { play, plans, write } from './queue.testkit.ts';

const runs = Number(globalThis.process.env['PROPERTY_RUNS'] ?? 4_000);
/** CI sets a fixed seed, so that a failure there comes from the code and not from chance. */
const fixedSeed = globalThis.process.env['PROPERTY_SEED'];
const seed = fixedSeed === undefined ? {} : { seed: Number(fixedSeed) };

const minuteMs = 60_000;

/** The largest limit of requests per minute that was in force during the plan. */
function limitOf({ batching, settingsChanges }: Plan): number {
  return Math.max(batching.updatesPerMinute, ...settingsChanges.map((one) => one.batching.updatesPerMinute));
}

function within(requests: ReturnType<typeof play>['requests'], end: number, ms: number): typeof requests {
  return requests.filter(({ at }) => at > end - ms && at <= end);
}

/** Checks what must hold for every plan. Each broken invariant is one sentence. */
function brokenInvariants(plan: Plan): readonly string[] {
  const { applied, answers, requests } = play(plan);
  const handed = plan.handedOver.map(({ ticketId, kind, afterMs }, n) => ({ n, afterMs, ...write(n, ticketId, kind) }));
  const there = [...applied.values()].flat();
  const inOrder = handed.toSorted((a, b) => a.afterMs - b.afterMs).map(({ id }) => id);
  return [
    ...there.filter((id, i) => there.indexOf(id) !== i).map((id) => `BAT-5: ${id} was applied twice`),
    ...handed.flatMap(({ id, n, change }): string[] => {
      const outcome = answers.get(id)?.kind;
      if (outcome === undefined) return [`BAT-5: ${id} was never answered`];
      const noFile = change.file !== null && plan.filesRefused;
      const right = noFile ? 'file_refused' : plan.refusedNumbers.includes(n) ? 'refused' : 'written';
      if (outcome !== right) return [`BAT-5: ${id} was answered ${outcome} instead of ${right}`];
      return there.includes(id) === (right === 'written')
        ? []
        : [`BAT-5: ${id} was answered ${outcome}, but Zendesk shows otherwise`];
    }),
    // A write with a file may come later than writes behind it, because none of them waits for its upload (UPD-12).
    ...[...applied.values()]
      .map((ids) => ids.filter((id) => !id.endsWith('/file')))
      .filter((ids) => ids.join() !== inOrder.filter((id) => ids.includes(id)).join())
      .map((ids) => `BAT-4: out of order: ${ids.join(', ')}`),
    ...requests
      .filter(({ tickets }) => tickets.length > 100 || new Set(tickets).size < tickets.length)
      .map(({ tickets }) => `BAT-3: one request with ${tickets.join(', ')}`),
    ...requests
      .filter(({ at }) => within(requests, at, minuteMs).length > limitOf(plan))
      .map(({ at }) => `BAT-8: more than ${limitOf(plan)} requests in the minute before ${at}`),
    ...requests.flatMap(({ at, tickets }) =>
      tickets
        .filter((id) => within(requests, at, 10 * minuteMs).filter((one) => one.tickets.includes(id)).length > 30)
        .map((id) => `BAT-8: more than 30 updates of ticket ${id} in the ten minutes before ${at}`),
    ),
  ];
}

test('BAT-3 BAT-4 BAT-5 BAT-6 BAT-7 BAT-8 BAT-9 every write is applied once and in order, or answered as refused', () => {
  assert(
    property(plans, (plan) => {
      expect(brokenInvariants(plan)).toEqual([]);
    }),
    { numRuns: runs, ...seed },
  );
}, 600_000);
