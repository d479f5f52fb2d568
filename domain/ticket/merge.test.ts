import { expect, test } from 'vitest';
import { applyEvent } from '../session/apply-event.ts';
import type { Session } from '../session/state.ts';
import { eventOf } from '../events/agent-commands.ts';
import { agentA, agentB, assigned, sessionWith, settings, started, t0, ticket } from '../events/examples.testkit.ts';
import { nextSteps } from '../next-steps/next-steps.ts';
import { recordChoice } from '../next-steps/record-step.ts';
import { refuseMerge } from './merge.ts';

const merge = { key: 'k', from: 9, into: 12, agent: agentA, at: t0 + 1 } as const;

function onTicket(id = 9): Session {
  const step = { kind: 'append', key: 'append', ticket: ticket(id), reopens: false, reasons: [] } as const;
  return recordChoice(sessionWith([started(t0), assigned(t0)]), step, false, t0);
}

/** The session after it applied the command. */
function merged(session: Session): Session {
  const reported = applyEvent(session, eventOf(session.id, { kind: 'ticket.merge', command: merge }));
  const switchTicket = nextSteps(reported, settings(), t0).find((step) => step.kind === 'switchTicket');
  return switchTicket === undefined ? reported : recordChoice(reported, switchTicket, false, t0);
}

test('UPD-13 the agent may report that the session’s ticket was merged; the session goes on with the other', () => {
  expect(refuseMerge(onTicket(), merge)).toBeNull();
  expect(merged(onTicket()).progress.ticket?.id).toBe(12);
});

test('UPD-13 a ticket that is not the session’s, or not made yet, is refused with the reason', () => {
  expect(refuseMerge(onTicket(10), merge)?.because).toContain('that is ticket 10');
  expect(refuseMerge(sessionWith([started(t0), assigned(t0)]), merge)?.because).toContain('no ticket yet');
});

test('UPD-13 a merge of a ticket into itself, or into a ticket that was merged before, is refused', () => {
  expect(refuseMerge(onTicket(), { ...merge, into: 9 })?.rule).toBe('UPD-13');
  const back = { ...merge, key: 'back', from: 12, into: 9 };
  expect(refuseMerge(merged(onTicket()), back)?.because).toContain('before');
});

test('UPD-13 the second of two different merges is refused, and a repeated merge changes nothing', () => {
  const session = merged(onTicket());
  expect(refuseMerge(session, { ...merge, key: 'other', into: 13 })?.rule).toBe('UPD-13');
  expect(refuseMerge(session, merge)).toBeNull();
  expect(refuseMerge(session, { ...merge, key: 'other' })).toBeNull();
});

test('ADP-4 another agent may not report a merge', () => {
  expect(refuseMerge(onTicket(), { ...merge, agent: agentB })?.rule).toBe('ADP-4');
});
