import { describe, expect, test } from 'vitest';
import {
  agentB,
  connected,
  ended,
  minute,
  rated,
  second,
  sessionId,
  settings,
  started,
  t0,
  transferred,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { nextSteps } from '../next-steps/next-steps.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import { draftTicket } from '../ticket/draft.ts';
import { noteDelay, noteFoundWrites, receiveEvent } from './late-facts.ts';
import { readSession } from './read-session.ts';
import { newSession } from './state.ts';
import type { Session, SessionTicket } from './state.ts';
import { openTicketStep } from './step.ts';

/** After a restore of Temporal's database events are reported again. If these tests fail, they are written twice. */

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

/** A call that has its ticket, and then receives these events at these times. */
function call(...told: readonly { readonly event: SessionEvent; readonly at: number }[]): Session {
  const first = [started(t0), connected(t0 + second)].reduce(
    (session, event) => receiveEvent(session, event, event.timestamp),
    newSession(sessionId, false),
  );
  const agents = [{ email: 'agent.a@example.com', zendeskId: 700 }];
  const progress = { ...first.progress, ticket, agents, screenPops: ['popScreen/700/9'] };
  const session: Session = { ...first, progress };
  return told.reduce((before, { event, at }) => receiveEvent(before, event, at), session);
}

/** Whether the marker of each write is looked for, by its fact. */
function checks(session: Session, now: number): Readonly<Record<string, boolean>> {
  const writes = nextSteps(session, settings(), now).filter((step) => step.kind === 'write');
  return Object.fromEntries(writes.map(({ input }) => [input.id.slice(sessionId.length + 1), input.check]));
}

const rating = rated(t0 + minute, 4);
const end = ended(t0 + 2 * minute);

describe('a fact that is reported', () => {
  test('TKT-12 in time is written without a question', () => {
    const session = call({ event: rating, at: rating.timestamp + 29 * second }, { event: end, at: end.timestamp });
    expect(session.mayBeWrittenUpTo).toBeUndefined();
    expect(checks(session, t0 + 2 * minute)).toEqual({ 'rating/4': false, finished: false });
  });

  test('TKT-12 more than half a minute late is looked for first, and a later one in time is not', () => {
    const session = call({ event: rating, at: rating.timestamp + 31 * second }, { event: end, at: end.timestamp });
    expect(checks(session, t0 + 3 * minute)).toEqual({ 'rating/4': true, finished: false });
  });

  test('TKT-12 again counts only once, however late', () => {
    const session = call({ event: rating, at: rating.timestamp });
    expect(receiveEvent(session, rating, t0 + 60 * minute)).toBe(session);
  });
});

describe('a screen pop', () => {
  const pops = (at: number): readonly string[] => {
    const transfer = transferred(t0 + minute);
    const session = call({ event: transfer, at });
    const agents = [...session.progress.agents, { email: agentB.email ?? '', zendeskId: 800 }];
    const known = { ...session, progress: { ...session.progress, agents } };
    return nextSteps(known, settings(), at).flatMap((step) => (step.kind === 'popScreen' ? [step.key] : []));
  };

  test('ADP-1 is shown after a transfer, but not if the transfer is reported more than half a minute late', () => {
    expect(pops(t0 + minute)).toEqual(['popScreen/800/9']);
    expect(pops(t0 + 2 * minute + second)).toEqual([]);
  });
});

describe('a workflow that goes on', () => {
  const session = call({ event: rating, at: rating.timestamp });

  test('TKT-12 more than 30 s later than planned looks for everything that it knows', () => {
    expect(noteDelay(session, t0 + minute, t0 + minute + 30 * second)).toBe(session);
    const late = noteDelay(session, t0 + minute, t0 + minute + 31 * second);
    expect(checks(late, t0 + 2 * minute)).toEqual({ 'rating/4': true });
  });

  test('TKT-12 with steps of an earlier version does not change', () => {
    const { looksBack: _new, ...old } = session;
    expect(noteDelay(old, t0, t0 + 60 * minute)).toBe(old);
  });
});

describe('a write', () => {
  const answer = { id: `${sessionId}/recording/1`, ticketId: 9, kind: 'written', contentUrl: null } as const;
  const session = call({ event: rating, at: rating.timestamp });

  test('TKT-12 that was found on the ticket has the writes that follow from it looked for', () => {
    const found = noteFoundWrites(session, [{ ...answer, droppedFields: [], found: true }], t0 + minute);
    expect(checks(found, t0 + minute)).toEqual({ 'rating/4': true });
    expect(noteFoundWrites(session, [{ ...answer, droppedFields: [] }], t0 + minute)).toBe(session);
  });
});

describe('a ticket that is made', () => {
  function opened(madeAt: number | null): Session {
    const late = receiveEvent(call(), rating, rating.timestamp + 2 * minute);
    const without = { ...late, progress: { ...late.progress, ticket: null } };
    const reading = readSession(without, settings(), t0 + 3 * minute);
    const contact = { id: 1, name: 'Caller' };
    const draft = draftTicket(reading, contact, { cause: 'served', followUpOf: null, reasons: [] });
    const common = { ticketId: 9, requesterId: 1, assigneeId: 700, agentId: 700, droppedFields: [] };
    const value = madeAt === null ? { ...common, existed: true as const } : { ...common, madeAt };
    const answer = { step: openTicketStep(draft), value };
    return recordAnswer(without, answer, false, t0 + 3 * minute);
  }

  test('TKT-12 just now has nothing on it yet, so that nothing is looked for', () => {
    expect(checks(opened(t0 + 3 * minute - second), t0 + 3 * minute)).toEqual({ 'rating/4': false });
  });

  test('TKT-12 a while before the session learns of it may have everything on it', () => {
    expect(checks(opened(t0 + 2 * minute), t0 + 3 * minute)).toEqual({ 'rating/4': true });
  });

  test('TKT-12 by a run that Temporal has forgotten may have everything on it', () => {
    expect(checks(opened(null), t0 + 3 * minute)).toEqual({ 'rating/4': true });
    const later = receiveEvent(opened(null), end, end.timestamp);
    expect(checks(later, t0 + 3 * minute)).toEqual({ 'rating/4': true, finished: true });
  });
});
