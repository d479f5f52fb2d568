import { array, assert, boolean, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import type { SessionEvent } from '../events/parse-events.ts';
import { sessionId } from '../events/examples.testkit.ts';
import { happenings } from '../next-steps/generators.testkit.ts';
import { applyEvent } from './apply-event.ts';
import { mergeReceived, mergeSessions } from './merge-runs.ts';
import { newSession } from './state.ts';
import type { Session } from './state.ts';

/** Every event reaches the first run, the second run, or both. */
const twoRuns = happenings.chain((events) =>
  array(tuple(boolean(), boolean()), { minLength: events.length, maxLength: events.length }).map((toRuns) => ({
    all: events,
    first: events.filter((_, i) => toRuns[i]?.[0] === true),
    second: events.filter((_, i) => toRuns[i]?.[0] === false || toRuns[i]?.[1] === true),
  })),
);

function applyAll(events: readonly SessionEvent[]): Session {
  return events.reduce(applyEvent, newSession(sessionId, false));
}

test('END-7 two runs that are merged have received the same as one run, in either order of the merge', () => {
  assert(
    property(twoRuns, ({ all, first, second }) => {
      const [one, other] = [applyAll(first), applyAll(second)];
      const merged = mergeSessions(one, other);
      expect(merged.received).toEqual(applyAll(all).received);
      expect(mergeReceived(other.received, one.received)).toEqual(mergeReceived(one.received, other.received));
      expect(all.reduce(applyEvent, merged).received).toEqual(merged.received);
    }),
    { numRuns: 1_000 },
  );
});
