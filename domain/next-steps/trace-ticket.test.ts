import { describe, expect, test } from 'vitest';
import { openTicketStep, traceTicketStep } from '../session/step.ts';
import { lookUpStep } from '../session/steps.testkit.ts';
import type { TracedTicket } from '../zendesk/ticket.ts';
import type { WriteOutcome } from '../zendesk/ticket-write.ts';
import { applyEvent, requestTicketCheck } from '../session/apply-event.ts';
import { outstandingOf } from '../operations/outstanding.ts';
import { withOpenedTicket } from '../operations/replay.ts';
import { readSession } from '../session/read-session.ts';
import { nextSteps } from './next-steps.ts';
import {
  agentA,
  assigned,
  connected,
  contact,
  ended,
  sessionWith,
  minute,
  second,
  sessionId,
  settings,
  started,
  t0,
  ticket,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { recordAnswer } from './record-answer.ts';
import { recordChoice, recordRefusal, recordStarted } from './record-step.ts';
import { recordWriteResults } from './record-write-results.ts';
import type { Session } from '../session/state.ts';
import type { Step } from '../session/step.ts';

const set = settings();
const events = [started(t0), assigned(t0 + second), connected(t0 + 2 * second), ended(t0 + minute)];
const now = t0 + 2 * minute;

/** A call that is over and has made ticket 9. Its last comment was handed over. */
function written(
  outcome: 'pending' | 'written' | 'TicketClosed' | 'TicketGone',
  more: readonly SessionEvent[] = [],
): Session {
  const before = sessionWith([...events, ...more]);
  const looked = recordAnswer(
    before,
    {
      step: lookUpStep(),
      value: { number: '+14155551212', contacts: [contact(1)], unsure: [], tickets: [] },
    },
    true,
    now,
  );
  const [open] = nextSteps(looked, set, now).filter((step) => step.kind === 'openTicket');
  if (open === undefined) throw new Error('no ticket is due');
  const opened = recordAnswer(
    recordStarted(looked, open, now),
    {
      step: open,
      value: { ticketId: 9, requesterId: 1, assigneeId: 700, agentId: 700, droppedFields: [] },
    },
    true,
    now,
  );
  const handed = nextSteps(opened, set, now)
    .filter((step) => step.kind === 'write')
    .reduce((s, step) => recordStarted(s, step, now), opened);
  return outcome === 'pending' ? handed : withOutcomes(handed, outcome, 9);
}

function withOutcomes(s: Session, outcome: 'written' | 'TicketClosed' | 'TicketGone', ticketId: number): Session {
  const answers = s.progress.writes.map(({ id }): WriteOutcome =>
    outcome === 'written'
      ? { id, ticketId, kind: 'written', contentUrl: null, droppedFields: [] }
      : { id, ticketId, kind: 'refused', code: outcome, message: 'no' },
  );
  return recordWriteResults(s, answers);
}

function followed(s: Session, ticketId: number, value: TracedTicket): Session {
  return recordAnswer(s, { step: traceTicketStep(ticketId), value }, true, now);
}

/** The session with the further ticket that it asks for. */
function opened(s: Session, ticketId: number): Session {
  const step = openTicketStep(draftOf(s));
  const value = { ticketId, requesterId: 1, assigneeId: 700, agentId: 700, droppedFields: [] };
  return recordAnswer(recordStarted(s, step, now), { step, value }, true, now);
}

function failedTicketOf(s: Session) {
  const [failed] = outstandingOf(readSession(s, set, now)).failed;
  if (failed?.refused.kind !== 'ticket') throw new Error('no ticket has failed');
  return failed.refused;
}

function keys(s: Session): readonly string[] {
  return nextSteps(s, set, now).map(({ key }) => key);
}

function draftOf(s: Session): Extract<Step, { kind: 'openTicket' }>['input'] {
  const [open] = nextSteps(s, set, now).filter((step) => step.kind === 'openTicket');
  if (open === undefined) throw new Error('no further ticket is due');
  return open.input;
}

describe('a ticket that can not be written to', () => {
  test('UPD-13 is looked at when it refuses, once', () => {
    expect(keys(written('TicketClosed'))).toEqual(['traceTicket/9']);
  });

  test('UPD-13 merged into B: what was refused goes to B, with the session’s tag', () => {
    const s = followed(written('TicketClosed'), 9, { kind: 'merged', into: 12 });
    const writes = nextSteps(s, set, now).filter((step) => step.kind === 'write');
    expect(writes.map(({ input }) => [input.id, input.ticketId])).toEqual([
      [`${sessionId}/moved/12`, 12],
      [`${sessionId}/finished`, 12],
    ]);
    expect(writes[0]?.input.change.tags).toEqual([`session_${sessionId}`]);
  });

  test('UPD-13 chains are followed, and a circle ends in a ticket of the session’s own', () => {
    const b = followed(written('TicketClosed'), 9, { kind: 'merged', into: 12 });
    const c = followed(b, 12, { kind: 'merged', into: 13 });
    expect(c.progress.ticket?.id).toBe(13);
    const circle = followed(c, 13, { kind: 'merged', into: 9 });
    expect(circle.progress.ticket).toBeNull();
    expect(draftOf(circle)).toMatchObject({ followUpOf: 13, externalId: `${sessionId}#4`, requesterId: 1 });
  });

  test('UPD-13, END-4 five merges are followed, and the next one ends in a failed write with all data', () => {
    const merges = [9, 12, 13, 14, 15].map((id, i, ids) => [id, ids[i + 1] ?? 16] as const);
    const fifth = merges.reduce(
      (s, [from, into]) => followed(s, from, { kind: 'merged', into }),
      written('TicketClosed'),
    );
    expect(fifth.progress.ticket?.id).toBe(16);
    const sixth = followed(fifth, 16, { kind: 'merged', into: 17 });
    expect(keys(sixth)).toEqual(['settled']);
    expect(failedTicketOf(sixth)).toMatchObject({ draft: { followUpOf: 16, externalId: `${sessionId}#7` } });
  });

  const ends: readonly (readonly [string, TracedTicket])[] = [
    ['closed', { kind: 'closed' }],
    ['merged into a ticket that is not known', { kind: 'merged', into: null }],
    ['merged in a circle', { kind: 'merged', into: 9 }],
  ];
  test.each(ends)(
    'UPD-13, UPD-18, END-4 a trigger that leaves each ticket %s gets five further tickets',
    (_, traced) => {
      const tickets: number[] = [];
      let s = written('TicketClosed');
      // Merges and a deletion before count too.
      s = followed(s, 9, { kind: 'merged', into: 12 });
      s = followed(s, 12, { kind: 'deleted' });
      for (let id = 20; id < 40 && keys(s).includes('openTicket'); id++) {
        s = opened(s, id);
        tickets.push(id);
        s = followed(s, id, traced);
      }
      expect(tickets).toEqual([20, 21, 22, 23]);
      expect(keys(s)).toEqual(['settled']);
      expect(s.progress.ticketRefused).toMatchObject({
        code: 'TicketClosed',
        message: expect.stringContaining('trigger'),
      });
      const failed = failedTicketOf(s);
      expect(failed.heldSession.received).toEqual(s.received);
      expect(failed.draft).toMatchObject({ key: `${sessionId}/ticket#7`, requesterId: 1 });
      // An operator replays it. If the trigger is still there, no further ticket is made.
      const value = { ticketId: 50, requesterId: 1, assigneeId: null, agentId: null, droppedFields: [] };
      const replayed = withOpenedTicket(failed.heldSession, failed.draft, value, now);
      expect(keys(replayed)).toContain(`write/${sessionId}/finished`);
      expect(keys(followed(replayed, 50, traced))).toEqual(['settled']);
    },
  );

  test('UPD-13, END-4 the merges that an agent reports are bounded too', () => {
    const ids = [9, 12, 13, 14, 15, 16, 17];
    const merges = ids.slice(1).map((into, i): SessionEvent => ({
      event_id: `merge-${into}`,
      timestamp: t0 + minute + i,
      session_id: sessionId,
      type: 'ticket.merged',
      item: { from_ticket_id: ids[i] ?? 0, into_ticket_id: into },
    }));
    let s = written('pending', merges);
    for (let i = 0; i < 20; i++) {
      const [step] = nextSteps(s, set, now);
      if (step?.kind === 'switchTicket') s = recordChoice(s, step, true, now);
    }
    expect(s.progress.formerTickets.map(({ id }) => id)).toEqual([9, 12, 13, 14, 15, 16]);
    expect(s.progress.ticketRefused?.code).toBe('TicketClosed');
  });

  test('UPD-13 closed: a follow-up, and only what was refused goes there', () => {
    const s = followed(written('TicketClosed'), 9, { kind: 'closed' });
    expect(draftOf(s)).toMatchObject({ followUpOf: 9, externalId: `${sessionId}#2`, key: `${sessionId}/ticket#2` });
  });

  test('UPD-18 deleted: a new ticket once, with all data so far', () => {
    const s = followed(written('TicketGone'), 9, { kind: 'deleted' });
    const draft = draftOf(s);
    expect(draft).toMatchObject({ followUpOf: null, externalId: `${sessionId}#2` });
    expect(draft.description).toContain('UPD-18');
    expect(s.progress.writes).toEqual([]);
    const again = recordAnswer(
      recordStarted(s, openTicketStep(draft), now),
      {
        step: openTicketStep(draft),
        value: { ticketId: 15, requesterId: 1, assigneeId: 700, agentId: 700, droppedFields: [] },
      },
      true,
      now,
    );
    expect(keys(again)).toContain(`write/${sessionId}/finished`);
    const goneAgain = followed(again, 15, { kind: 'deleted' });
    expect(goneAgain.progress.ticketRefused?.code).toBe('TicketGone');
    expect(keys(goneAgain)).toEqual(['settled']);
  });

  test('UPD-13 the agent’s own word is enough, kept until the ticket exists', () => {
    const merged: SessionEvent = {
      event_id: 'm',
      timestamp: t0 + minute,
      session_id: sessionId,
      type: 'ticket.merged',
      item: { from_ticket_id: 9, into_ticket_id: 12 },
    };
    const s = applyEvent(written('pending'), merged);
    const [step] = nextSteps(s, set, now);
    expect(step).toMatchObject({ kind: 'switchTicket', into: 12 });
    if (step?.kind !== 'switchTicket') throw new Error('unreachable');
    const moved = recordChoice(s, step, true, now);
    expect(moved.progress.ticket?.id).toBe(12);
    // A write that was under way to the old ticket and is refused there becomes due on the new ticket.
    const refused = withOutcomes(moved, 'TicketClosed', 9);
    expect(nextSteps(refused, set, now).flatMap((one) => (one.kind === 'write' ? [one.input.ticketId] : []))).toEqual([
      12, 12,
    ]);
    expect(written('pending', [merged]).received.merges).toHaveLength(1);
  });

  test('UPD-13 a merge of a ticket that is not the session’s changes nothing', () => {
    const merged: SessionEvent = {
      event_id: 'm',
      timestamp: t0 + minute,
      session_id: sessionId,
      type: 'ticket.merged',
      item: { from_ticket_id: 77, into_ticket_id: 12 },
    };
    expect(keys(applyEvent(written('written'), merged))).toEqual(['settled']);
  });

  test('UPD-13, UPD-18 Zendesk’s news makes the session look, once a piece of news', () => {
    const s = requestTicketCheck(written('written'), 9, now);
    expect(keys(s)).toEqual(['traceTicket/9']);
    const looked = followed(s, 9, { kind: 'here', ticket: ticket(9) });
    expect(keys(looked)).toEqual(['settled']);
    expect(keys(requestTicketCheck(looked, 9, now))).toEqual(['settled']);
    expect(keys(requestTicketCheck(looked, 9, now + second))).toEqual(['traceTicket/9']);
    expect(keys(requestTicketCheck(looked, 77, now + second))).toEqual(['settled']);
  });

  test('END-5 a ticket that seems to be there and refuses for ever is left to refuse', () => {
    let s = written('TicketClosed');
    for (let i = 0; i < 10 && keys(s).includes('traceTicket/9'); i++) {
      s = followed(s, 9, { kind: 'here', ticket: ticket(9) });
      s = nextSteps(s, set, now)
        .filter((step) => step.kind === 'write')
        .reduce((each, step) => recordStarted(each, step, now), s);
      s = withOutcomes(s, 'TicketClosed', 9);
    }
    expect(keys(s)).toEqual(['settled']);
    expect(s.progress.writes.map(({ outcome }) => outcome?.kind)).toEqual(['refused']);
  });
});

test('TKT-2 an agent who declines after another was offered the call does not take it from the other', () => {
  const other = { ...agentA, id: '8', email: 'agent.b@example.com' };
  const canceled: SessionEvent = {
    event_id: 'c',
    timestamp: t0 + 3 * second,
    session_id: sessionId,
    type: 'session.agent_canceled',
    item: { agent: agentA, reason: null },
  };
  const s = sessionWith([started(t0), assigned(t0 + second), assigned(t0 + 2 * second, other), canceled]);
  const looked = recordAnswer(
    s,
    {
      step: lookUpStep(),
      value: { number: '+14155551212', contacts: [contact(1)], unsure: [], tickets: [] },
    },
    false,
    now,
  );
  expect(
    nextSteps(looked, set, t0 + 4 * second).flatMap((step) =>
      step.kind === 'openTicket' ? [step.input.assignee] : [],
    ),
  ).toEqual([{ kind: 'agent', email: 'agent.b@example.com', name: 'Agent A' }]);
});

test('UPD-13, END-4 a follow-up that Zendesk refuses becomes a ticket of its own, without the source', () => {
  const s = followed(written('TicketClosed'), 9, { kind: 'closed' });
  const [step] = nextSteps(s, set, now).filter((one) => one.kind === 'openTicket');
  if (step === undefined) throw new Error('no further ticket is due');
  const refused = recordRefusal(recordStarted(s, step, now), step, { code: 'Invalid', message: 'source' }, now);
  expect(draftOf(refused)).toMatchObject({ followUpOf: null, bare: true, externalId: `${sessionId}#2` });
});
