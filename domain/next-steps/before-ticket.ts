import { chooseContact } from '../contact/choose.ts';
import type { ContactChoice } from '../contact/choose.ts';
import { callerName } from '../contact/make.ts';
import { reasonOf } from '../comment/reasons.ts';
import type { Decision } from '../decision.ts';
import { decide } from '../decision.ts';
import { mappedFieldIds } from '../fields/mapping.ts';
import { chooseTicket, mayAppend } from '../ticket/choose.ts';
import type { TicketChoice } from '../ticket/choose.ts';
import { draftFurtherTicket, draftTicket } from '../ticket/draft.ts';
import { ticketCause } from '../ticket/ticket-cause.ts';
import type { TicketCause } from '../ticket/ticket-cause.ts';
import { automaticTicket, chooseOutbound } from '../ticket/outbound.ts';
import type { DraftCause, Ticket, TicketDraft } from '../zendesk/ticket.ts';
import type { Settings } from '../settings/settings.ts';
import { isDataKnownToBeKept, mustSearchEarlierTicket } from './late-run.ts';
import { presumedOverAt, readStart } from '../session/selectors.ts';
import { isShownWhenMade } from './screen-pop.ts';
import type { FormerTicket, Reason, Session } from '../session/state.ts';
import { waitFor } from '../session/step.ts';
import { claimOutboundChoice } from './claim-outbound-choice.ts';
import type { Step } from '../session/step.ts';

/** CON-12: older answers are asked for again before a ticket is chosen by them. */
const listGoodForMs = 60_000;
const statusGoodForMs = 5_000;

/** What brings a session nearer to its ticket: whether it should have one, whose, and which (CON, TKT, APP). */
export function stepsBeforeTicket(session: Session, settings: Settings, now: number): readonly Step[] {
  if (mustSearchEarlierTicket(session, now)) {
    const input = { sessionId: session.id };
    const askDataKept: Step = { kind: 'askDataKept', key: 'askDataKept', input };
    return [
      ...(session.progress.earlierTicket === null ? [{ kind: 'findTicket', key: 'findTicket', input } as const] : []),
      ...(isDataKnownToBeKept(session) ? [] : [askDataKept]),
    ];
  }
  if (session.earlierRun && session.progress.formerTickets.length === 0) {
    const because = 'An earlier run of this session has ended without a ticket: a late event makes none.';
    return [
      {
        kind: 'goWithoutTicket',
        key: 'goWithoutTicket',
        reasons: [reasonOf('ticket', decide(null, 'LATE-1', because), now)],
      },
    ];
  }
  const { draft, reasons } = session.progress;
  if (draft !== null) return [opening(session, draft, reasons, settings, now)];
  const former = session.progress.formerTickets.at(-1);
  if (former !== undefined) return [furtherTicket(session, former, settings, now)];

  const taking = claimOutboundChoice(session, settings);
  if (taking !== null) return [taking];
  const cause = ticketCause(session, settings, now);
  if (readStart(session)?.direction === 'outbound' && cause.choice.kind === 'served') {
    const named = onNamedTicket(session, settings, now);
    if (named !== null) return named;
  }
  const contact = chooseContact(session, settings, now);
  const { kind } = cause.choice;
  const waits = kind === 'wait' ? [waitFor(cause.choice.for, cause.choice.until)] : [];
  switch (contact.choice.kind) {
    case 'ask':
      return [...contact.choice.steps, ...waits];
    case 'wait':
      return [waitFor(contact.choice.for, contact.choice.until ?? presumedOverAt(session, settings)), ...waits];
    case 'make': {
      const { contact: input, shared } = contact.choice;
      return [{ kind: 'makeContact', key: 'makeContact', input, shared }, ...waits];
    }
    case 'nobody':
      return waits.length > 0
        ? waits
        : [{ kind: 'goWithoutTicket', key: 'goWithoutTicket', reasons: [reasonOf('contact', contact, now)] }];
    case 'use':
      if (cause.choice.kind === 'wait') return waits;
      return withContact(session, contact, contact.choice, { ...cause, choice: cause.choice }, settings, now);
    default:
      return contact.choice satisfies never;
  }
}

/** TEAM-7: an outbound call that names its ticket, or that is to have none; null: its contact is needed first. */
function onNamedTicket(session: Session, settings: Settings, now: number): readonly Step[] | null {
  const decision = chooseOutbound(session, settings, now);
  const reasons = [reasonOf('ticket', decision, now)];
  const { choice } = decision;
  switch (choice.kind) {
    case 'ask':
      return [choice.step];
    case 'wait':
      return [waitFor(choice.for, choice.until ?? presumedOverAt(session, settings))];
    case 'none':
      return [{ kind: 'goWithoutTicket', key: 'goWithoutTicket', reasons }];
    case 'append':
      return [{ kind: 'append', key: 'append', ticket: choice.ticket, reopens: choice.reopens, reasons }];
    case 'followUp':
    case 'new': {
      const followUpOf = choice.kind === 'followUp' ? choice.ticket.id : null;
      const id = choice.kind === 'followUp' ? choice.ticket.requesterId : choice.requesterId;
      if (id === null) return null;
      if (!settings.tickets.create) return [leaveWithout(now)];
      return [newTicket(session, { id, name: nameOf(session) }, 'served', followUpOf, reasons, settings, now)];
    }
    case 'automatic':
      return null;
    default:
      return choice satisfies never;
  }
}

function leaveWithout(now: number): Step {
  const decision = decide(null, 'TKT-11', 'The settings say that no ticket is made, and none can be appended to.');
  return { kind: 'goWithoutTicket', key: 'goWithoutTicket', reasons: [reasonOf('ticket', decision, now)] };
}

function nameOf(session: Session): string {
  return readStart(session)?.end_user.name ?? callerName(null);
}

function newTicket(
  session: Session,
  contact: { readonly id: number; readonly name: string },
  cause: DraftCause,
  followUpOf: number | null,
  reasons: readonly Reason[],
  settings: Settings,
  now: number,
): Step {
  const ids = mappedFieldIds(session, settings);
  if (ids.length > 0 && session.progress.ticketFields === null)
    return { kind: 'listTicketFields', key: 'listTicketFields', input: { ids } };
  const draft = draftTicket(session, contact, { cause, followUpOf, reasons }, settings, now);
  return opening(session, draft, reasons, settings, now);
}

function opening(
  session: Session,
  input: TicketDraft,
  reasons: readonly Reason[],
  settings: Settings,
  now: number,
): Step {
  const show = isShownWhenMade(session, input, settings, now);
  return { kind: 'openTicket', key: 'openTicket', input, show, reasons };
}

/** UPD-13, UPD-18: the session's ticket can't be written to any more, and no other took its place. */
function furtherTicket(session: Session, former: FormerTicket, settings: Settings, now: number): Step {
  const reasons = [reasonOf('ticket', whyFurther(former), now)];
  return opening(session, draftFurtherTicket(session, former, reasons, settings, now), reasons, settings, now);
}

function whyFurther({ why, id }: FormerTicket): Decision<null> {
  switch (why) {
    case 'deleted':
      return decide(null, 'UPD-18', `Ticket ${id} was deleted: this one takes its place, with all data so far.`);
    case 'voicemail':
      return decide(null, 'TKT-9', `The session was appended to ticket ${id}; its voicemail has a ticket of its own.`);
    case 'closed':
    case 'merged':
      return decide(null, 'UPD-13', `Ticket ${id} is closed: this one follows it.`);
    default:
      return why satisfies never;
  }
}

function withContact(
  session: Session,
  contact: Decision<ContactChoice>,
  { contact: chosen, shared }: Extract<ContactChoice, { kind: 'use' }>,
  cause: Decision<Exclude<TicketCause, { kind: 'wait' }>>,
  settings: Settings,
  now: number,
): readonly Step[] {
  const { kind } = cause.choice;
  const tickets = session.progress.contactTickets?.contactId === chosen.id ? session.progress.contactTickets : null;
  const given = readStart(session)?.outbound?.contact_id === chosen.id;
  const mustList = mayAppend(session, kind, shared, settings) || (given && kind !== 'never');
  if (mustList && (tickets === null || now - tickets.listedAt > listGoodForMs))
    return [{ kind: 'listTickets', key: `listTickets/${chosen.id}`, input: { contactId: chosen.id } }];

  const choice = ticketFor(session, cause, tickets?.list ?? [], shared, settings, now);
  const reasons = [reasonOf('contact', contact, now), reasonOf('ticket', choice, now)];
  switch (choice.choice.kind) {
    case 'ask':
      return [choice.choice.step];
    case 'none':
      return [{ kind: 'goWithoutTicket', key: 'goWithoutTicket', reasons }];
    case 'append': {
      const { ticket, reopens } = choice.choice;
      if (tickets !== null && now - tickets.seenAt > statusGoodForMs) {
        const input = { ticketId: ticket.id, fieldIds: [] };
        return [{ kind: 'readTicket', key: `readTicket/${ticket.id}`, input, before: null }];
      }
      return [{ kind: 'append', key: 'append', ticket, reopens, reasons }];
    }
    case 'new': {
      if (kind === 'never') return [{ kind: 'goWithoutTicket', key: 'goWithoutTicket', reasons }];
      return [newTicket(session, chosen, kind, choice.choice.followUpOf, reasons, settings, now)];
    }
    default:
      return choice.choice satisfies never;
  }
}

/** TEAM-7, steps 5 and 6, for outbound calls; the rules of appending for the others. */
function ticketFor(
  session: Session,
  cause: Decision<Exclude<TicketCause, { kind: 'wait' }>>,
  tickets: readonly Ticket[],
  shared: boolean,
  settings: Settings,
  now: number,
): Decision<TicketChoice> {
  if (readStart(session)?.direction === 'outbound' && cause.choice.kind === 'served' && !shared) {
    const named = chooseOutbound(session, settings, now);
    const automatic = named.choice.kind === 'automatic' ? automaticTicket(tickets, settings) : null;
    if (automatic?.choice.kind === 'append') return { ...automatic, choice: automatic.choice };
    if (named.choice.kind === 'new') return chooseTicket(session, { ...cause, ...why(named) }, [], true, settings, now);
  }
  return chooseTicket(session, cause, tickets, shared, settings, now);
}

function why({ rule, because }: Decision<unknown>): Pick<Decision<unknown>, 'rule' | 'because'> {
  return { rule, because };
}
