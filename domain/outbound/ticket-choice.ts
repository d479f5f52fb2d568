import { isActive } from '../zendesk/ticket.ts';
import type { Choices } from './choices.ts';
import type { Whom } from './contacts.ts';
import type { OutboundRefusal, Preselection, TicketChoice } from '../session/outbound-choice.ts';
import type { Situation } from './situation.ts';
import { automaticTicketId, isShared, openTickets, startsFromTicket, ticketsOf } from './tickets.ts';

/**
 * What is chosen as long as the agent chooses nothing. Where the agent is to pick (OUT-1) that is a new ticket if there is
 * no open one (OUT-2), the ticket that is the only thing to choose, and nothing else.
 */
export function preselect(situation: Situation, whom: Whom, choices: Choices): Preselection | null {
  if (choices.auto.allowed) return { choice: 'auto', ticketId: automaticTicketId(situation, whom) };
  const open = openTickets(situation, whom);
  if (open === null) return null;
  const [first, ...others] = open;
  if (first === undefined) return { choice: 'new', ticketId: null };
  const isOnly = others.length === 0 && !choices.new.allowed && !choices.none.allowed;
  return isOnly ? { choice: 'existing', ticketId: first.id } : null;
}

/** What the call is to do about a ticket: the agent's choice, else the preselected one. */
export function chosenTicket({ question }: Situation, preselected: Preselection | null): Preselection | null {
  const { ticketChoice, ticketId } = question;
  if (ticketChoice === null || (ticketChoice === 'auto' && preselected?.choice === 'auto')) return preselected;
  return { choice: ticketChoice, ticketId: ticketChoice === 'existing' ? ticketId : null };
}

/** What is wrong with the ticket that was chosen, started from or entered (OUT-12, TEAM-3). */
export function ticketRefusals(situation: Situation, whom: Whom, choices: Choices): readonly OutboundRefusal[] {
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
  const gone = ticketChoice === 'existing' ? noLongerOpen(situation, whom, ticketId) : null;
  const { allowed, rule, because } = choices[ticketChoice];
  if (gone !== null) refusals.push(gone);
  else if (!allowed && !isUndecided(situation, whom, ticketChoice)) refusals.push({ field: 'ticket', rule, because });
  return refusals;
}

/** Until the tickets are known it can't be said whether there is one to pick. */
function isUndecided(situation: Situation, whom: Whom, choice: TicketChoice): boolean {
  const { settings, step } = situation;
  const picks = step.kind === 'choice' && settings.outbound.flexible && settings.outbound.promptForTicket;
  return picks && (choice === 'existing' || choice === 'new') && openTickets(situation, whom) === null;
}

/** OUT-12: a ticket that may have been open when the page showed it. */
function noLongerOpen(situation: Situation, whom: Whom, ticketId: number | null): OutboundRefusal | null {
  const { flexible, promptForTicket } = situation.settings.outbound;
  const tickets = ticketsOf(situation, whom);
  const canPick = flexible && promptForTicket && situation.step.kind === 'choice' && !isShared(situation, whom);
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

/** OUT-11: what has yet to be chosen or entered. */
export function ticketUnanswered(
  situation: Situation,
  whom: Whom,
  chosen: Preselection | null,
): readonly OutboundRefusal[] {
  const { question, step, team } = situation;
  const open: OutboundRefusal[] = [];
  if (step.kind === 'choice' && team.asks === 'required')
    open.push({ field: 'ticketId', rule: 'TEAM-1', because: 'Your team has to give a ticket id: enter it.' });
  const isOpen = chosen === null ? openTickets(situation, whom) !== null : isUnnamed(chosen);
  if (step.kind === 'choice' && isOpen && whom.kind !== 'unknown')
    open.push({
      field: 'ticket',
      rule: question.ticketChoice === null ? 'OUT-1' : 'OUT-11',
      because: 'Pick a ticket.',
    });
  return open;
}

function isUnnamed({ choice, ticketId }: Preselection): boolean {
  return choice === 'existing' && ticketId === null;
}
