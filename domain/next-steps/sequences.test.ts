import { assert, property, shuffledSubarray, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvent } from '../session/apply-event.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { sessionId } from '../events/examples.testkit.ts';
import { happenings, plans, sameEventsTwice } from './generators.testkit.ts';
import { play } from './play.testkit.ts';
import { brokenInvariants, outcome } from './invariants.testkit.ts';
import { newSession } from '../session/state.ts';

const runs = Number(globalThis.process.env['PROPERTY_RUNS'] ?? 6_000);
/** CI sets a fixed seed, so that a failure there comes from the code and not from chance. */
const fixedSeed = globalThis.process.env['PROPERTY_SEED'];
const seed = fixedSeed === undefined ? {} : { seed: Number(fixedSeed) };

const shuffled = happenings.chain((events) =>
  tuple(
    shuffledSubarray([...events], { minLength: events.length }),
    shuffledSubarray([...events], { minLength: events.length }),
  ),
);

function receivedOf(events: readonly SessionEvent[]) {
  return events.reduce(applyEvent, newSession(sessionId, false)).received;
}

test('TKT-12 a session has the same received facts for any order of its events', () => {
  assert(
    property(shuffled, ([one, other]) => {
      expect(receivedOf(one)).toEqual(receivedOf(other));
    }),
    { numRuns: 1_000, ...seed },
  );
});

test('TKT-12 an event that comes again changes nothing', () => {
  assert(
    property(shuffled, ([once, again]) => {
      const session = once.reduce(applyEvent, newSession(sessionId, false));
      expect(again.reduce(applyEvent, session)).toBe(session);
    }),
    { numRuns: 1_000, ...seed },
  );
});

test('TKT-12 END-1 END-6 BAT-5 every session settles, with one ticket or a reason for none, and all its writes', () => {
  assert(
    property(plans, (plan) => {
      expect(brokenInvariants(plan, play(plan))).toEqual([]);
    }),
    { numRuns: runs, ...seed },
  );
}, 600_000);

test('TKT-12 the same ticket and the same writes come of the same events, in whatever order they arrive', () => {
  assert(
    property(sameEventsTwice, ([one, other]) => {
      expect(outcome(play(one))).toEqual(outcome(play(other)));
    }),
    { numRuns: Math.ceil(runs / 4), ...seed },
  );
}, 600_000);
