import { automaticTicket, ontoStarted } from '../ticket/outbound.ts';
import { isActive } from '../zendesk/ticket.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import type { Whom } from './contacts.ts';
import { isGone } from './contacts.ts';
import type { Missing } from '../session/outbound-choice.ts';
import type { Situation } from './situation.ts';

/** All tickets of whoever is called, newest first; null: not known yet, or not before the call. */
export function ticketsOf({ facts }: Situation, whom: Whom): readonly Ticket[] | null {
  if (whom.kind === 'new' || whom.kind === 'nobody') return [];
  return whom.kind === 'contact' && facts.contact?.id === whom.id ? facts.contact.tickets : null;
}

/** CON-5: strangers must not share a ticket. */
export function isShared({ facts }: Situation, whom: Whom): boolean {
  return whom.kind === 'contact' && facts.contact?.id === whom.id && facts.contact.record?.externalId === 'anonymous';
}

/** The tickets that the agent may pick among: the open ones (OUT-1). */
export function openTickets(situation: Situation, whom: Whom): readonly Ticket[] | null {
  if (isShared(situation, whom)) return [];
  return ticketsOf(situation, whom)?.filter(({ status }) => isActive(status)) ?? null;
}

/** Does the call start from a ticket, and not by its id for a team (TEAM-7, step 4)? */
export function startsFromTicket({ question, step }: Situation): boolean {
  return question.source === 'ticket' && question.ticketId !== null && step.kind === 'choice';
}

/** The ticket that the automatic choice takes, as far as it is known before the call (TEAM-7, steps 1, 4 and 5). */
export function automaticTicketId(situation: Situation, whom: Whom): number | null {
  const { step, ticket, settings } = situation;
  if (step.kind === 'teamTicket') return step.ticketId;
  if (step.kind === 'followed') return null;
  if (startsFromTicket(situation)) {
    const onto = ticket === null || ticket.ticket === null ? null : ontoStarted(ticket.ticket, settings);
    return onto?.choice.kind === 'append' ? onto.choice.ticket.id : null;
  }
  const tickets = isShared(situation, whom) ? [] : (ticketsOf(situation, whom) ?? []);
  const taken = automaticTicket(tickets, settings)?.choice;
  return taken?.kind === 'append' ? taken.ticket.id : null;
}

/** The contact's tickets, where the agent picks among them or the most recent open one is taken (OUT-1). */
export function ticketsMissing(situation: Situation, whom: Whom): readonly Missing[] {
  const { settings, step } = situation;
  const { flexible, promptForTicket } = settings.outbound;
  const isAsked = promptForTicket || (!settings.append.never && !startsFromTicket(situation));
  if (!flexible || step.kind !== 'choice' || !isAsked) return [];
  if (whom.kind !== 'contact' || isGone(situation, whom.id) || ticketsOf(situation, whom) !== null) return [];
  return [{ kind: 'tickets', contactId: whom.id }];
}
