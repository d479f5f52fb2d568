import { expect, test } from 'vitest';
import { agentA, agentB, assigned, heard, settings, started, t0, told } from '../session/examples.testkit.ts';
import { choose } from '../session/learn.ts';
import type { Agent, SessionEvent } from '../session/events.ts';
import { holdingTicketPick, refusedTicketPicks } from './pick.ts';

const flexible = { outbound: { flexible: true } };
const dialled = started(t0, { direction: 'outbound', agent: agentA });

function pick(ticketId: number | 'new' | 'none', after = 1, agent: Agent = agentA): SessionEvent {
  const event = told(t0 + after, 'ticket.picked', { ticket_id: ticketId, agent });
  return { ...event, event_id: `${ticketId}-${after}` };
}

test('ADP-3 the agent who dialled may pick a ticket; the first pick holds, the next is kept as refused', () => {
  const session = heard([dialled, pick(5), pick(6, 2)]);
  expect(holdingTicketPick(session, settings(flexible))?.ticketId).toBe(5);
  expect(refusedTicketPicks(session, settings(flexible))).toEqual([expect.stringMatching(/ticket 6 by agent .*ADP-3/)]);
});

test('ADP-3, ADP-4 the pick of a stranger does not hold', () => {
  const session = heard([dialled, pick(5, 1, agentB), pick(6, 2)]);
  expect(holdingTicketPick(session, settings(flexible))?.ticketId).toBe(6);
  expect(refusedTicketPicks(session, settings(flexible))).toEqual([expect.stringContaining('(ADP-4)')]);
});

test('ADP-3, OUT-3 “none” holds only where the settings allow it', () => {
  const session = heard([dialled, pick('none')]);
  expect(holdingTicketPick(session, settings(flexible))).toBeNull();
  expect(refusedTicketPicks(session, settings(flexible))).toEqual([expect.stringContaining('(OUT-3)')]);
  const allowed = settings({ outbound: { flexible: true, allowNone: true } });
  expect(holdingTicketPick(session, allowed)?.ticketId).toBe('none');
});

test('TEAM-7, ADP-3 no pick holds without flexible dialling, none on an inbound session', () => {
  expect(refusedTicketPicks(heard([dialled, pick(5)]), settings())).toEqual([expect.stringContaining('(TEAM-7)')]);
  const inbound = heard([started(t0), assigned(t0), pick(5)]);
  expect(holdingTicketPick(inbound, settings(flexible))).toBeNull();
  expect(refusedTicketPicks(inbound, settings(flexible))).toEqual([expect.stringContaining('Inbound')]);
});

test('ADP-3 a pick that comes after the ticket was settled is refused', () => {
  const left = choose(heard([dialled, pick(5)]), { kind: 'leave', key: 'leave', reasons: [] }, false, t0);
  expect(refusedTicketPicks(left, settings(flexible))).toEqual([expect.stringContaining('has its ticket')]);
});
