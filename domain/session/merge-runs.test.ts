import { array, assert, boolean, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvent } from './apply-event.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { sessionId } from '../events/examples.testkit.ts';
import { happenings } from '../next-steps/generators.testkit.ts';
import { mergeReceived, mergeSessions } from './merge-runs.ts';
import { newSession } from './state.ts';
import type { Session } from './state.ts';

/** Each event is told to the first run, to the second, or to both. */
const twoRuns = happenings.chain((events) =>
  array(tuple(boolean(), boolean()), { minLength: events.length, maxLength: events.length }).map((toRuns) => ({
    all: events,
    first: events.filter((_, i) => toRuns[i]?.[0] === true),
    second: events.filter((_, i) => toRuns[i]?.[0] === false || toRuns[i]?.[1] === true),
  })),
);

function hear(events: readonly SessionEvent[]): Session {
  return events.reduce(applyEvent, newSession(sessionId, false));
}

test('END-7 what two runs heard is what one run would have heard, whichever comes first', () => {
  assert(
    property(twoRuns, ({ all, first, second }) => {
      const [one, other] = [hear(first), hear(second)];
      const merged = mergeSessions(one, other);
      expect(merged.received).toEqual(hear(all).received);
      expect(mergeReceived(other.received, one.received)).toEqual(mergeReceived(one.received, other.received));
      expect(all.reduce(applyEvent, merged).received).toEqual(merged.received);
    }),
    { numRuns: 1_000 },
  );
});
