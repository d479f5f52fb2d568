import { limits } from '../limits.ts';
/** This file tests how a session hands its writes over. If these tests fail, comments are lost or change places. */

import { describe, expect, test } from 'vitest';
import {
  connected,
  ended,
  hour,
  minute,
  rated,
  recorded,
  second,
  sessionId,
  sessionWith,
  settings,
  started,
  t0,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import type { WriteStep } from '../session/step.ts';
import { nextSteps } from './next-steps.ts';
import { recordStarted } from './record-step.ts';
import { recordWriteResults } from './record-write-results.ts';

const set = settings({ session: { lateHours: 2 } });
const over = t0 + 2 * minute;
const ticket: SessionTicket = {
  id: 9,
  requesterId: 1,
  origin: 'made',
  at: t0,
  assigneeId: 700,
  reopens: false,
  checks: [],
  compensated: false,
};

/** A call that is over and has ticket 9, on which nothing is written yet. */
function call(...events: readonly SessionEvent[]): Session {
  const session = sessionWith([started(t0), connected(t0 + second), rated(t0 + minute, 4), ended(over), ...events]);
  const agents = [{ email: 'agent.a@example.com', zendeskId: 700 }];
  return { ...session, progress: { ...session.progress, ticket, agents, screenPops: ['popScreen/700/9'] } };
}

function writes(session: Session, now: number): readonly WriteStep[] {
  return nextSteps(session, set, now).filter((step) => step.kind === 'write');
}

function handedOver(session: Session, now: number): Session {
  return writes(session, now).reduce((each, step) => recordStarted(each, step, now), session);
}

function facts(steps: readonly WriteStep[]): readonly string[] {
  return steps.map(({ input }) => input.id.slice(sessionId.length + 1));
}

const waits = (session: Session, now: number) =>
  nextSteps(session, set, now).flatMap((step) => (step.kind === 'wait' ? [`${step.for} ${step.until}`] : []));

test('BAT-4 each write names the one before it on its ticket, so that they keep their order', () => {
  const [rating, finished] = writes(call(), over);
  expect(facts(writes(call(), over))).toEqual(['rating/4', 'finished']);
  expect(rating?.input.after).toBeUndefined();
  expect(finished?.input).toMatchObject({ after: `${sessionId}/rating/4`, check: false, dueAt: over });
});

test('BAT-5 a write without an answer is handed over again after 15 minutes, with a look for its marker', () => {
  const session = handedOver(call(), over);
  expect(writes(session, over + 15 * minute - 1)).toEqual([]);
  expect(waits(session, over)).toContain(`writes ${over + 15 * minute}`);
  expect(writes(session, over + 15 * minute).map(({ input }) => [input.check, input.dueAt])).toEqual([
    [true, over],
    [true, over],
  ]);
});

test('BAT-5 a repeated or unknown answer changes nothing', () => {
  const session = handedOver(call(), over);
  const id = `${sessionId}/finished`;
  const written = { id, ticketId: 9, kind: 'written', contentUrl: null, droppedFields: [] } as const;
  const refused = { id, ticketId: 9, kind: 'refused', code: 'Invalid', message: 'no' } as const;
  const answered = recordWriteResults(session, [written]);
  expect(recordWriteResults(answered, [refused])).toEqual(answered);
  expect(recordWriteResults(session, [{ ...written, ticketId: 12 }])).toEqual(session);
  expect(recordWriteResults(session, [{ ...written, id: 'other' }])).toEqual(session);
});

describe('parked writes', () => {
  const until = over + minute;
  const parked = recordWriteResults(handedOver(call(), over), [
    { id: `${sessionId}/rating/4`, ticketId: 9, kind: 'parked', until },
  ]);

  test('BAT-9 are handed over again when the ticket-writes workflow has room, not before', () => {
    expect(writes(parked, until - 1)).toEqual([]);
    expect(waits(parked, until - 1)).toContain(`writes ${until}`);
    expect(facts(writes(parked, until))).toEqual(['rating/4']);
  });

  test('BAT-9 hold new writes back, and then all are handed over together and in order', () => {
    const session = recordWriteResults(parked, [
      { id: `${sessionId}/finished`, ticketId: 9, kind: 'parked', until: until + minute },
    ]);
    const more = { ...session, received: call(recorded(over + second)).received };
    expect(writes(more, until - 1)).toEqual([]);
    const [first, ...others] = facts(writes(more, until));
    expect(first).toBe('rating/4');
    expect(others.slice(0, 1)).toEqual(['finished']);
    expect(others).toHaveLength(2);
  });

  test('BAT-9 that were handed over again count as under way', () => {
    const again = handedOver(parked, until);
    expect(writes(again, until)).toEqual([]);
    expect(again.progress.writes.every(({ parkedUntil }) => parkedUntil === undefined)).toBe(true);
  });
});

test('END-6 a write that newer events made unnecessary is waited for, but not longer than lateHours', () => {
  const before = handedOver(call(), over);
  const id = `${sessionId}/gone`;
  const unwanted = { id, ticketId: 9, dueAt: over, sentAt: over, outcome: null };
  const session = recordWriteResults(
    { ...before, progress: { ...before.progress, writes: [...before.progress.writes, unwanted] } },
    before.progress.writes.map((write) => ({
      id: write.id,
      ticketId: 9,
      kind: 'written',
      contentUrl: null,
      droppedFields: [],
    })),
  );
  expect(waits(session, over + 2 * hour - 1)).toContain(`writes ${over + 2 * hour}`);
  expect(nextSteps(session, set, over + 2 * hour).map(({ key }) => key)).toEqual(['settled']);
});

test('BAT-9 UPD-12 a write whose file can not be had waits apart from the others, and they do not wait for it', () => {
  const session = call(recorded(over));
  const steps = writes(session, over);
  const file = steps.find(({ input }) => input.change.file !== null);
  if (file === undefined) throw new Error('there is no write with a file');
  const { id } = file.input;
  expect(file.input.after).toBeUndefined();
  expect(steps.map(({ input }) => input.after)).not.toContain(id);

  const until = over + minute;
  const answer = { id, ticketId: 9, kind: 'parked', until, apart: true, fileTriedSince: over, unsent: true } as const;
  const parked = recordWriteResults(recordStarted(session, file, over), [answer]);
  const others = steps.map(({ input }) => input.id).filter((one) => one !== id);
  expect(writes(parked, over + second).map(({ input }) => input.id)).toEqual(others);
  const after = handedOver(parked, over + second);
  expect(after.progress.writes.find((one) => one.id === id)).toMatchObject({
    parkedUntil: until,
    fileTriedSince: over,
  });
  expect(writes(after, until - 1)).toEqual([]);
  expect(writes(after, until)).toMatchObject([{ input: { id, fileTriedSince: over, unsentAt: until } }]);
  // Much later the state may come from a backup, so the marker is looked up.
  expect(writes(after, until + minute)[0]?.input).toMatchObject({ id, check: true });
  expect(writes(after, until + minute)[0]?.input.unsentAt).toBeUndefined();
  // TKT-12: a queue without room for the write does not know whether it was sent before a restore.
  const { unsent: _unsent, ...unknown } = answer;
  const again = handedOver(after, until + minute);
  const later = until + 5 * minute;
  const noRoom = recordWriteResults(again, [{ ...unknown, until: later }]);
  expect(writes(noRoom, later)[0]?.input).toMatchObject({ id, check: true });
  expect(writes(noRoom, later)[0]?.input.unsentAt).toBeUndefined();
});

test('SEC-2 PLT-3 a session remembers only so many further names of its writes', () => {
  const session = call(recorded(over));
  const [step] = writes(session, over);
  if (step === undefined) throw new Error('there is no write');
  const written = Array.from({ length: 30 }).reduce<typeof session>((known, _, i) => {
    const names = Array.from({ length: 50 }, (__, n) => `call-1/custom-value/${i}-${n}`);
    return recordStarted(known, { ...step, input: { ...step.input, id: `call-1/custom/${i}`, sameAs: [names] } }, over);
  }, session);
  expect(written.progress.writes.flatMap(({ names = [] }) => names)).toHaveLength(limits.restore.namesOfSession.value);
});
