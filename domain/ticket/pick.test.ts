import { expect, test } from 'vitest';
import { readSession } from '../session/read-session.ts';
import { listTicketsStep } from '../session/steps.testkit.ts';
import type { Session } from '../session/state.ts';
import {
  agentA,
  agentB,
  assigned,
  contact,
  sessionWith,
  settings,
  started,
  t0,
  ticket,
  makeEvent,
  transferred,
} from '../events/examples.testkit.ts';
import type { Agent, SessionEvent } from '../events/parse-events.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import { recordChoice } from '../next-steps/record-step.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import { firstValidTicketPick, refusedTicketPicks, refuseTicketByStatus, refuseTicketPick } from './pick.ts';

const flexible = { outbound: { flexible: true } };
function read(session: Session, set = settings(flexible)) {
  return readSession(session, set, t0);
}

const dialled = started(t0, { direction: 'outbound', agent: agentA });

function pick(ticketId: number | 'new' | 'none', after = 1, agent: Agent = agentA): SessionEvent {
  const event = makeEvent(t0 + after, 'ticket.picked', { ticket_id: ticketId, agent });
  return { ...event, event_id: `${ticketId}-${after}` };
}

test('ADP-3 the agent who dialled may pick a ticket; the first pick is used, and the next is refused', () => {
  const session = sessionWith([dialled, pick(5), pick(6, 2)]);
  expect(firstValidTicketPick(read(session))?.ticketId).toBe(5);
  expect(refusedTicketPicks(read(session))).toEqual([expect.stringMatching(/ticket 6 by agent .*ADP-3/)]);
});

test('ADP-3, ADP-4 the pick of an agent who never had the session is not used', () => {
  const session = sessionWith([dialled, pick(5, 1, agentB), pick(6, 2)]);
  expect(firstValidTicketPick(read(session))?.ticketId).toBe(6);
  expect(refusedTicketPicks(read(session))).toEqual([expect.stringContaining('(ADP-4)')]);
});

test('ADP-3, OUT-3 “none” is used only if the settings allow it', () => {
  const session = sessionWith([dialled, pick('none')]);
  expect(firstValidTicketPick(read(session))).toBeNull();
  expect(refusedTicketPicks(read(session))).toEqual([expect.stringContaining('(OUT-3)')]);
  const allowed = settings({ outbound: { flexible: true, allowNone: true } });
  expect(firstValidTicketPick(read(session, allowed))?.ticketId).toBe('none');
});

test('TEAM-7, ADP-3 no pick is used without flexible dialling, or on an inbound session', () => {
  expect(refusedTicketPicks(read(sessionWith([dialled, pick(5)]), settings()))).toEqual([
    expect.stringContaining('(TEAM-7)'),
  ]);
  const inbound = sessionWith([started(t0), assigned(t0), pick(5)]);
  expect(firstValidTicketPick(read(inbound))).toBeNull();
  expect(refusedTicketPicks(read(inbound))).toEqual([expect.stringContaining('an inbound call or chat')]);
});

test('ADP-3 a pick that comes after the decision about the ticket is refused', () => {
  const withoutTicket = recordChoice(
    sessionWith([dialled, pick(5)]),
    { kind: 'goWithoutTicket', key: 'goWithoutTicket', reasons: [] },
    false,
    t0,
  );
  expect(refusedTicketPicks(read(withoutTicket))).toEqual([expect.stringContaining('has its ticket')]);
});

const command = { key: 'k', ticketId: 5, agent: agentA, at: t0 + 1 } as const;

test('ADP-3 a command of the agent who dialled is accepted, and again under the same key', () => {
  expect(refuseTicketPick(sessionWith([dialled]), command, settings(flexible))).toBeNull();
  const again = sessionWith([dialled, { ...pick(5), event_id: 'k' }]);
  expect(refuseTicketPick(again, command, settings(flexible))).toBeNull();
});

test('ADP-3, ADP-4 a command is refused by the rules of the event: inbound, by another agent, second, too late', () => {
  const refused = (session: Session, agent: Agent = agentA) =>
    refuseTicketPick(session, { ...command, agent }, settings(flexible))?.rule;
  expect(refused(sessionWith([started(t0), assigned(t0)]))).toBe('ADP-3');
  expect(refused(sessionWith([dialled]), agentB)).toBe('ADP-4');
  expect(refused(sessionWith([dialled, pick(6, 0)]))).toBe('ADP-3');
  expect(
    refused(
      recordChoice(sessionWith([dialled]), { kind: 'goWithoutTicket', key: 'goWithoutTicket', reasons: [] }, false, t0),
    ),
  ).toBe('ADP-3');
  expect(refuseTicketPick(sessionWith([dialled]), command, settings())?.rule).toBe('TEAM-7');
  expect(refuseTicketPick(sessionWith([dialled]), command, null)?.because).toContain('again in a moment');
});

test('ADP-3 after a transfer the agent who gave the call away is refused, the new one is not', () => {
  const session = sessionWith([dialled, transferred(t0 + 1)]);
  const late = { ...command, at: t0 + 2 };
  expect(refuseTicketPick(session, late, settings(flexible))?.rule).toBe('ADP-3');
  expect(refuseTicketPick(session, { ...late, agent: agentB }, settings(flexible))).toBeNull();
});

/** A call whose contact has these tickets. */
function listing(...list: readonly Ticket[]): Session {
  const value = { contact: contact(1), tickets: list };
  return recordAnswer(sessionWith([dialled]), { step: listTicketsStep(1), value }, false, t0);
}

test('OUT-12 a ticket that is known not to be one of the contact’s open ones is refused with the reason', () => {
  const session = listing(ticket(5, { status: 'solved' }), ticket(6));
  const refused = (ticketId: number) => refuseTicketPick(session, { ...command, ticketId }, settings(flexible));
  for (const id of [5, 7])
    expect(refused(id)).toEqual({ rule: 'OUT-12', because: expect.stringContaining('not one of') });
  expect(refused(6)).toBeNull();
});

test('OUT-12 a ticket that Zendesk does not have, or has closed, is refused', () => {
  expect(refuseTicketByStatus(5, null)?.because).toContain('no ticket 5');
  expect(refuseTicketByStatus(5, ticket(5, { status: 'closed' }))?.because).toContain('closed');
  for (const status of ['new', 'open', 'pending', 'hold'] as const)
    expect(refuseTicketByStatus(5, ticket(5, { status }))).toBeNull();
});

test('OUT-2 “new” is refused where the settings ask for an open ticket, and there is one', () => {
  const prompting = (outbound: object) => settings({ outbound: { ...flexible.outbound, ...outbound } });
  const refused = (session: Session, outbound: object) =>
    refuseTicketPick(session, { ...command, ticketId: 'new' }, prompting(outbound))?.rule ?? null;
  expect(refused(listing(ticket(5)), { promptForTicket: true })).toBe('OUT-2');
  expect(refused(listing(ticket(5)), { promptForTicket: true, allowCreate: true })).toBeNull();
  expect(refused(listing(ticket(5, { status: 'closed' })), { promptForTicket: true })).toBeNull();
  expect(refused(sessionWith([dialled]), { promptForTicket: true })).toBeNull();
});
