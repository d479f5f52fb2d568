import type { SessionReading } from '../session/read-session.ts';
import { chooseContact } from '../contact/choose.ts';
import type { ContactChoice } from '../contact/choose.ts';
import { reasonOf } from '../comment/reasons.ts';
import { decide } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { chooseTicket, mayAppend } from '../ticket/choose.ts';
import type { TicketChoice } from '../ticket/choose.ts';
import { isTicketOf } from '../ticket/tags.ts';
import { ticketCause } from '../ticket/ticket-cause.ts';
import type { TicketCause } from '../ticket/ticket-cause.ts';
import { automaticTicket, chooseOutbound } from '../ticket/outbound.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import type { Reason } from '../session/state.ts';
import { readTicketStep, waitFor } from '../session/step.ts';
import type { Step } from '../session/step.ts';
import { claimOutboundChoice } from './claim-outbound-choice.ts';
import { openFurtherTicket, openNewTicket, openTicket } from './open-ticket.ts';

/** CON-12: a list of tickets, or the status of a ticket, is read again if it is older than this. */
const listGoodForMs = 60_000;
const statusGoodForMs = 5_000;

/** The cause of a session's ticket, or the decision that it gets none. The session does not wait any more. */
type DecidedCause = Decision<Exclude<TicketCause, { kind: 'wait' }>>;

/** The steps that bring a session nearer to its ticket: whether it has one, for which contact, and which (CON, TKT, APP). */
export function stepsBeforeTicket(reading: SessionReading): readonly Step[] {
  const { session, now } = reading;
  const { draft, reasons, formerTickets } = session.progress;
  if (session.earlierRun && formerTickets.length === 0) {
    const because = 'An earlier run of this session has ended without a ticket: a late event makes none.';
    return [goWithoutTicket([reasonOf('ticket', decide(null, 'LATE-1', because), now)])];
  }
  if (draft !== null) return [openTicket(reading, draft, reasons)];
  const former = formerTickets.at(-1);
  if (former !== undefined) return [openFurtherTicket(reading, former)];

  const claim = claimOutboundChoice(reading);
  if (claim !== null) return [claim];
  const cause = ticketCause(reading);
  if (reading.start?.direction === 'outbound' && cause.choice.kind === 'served') {
    const steps = stepsWithNamedTicket(reading);
    if (steps !== null) return steps;
  }
  return stepsTowardsContact(reading, cause);
}

/** CON-1 to CON-12: finds, chooses or makes the contact. With a contact the session goes on to its ticket. */
function stepsTowardsContact(reading: SessionReading, cause: Decision<TicketCause>): readonly Step[] {
  const { now } = reading;
  const contact = chooseContact(reading);
  const waits = cause.choice.kind === 'wait' ? [waitFor(cause.choice.for, cause.choice.until)] : [];
  switch (contact.choice.kind) {
    case 'ask':
      return [...contact.choice.steps, ...waits];
    case 'wait':
      return [waitFor(contact.choice.for, contact.choice.until ?? reading.presumedOverAt), ...waits];
    case 'make': {
      const { contact: input, shared } = contact.choice;
      return [{ kind: 'makeContact', key: 'makeContact', input, shared }, ...waits];
    }
    case 'nobody':
      return waits.length > 0 ? waits : [goWithoutTicket([reasonOf('contact', contact, now)])];
    case 'use':
      if (cause.choice.kind === 'wait') return waits;
      return stepsWithContact(reading, { ...contact, choice: contact.choice }, { ...cause, choice: cause.choice });
    default:
      return contact.choice satisfies never;
  }
}

/** Steps 1 to 4 of TEAM-7: the steps of an outbound call whose choice names a ticket, or none. Null: its contact is needed first. */
function stepsWithNamedTicket(reading: SessionReading): readonly Step[] | null {
  const { settings, now } = reading;
  const decision = chooseOutbound(reading);
  const reasons = [reasonOf('ticket', decision, now)];
  const { choice } = decision;
  switch (choice.kind) {
    case 'ask':
      return [choice.step];
    case 'wait':
      return [waitFor(choice.for, choice.until ?? reading.presumedOverAt)];
    case 'none':
      return [goWithoutTicket(reasons)];
    case 'append':
      return [{ kind: 'append', key: 'append', ticket: choice.ticket, reopens: choice.reopens, reasons }];
    case 'followUp':
    case 'new': {
      const followUpOf = choice.kind === 'followUp' ? choice.ticket.id : null;
      const id = choice.kind === 'followUp' ? choice.ticket.requesterId : choice.requesterId;
      if (id === null) return null;
      if (!settings.tickets.create) {
        const because = 'The settings say that no ticket is made, and none can be appended to.';
        return [goWithoutTicket([reasonOf('ticket', decide(null, 'TKT-11', because), now)])];
      }
      return [openNewTicket(reading, { contact: { id, name: null }, cause: 'served', followUpOf }, reasons)];
    }
    case 'automatic':
      return null;
    default:
      return choice satisfies never;
  }
}

/** APP-1 to APP-9, TEAM-7: the session has its contact; chooses among the contact's tickets, or makes a new one. */
function stepsWithContact(
  reading: SessionReading,
  contact: Decision<Extract<ContactChoice, { kind: 'use' }>>,
  cause: DecidedCause,
): readonly Step[] {
  const { session, now } = reading;
  const { contact: chosen, shared } = contact.choice;
  const { kind } = cause.choice;
  const tickets = session.progress.contactTickets?.contactId === chosen.id ? session.progress.contactTickets : null;
  const isNamed = reading.start?.outbound?.contact_id === chosen.id;
  const mustList = mayAppend(reading, kind, shared) || (isNamed && kind !== 'never');
  if (mustList && (tickets === null || now - tickets.listedAt > listGoodForMs))
    return [{ kind: 'listTickets', key: `listTickets/${chosen.id}`, input: { contactId: chosen.id } }];

  const own =
    session.looksBack === true ? (tickets?.list ?? []).find((ticket) => isTicketOf(session.id, ticket)) : undefined;
  if (own !== undefined && kind !== 'never') {
    const because = `Ticket ${own.id} is the session's own: an earlier run of the session made it, or wrote to it.`;
    const reasons = [reasonOf('contact', contact, now), reasonOf('ticket', decide(null, 'LATE-1', because), now)];
    return [{ kind: 'append', key: 'append', ticket: own, reopens: false, isOwn: true, reasons }];
  }
  const ticketChoice = chooseAmong(reading, cause, tickets?.list ?? [], shared);
  const reasons = [reasonOf('contact', contact, now), reasonOf('ticket', ticketChoice, now)];
  const { choice } = ticketChoice;
  switch (choice.kind) {
    case 'ask':
      return [choice.step];
    case 'none':
      return [goWithoutTicket(reasons)];
    case 'append': {
      const { ticket, reopens } = choice;
      if (tickets !== null && now - tickets.seenAt > statusGoodForMs) return [readTicketStep(ticket.id)];
      return [{ kind: 'append', key: 'append', ticket, reopens, reasons }];
    }
    case 'new': {
      if (kind === 'never') return [goWithoutTicket(reasons)];
      return [openNewTicket(reading, { contact: chosen, cause: kind, followUpOf: choice.followUpOf }, reasons)];
    }
    default:
      return choice satisfies never;
  }
}

/** Chooses among the contact's tickets: by steps 5 and 6 of TEAM-7 for outbound calls, by the rules of appending otherwise. */
function chooseAmong(
  reading: SessionReading,
  cause: DecidedCause,
  tickets: readonly Ticket[],
  shared: boolean,
): Decision<TicketChoice> {
  if (reading.start?.direction === 'outbound' && cause.choice.kind === 'served' && !shared) {
    const named = chooseOutbound(reading);
    const automatic = named.choice.kind === 'automatic' ? automaticTicket(tickets, reading.settings) : null;
    if (automatic?.choice.kind === 'append') return { ...automatic, choice: automatic.choice };
    if (named.choice.kind === 'new') {
      const { rule, because } = named;
      return chooseTicket(reading, { ...cause, rule, because }, [], true);
    }
  }
  return chooseTicket(reading, cause, tickets, shared);
}

function goWithoutTicket(reasons: readonly Reason[]): Step {
  return { kind: 'goWithoutTicket', key: 'goWithoutTicket', reasons };
}
