import { isActive } from '../zendesk/ticket.ts';
import type { OutboundRefusal, Preselection, TicketChoice } from '../session/outbound-choice.ts';
import type { Choices } from './choices.ts';
import type { Callee } from './contacts.ts';
import type { Situation } from './situation.ts';
import { automaticTicketId, isShared, openTickets, startsFromTicket, ticketsOf } from './tickets.ts';

/**
 * The choice that is used until the agent makes one. If the agent must pick a ticket (OUT-1), only two choices are
 * preselected: a new ticket if the contact has no open one (OUT-2), and an open ticket if it is the only possible choice.
 */
export function preselect(situation: Situation, callee: Callee, choices: Choices): Preselection | null {
  if (choices.auto.allowed) return { choice: 'auto', ticketId: automaticTicketId(situation, callee) };
  const open = openTickets(situation, callee);
  if (open === null) return null;
  const [first, ...others] = open;
  if (first === undefined) return { choice: 'new', ticketId: null };
  const isOnly = others.length === 0 && !choices.new.allowed && !choices.none.allowed;
  return isOnly ? { choice: 'existing', ticketId: first.id } : null;
}

/** The agent's choice of a ticket, or else the preselected choice. Null: there is no choice yet. */
export function chosenTicket({ question }: Situation, preselected: Preselection | null): Preselection | null {
  const { ticketChoice, ticketId } = question;
  if (ticketChoice === null || (ticketChoice === 'auto' && preselected?.choice === 'auto')) return preselected;
  return { choice: ticketChoice, ticketId: ticketChoice === 'existing' ? ticketId : null };
}

/** OUT-12, TEAM-3: the refusals of the ticket that was chosen or entered, or from which the call starts. */
export function ticketRefusals(situation: Situation, callee: Callee, choices: Choices): readonly OutboundRefusal[] {
  const { question, step, ticket, team } = situation;
  const { source, ticketChoice, ticketId } = question;
  const refusals: OutboundRefusal[] = [];
  if (step.kind === 'teamTicket') refusals.push(...teamTicketRefusals(situation));
  if (source === 'team_ticket' && team.asks === 'off')
    refusals.push({
      field: 'ticketId',
      rule: 'TEAM-1',
      because: `${team.because} Call from the ticket itself or from the pad.`,
    });
  if (startsFromTicket(situation) && ticket !== null && ticket.ticket === null)
    refusals.push({
      field: 'ticket',
      rule: 'OUT-12',
      because: `Ticket ${ticket.id} is not there any more: call from the contact or from the pad.`,
    });
  if (ticketChoice === null) return refusals;
  const notOpen = ticketChoice === 'existing' ? refuseIfNotOpen(situation, callee, ticketId) : null;
  const { allowed, rule, because } = choices[ticketChoice];
  if (notOpen !== null) refusals.push(notOpen);
  else if (!allowed && !areTicketsUnknown(situation, callee, ticketChoice))
    refusals.push({ field: 'ticket', rule, because });
  return refusals;
}

/** Whether the verdict on the choice must wait for the tickets of the contact. */
function areTicketsUnknown(situation: Situation, callee: Callee, choice: TicketChoice): boolean {
  const { settings, step } = situation;
  const picks = step.kind === 'choice' && settings.outbound.flexible && settings.outbound.promptForTicket;
  return picks && (choice === 'existing' || choice === 'new') && openTickets(situation, callee) === null;
}

/** OUT-12: refuses a chosen ticket that is not open any more. Null: it is open, or the tickets are not known. */
function refuseIfNotOpen(situation: Situation, callee: Callee, ticketId: number | null): OutboundRefusal | null {
  const { flexible, promptForTicket } = situation.settings.outbound;
  const tickets = ticketsOf(situation, callee);
  const canPick = flexible && promptForTicket && situation.step.kind === 'choice' && !isShared(situation, callee);
  if (!canPick || ticketId === null || tickets === null) return null;
  const status = tickets.find(({ id }) => id === ticketId)?.status ?? null;
  if (status !== null && isActive(status)) return null;
  const what =
    status === null ? `Ticket ${ticketId} is not one of this contact's` : `Ticket ${ticketId} is ${status} by now`;
  return { field: 'ticket', rule: 'OUT-12', because: `${what}: choose again.` };
}

function teamTicketRefusals({ step, ticket }: Situation): readonly OutboundRefusal[] {
  if (step.kind !== 'teamTicket' || ticket === null) return [];
  const refuse = (because: string): OutboundRefusal[] => [{ field: 'ticketId', rule: 'TEAM-3', because }];
  if (ticket.ticket === null) return refuse(`There is no ticket ${ticket.id}: check the id.`);
  const { id, status } = ticket.ticket;
  if (isActive(status)) return [];
  const instead = status === 'solved' ? 'open it again, or enter the id of another' : 'enter the id of another';
  return refuse(`Ticket ${id} is ${status}, and calls go onto New, Open, Pending or On-hold ones only: ${instead}.`);
}

/** OUT-11: the ticket or ticket id that the agent must still choose or enter. */
export function ticketUnanswered(
  situation: Situation,
  callee: Callee,
  chosen: Preselection | null,
): readonly OutboundRefusal[] {
  const { question, step, team } = situation;
  const open: OutboundRefusal[] = [];
  if (step.kind === 'choice' && team.asks === 'required')
    open.push({ field: 'ticketId', rule: 'TEAM-1', because: 'Your team has to give a ticket id: enter it.' });
  const isOpen = chosen === null ? openTickets(situation, callee) !== null : needsTicketId(chosen);
  if (step.kind === 'choice' && isOpen && callee.kind !== 'unknown')
    open.push({
      field: 'ticket',
      rule: question.ticketChoice === null ? 'OUT-1' : 'OUT-11',
      because: 'Pick a ticket.',
    });
  return open;
}

function needsTicketId({ choice, ticketId }: Preselection): boolean {
  return choice === 'existing' && ticketId === null;
}
