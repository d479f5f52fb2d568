import { describe, expect, test } from 'vitest';
import {
  agentA,
  agentB,
  assigned,
  connected,
  hour,
  minute,
  second,
  sessionWith,
  settings,
  started,
  t0,
  transferred,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { nextSteps } from '../next-steps/next-steps.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import type { Session } from '../session/state.ts';
import { applyEvent } from '../session/apply-event.ts';
import { readSession } from '../session/read-session.ts';
import { draftTicket } from '../ticket/draft.ts';
import { openTicketStep } from '../session/step.ts';
import { findAgentStep, findTicketStep } from '../session/steps.testkit.ts';
import type { Ticket } from '../zendesk/ticket.ts';

/** A run that finds its ticket hands it to the last agent. If these tests fail, a person's choice is overwritten. */

const defaultUserId = 900;
const set = settings({ tickets: { defaultUserId } });
const now = t0 + hour;
const [zendeskA, zendeskB, somebody] = [700, 800, 950];

const users: Readonly<Record<string, number>> = { [agentA.email ?? '']: zendeskA, [agentB.email ?? '']: zendeskB };

function stored(over: Partial<Ticket>): Ticket {
  const time = new Date(t0).toISOString();
  const ticket: Ticket = {
    id: 9,
    status: 'open',
    requesterId: 1,
    assigneeId: zendeskA,
    externalId: 'call-1',
    tags: [],
    createdAt: time,
    updatedAt: time,
    solvedAt: null,
    fields: [],
  };
  return { ...ticket, ...over };
}

/** A late run that receives these events, and finds the ticket. It asks what it needs until it knows all. */
function lateRun(
  events: readonly SessionEvent[],
  ticket: Ticket,
): { readonly session: Session; readonly asked: string[] } {
  const asked: string[] = [];
  let session: Session = { ...sessionWith(events), earlierRun: true };
  session = recordAnswer(session, { step: findTicketStep(session.id), value: ticket }, true, now);
  for (let round = 0; round < 5; round += 1) session = answerQuestions(session, ticket, asked);
  return { session, asked };
}

/** Answers the present questions of the session about agents and its ticket, and adds their keys to `asked`. */
function answerQuestions(known: Session, ticket: Ticket, asked: string[] = []): Session {
  let session = known;
  for (const step of nextSteps(known, set, now)) {
    if (step.kind === 'findAgent' || step.kind === 'readTicket') asked.push(step.key);
    if (step.kind === 'findAgent')
      session = recordAnswer(
        session,
        { step: findAgentStep(step.input.email), value: { agentId: users[step.input.email] ?? null } },
        true,
        now,
      );
    if (step.kind === 'readTicket') session = recordAnswer(session, { step, value: ticket }, true, now);
  }
  return session;
}

function assignments(events: readonly SessionEvent[], ticket: Partial<Ticket>): readonly object[] {
  const { session } = lateRun(events, stored(ticket));
  return nextSteps(session, set, now).flatMap((step) =>
    step.kind === 'write' && step.input.change.assigneeId !== 'keep'
      ? [{ id: step.input.id, assigneeId: step.input.change.assigneeId, check: step.input.check }]
      : [],
  );
}

const transferredToB = [started(t0), connected(t0 + second), transferred(t0 + minute)];

describe('a late run', () => {
  test('UPD-2 gives the ticket to the last agent if an earlier agent of the session still has it', () => {
    expect(assignments(transferredToB, { assigneeId: zendeskA })).toEqual([
      { id: 'call-1/assigned/8', assigneeId: zendeskB, check: true },
    ]);
  });

  test('TKT-8 gives the ticket to the agent who answered if the session had been judged to be abandoned', () => {
    const answered = [started(t0), assigned(t0 + second), connected(t0 + 2 * second)];
    const abandoned = { assigneeId: defaultUserId, tags: ['abandoned'] };
    expect(assignments(answered, abandoned)).toEqual([{ id: 'call-1/assigned/7', assigneeId: zendeskA, check: true }]);
    expect(assignments(answered, { ...abandoned, tags: [] })).toEqual([]);
  });

  test('UPD-2 leaves the ticket to a person whom somebody chose in Zendesk, and to nobody', () => {
    expect(assignments(transferredToB, { assigneeId: somebody })).toEqual([]);
    expect(assignments(transferredToB, { assigneeId: null })).toEqual([]);
  });

  test('UPD-2 leaves a ticket alone that was made long after the agent got the session, for another agent', () => {
    const madeAt = (at: number): Partial<Ticket> => ({ assigneeId: zendeskA, createdAt: new Date(at).toISOString() });
    expect(assignments(transferredToB, madeAt(t0 + 2 * minute))).toEqual([]);
    expect(assignments(transferredToB, madeAt(t0 + minute + second))).toHaveLength(1);
  });

  test('ADP-2 that does not know the start leaves the ticket with an agent who may have answered first, or got it later', () => {
    const answered = [assigned(t0 + second), connected(t0 + 2 * second, agentB)];
    expect(assignments(answered, { assigneeId: zendeskA })).toEqual([]);
    expect(assignments([started(t0), ...answered], { assigneeId: zendeskA })).toHaveLength(1);
    expect(assignments([transferred(t0 + minute)], { assigneeId: zendeskA })).toEqual([]);
  });

  test('UPD-2 asks nothing but the agent if that agent has the ticket', () => {
    const { session, asked } = lateRun(transferredToB, stored({ assigneeId: zendeskB }));
    expect(asked).toEqual([`findAgent/${agentB.email}`]);
    expect(assignments(transferredToB, { assigneeId: zendeskB })).toEqual([]);
    expect(session.progress.ticket?.checks).toEqual([]);
  });

  test('LATE-1 without an agent asks nothing', () => {
    expect(lateRun([], stored({})).asked).toEqual([]);
  });

  test('LATE-1 that an earlier version started changes no owner', () => {
    const { looksBack: _new, ...old } = sessionWith(transferredToB);
    const late = { ...old, earlierRun: true };
    const found = recordAnswer(late, { step: findTicketStep(late.id), value: stored({}) }, true, now);
    expect(nextSteps(found, set, now).map(({ kind }) => kind)).not.toContain('findAgent');
  });
});

test('ADP-2 a ticket that this run drafted for an agent whom Zendesk does not know goes to the agent who had answered', () => {
  const nameless = { id: '11', email: null, name: null, kind: 'human' } as const;
  const own = stored({ assigneeId: null });
  const drafting = sessionWith([started(t0), assigned(t0 + minute, nameless)]);
  const contact = { id: 1, name: 'Caller' };
  const reading = readSession(drafting, set, t0 + minute);
  const draft = draftTicket(reading, contact, { cause: 'served', followUpOf: null, reasons: [] });
  const asking = { ...drafting, progress: { ...drafting.progress, draft } };
  // The answer to the first request was lost. The agent's answer to the call is reported late.
  const value = {
    ticketId: 9,
    requesterId: 1,
    assigneeId: null,
    agentId: null,
    droppedFields: [],
    existed: true,
  } as const;
  const opened = recordAnswer(asking, { step: openTicketStep(draft), value }, false, now);
  const late = applyEvent(opened, connected(t0 + second, agentB));
  const seen = [0, 1, 2].reduce<Session>((session) => answerQuestions(session, own), late);
  const writes = nextSteps(seen, set, now).filter((step) => step.kind === 'write');
  expect(writes.map(({ input }) => input.change.assigneeId)).toContain(zendeskB);
  const other = [0, 1, 2].reduce<Session>(
    (session) => answerQuestions(session, stored({ assigneeId: somebody })),
    late,
  );
  const others = nextSteps(other, set, now).filter((step) => step.kind === 'write');
  expect(others.map(({ input }) => input.change.assigneeId)).not.toContain(zendeskB);
});

test('UPD-2 a call that goes on with a ticket that was given back is handed over by its next transfer', () => {
  const events = [started(t0), connected(t0 + second), transferred(t0 + 2 * minute)];
  const session = { ...sessionWith(events), earlierRun: false };
  const ticket = { ...stored({ assigneeId: somebody }) };
  const found = recordAnswer(session, { step: findTicketStep(session.id), value: ticket }, false, t0 + minute);
  const known = recordAnswer(
    found,
    { step: findAgentStep(agentB.email ?? ''), value: { agentId: zendeskB } },
    false,
    t0 + 2 * minute,
  );
  const writes = nextSteps(known, set, t0 + 2 * minute).filter((step) => step.kind === 'write');
  expect(writes.map(({ input }) => input.change.assigneeId)).toContain(zendeskB);
});
