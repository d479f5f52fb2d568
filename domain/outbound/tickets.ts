import { automaticTicket, appendToStartTicket } from '../ticket/outbound.ts';
import { isActive } from '../zendesk/ticket.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import type { Missing } from '../session/outbound-choice.ts';
import { isGone } from './contacts.ts';
import type { Callee } from './contacts.ts';
import type { Situation } from './situation.ts';

/** All tickets of the contact who is called, newest first. Null: not known yet, or not known before the call. */
export function ticketsOf({ facts }: Situation, callee: Callee): readonly Ticket[] | null {
  if (callee.kind === 'new' || callee.kind === 'nobody') return [];
  return callee.kind === 'contact' && facts.contact?.id === callee.id ? facts.contact.tickets : null;
}

/** CON-5: whether the contact is the one that all anonymous callers share. Their calls must not share a ticket. */
export function isShared({ facts }: Situation, callee: Callee): boolean {
  return (
    callee.kind === 'contact' && facts.contact?.id === callee.id && facts.contact.record?.externalId === 'anonymous'
  );
}

/** OUT-1: the open tickets of the contact, among which the agent may pick. Null: not known yet. */
export function openTickets(situation: Situation, callee: Callee): readonly Ticket[] | null {
  if (isShared(situation, callee)) return [];
  return ticketsOf(situation, callee)?.filter(({ status }) => isActive(status)) ?? null;
}

/** TEAM-7, step 4: whether the call starts from a ticket, and the team is not asked for its id. */
export function startsFromTicket({ question, step }: Situation): boolean {
  return question.source === 'ticket' && question.ticketId !== null && step.kind === 'choice';
}

/** TEAM-7, steps 1, 4 and 5: the ticket that is found automatically. Null: there is none, or it is not known before the call. */
export function automaticTicketId(situation: Situation, callee: Callee): number | null {
  const { step, ticket, settings } = situation;
  if (step.kind === 'teamTicket') return step.ticketId;
  if (step.kind === 'followed') return null;
  if (startsFromTicket(situation)) {
    const use = ticket === null || ticket.ticket === null ? null : appendToStartTicket(ticket.ticket, settings);
    return use?.choice.kind === 'append' ? use.choice.ticket.id : null;
  }
  const tickets = isShared(situation, callee) ? [] : (ticketsOf(situation, callee) ?? []);
  const choice = automaticTicket(tickets, settings)?.choice;
  return choice?.kind === 'append' ? choice.ticket.id : null;
}

/** OUT-1: the look-up of the contact's tickets, if the agent or the automatic choice needs them and they are not known. */
export function ticketsMissing(situation: Situation, callee: Callee): readonly Missing[] {
  const { settings, step } = situation;
  const { flexible, promptForTicket } = settings.outbound;
  const isAsked = promptForTicket || (!settings.append.never && !startsFromTicket(situation));
  if (!flexible || step.kind !== 'choice' || !isAsked) return [];
  if (callee.kind !== 'contact' || isGone(situation, callee.id) || ticketsOf(situation, callee) !== null) return [];
  return [{ kind: 'tickets', contactId: callee.id }];
}
