import type { SessionReading } from '../session/read-session.ts';
import type { Decision } from '../decision.ts';
import { decide } from '../decision.ts';
import type { OutboundChoice as Told } from '../events/parse-events.ts';
import type { Session } from '../session/state.ts';
import { readTicketStep } from '../session/step.ts';
import type { AskingStep, WaitsFor } from '../session/step.ts';
import type { Settings } from '../settings/settings.ts';
import type { RuleId } from '../rules/catalogue.ts';
import { holdingTicketPick } from './pick.ts';
import { resolveMerged } from './merged-ticket.ts';
import { activeStatuses, isActive } from '../zendesk/ticket.ts';
import type { Ticket, TicketStatus } from '../zendesk/ticket.ts';

export type OutboundTicket =
  | { readonly kind: 'ask'; readonly step: AskingStep }
  | { readonly kind: 'wait'; readonly for: WaitsFor; readonly until: number | null }
  | { readonly kind: 'append'; readonly ticket: Ticket; readonly reopens: boolean }
  | { readonly kind: 'followUp'; readonly ticket: Ticket }
  | { readonly kind: 'none' }
  /** A new ticket for this requester; null: for the contact who has the number. */
  | { readonly kind: 'new'; readonly requesterId: number | null }
  /** Step 5: it depends on the tickets of the contact. */
  | { readonly kind: 'automatic' };

const nothingSaid: Told = {
  source: null,
  contact_id: null,
  ticket_id: null,
  ticket_choice: 'auto',
  entered_number: false,
  follows_session_id: null,
  choice_id: null,
};

/**
 * TEAM-7: chooses the ticket of an outbound call, in this order: 1 the ticket id that the agent entered, 2 the call that
 * this one follows, 3 the agent's choice, 4 the ticket from which the call was started, 5 automatic, 6 a new ticket. In
 * steps 1 to 4 the requester of the ticket is the contact (CON-12).
 * @param now ms since the epoch
 */
export function chooseOutbound(reading: SessionReading): Decision<OutboundTicket> {
  const { session, now } = reading;
  const told = reading.start?.outbound ?? nothingSaid;
  if (told.source === 'team_ticket' && told.ticket_id !== null)
    return onNamed(session, told.ticket_id, 'TEAM-3', activeStatuses, false, 'The agent entered its id.', now);
  return (
    onFollowed(reading, told) ??
    byChoice(reading, told) ??
    fromTicket(reading, told) ??
    decide({ kind: 'automatic' }, 'TEAM-7', 'Nobody named a ticket.')
  );
}

/** A named ticket is read again before the call is appended to it. */
const goodForMs = 5_000;

function onNamed(
  session: Session,
  ticketId: number,
  rule: RuleId,
  statuses: readonly TicketStatus[],
  reopens: boolean,
  because: string,
  now: number,
): Decision<OutboundTicket> {
  const known = session.progress.ticketsRead.findLast((named) => named.ticketId === ticketId);
  const isStale = known === undefined || now - known.at > goodForMs;
  if (known === undefined || (isStale && known.ticket !== null && statuses.includes(known.ticket.status))) {
    return decide({ kind: 'ask', step: readTicketStep(ticketId) }, rule, `Ticket ${ticketId} is looked at.`);
  }
  if (known.ticket === null)
    return decide({ kind: 'new', requesterId: null }, 'TEAM-7', `Ticket ${ticketId} is not there any more.`);
  const stands = resolveMerged(session, known.ticket);
  if ('kind' in stands) return decide({ kind: 'ask', step: stands }, rule, `Ticket ${ticketId} was merged.`);
  return ontoNamed(stands.ticket, rule, statuses, reopens, because);
}

type Onto = Extract<OutboundTicket, { readonly kind: 'append' | 'followUp' | 'new' }>;

/** Whether the named ticket may be appended to, by its status. Otherwise step 6 of TEAM-7 makes a ticket. */
function ontoNamed(
  ticket: Ticket,
  rule: RuleId,
  statuses: readonly TicketStatus[],
  reopens: boolean,
  because: string,
): Decision<Onto> {
  const { id, status, requesterId } = ticket;
  if (statuses.includes(status)) return decide({ kind: 'append', ticket, reopens }, rule, because);
  return status === 'closed'
    ? decide({ kind: 'followUp', ticket }, 'TEAM-7', `Ticket ${id} is closed: a new one follows it.`)
    : decide({ kind: 'new', requesterId }, 'TEAM-7', `Ticket ${id} is ${status} and may not be appended to.`);
}

/** How long a call waits for the ticket of the one that it follows, and between two questions; ms. */
const patienceMs = 10 * 60_000;
const askAgainMs = 3_000;

/** The rule by which a call from this source is appended to the ticket of the call before; null: none. */
export function followsBy(source: Told['source'], previousSeconds: number | null, settings: Settings): RuleId | null {
  if (source === 'call_back') return 'APP-5';
  const isShort = previousSeconds !== null && previousSeconds < settings.append.shortCallSeconds;
  return source === 'callback_button' && isShort ? 'APP-6' : null;
}

/** APP-5, APP-6: the agent calls back after the customer hung up, or after a very short call. */
function onFollowed(reading: SessionReading, told: Told): Decision<OutboundTicket> | null {
  const { session, settings, now } = reading;
  const sessionId = told.follows_session_id;
  if (sessionId === null) return null;
  const rule = followsBy(told.source, reading.start?.previous_call_seconds ?? null, settings);
  if (rule === null) return null;
  const ask: AskingStep = { kind: 'askSession', key: `askSession/${sessionId}`, input: { sessionId } };
  const answer = session.progress.followedCalls.find((followed) => followed.sessionId === sessionId);
  if (answer === undefined) return decide({ kind: 'ask', step: ask }, rule, 'The call that it follows is asked.');
  const { value, at } = answer;
  switch (value.kind) {
    case 'pending': {
      const since = session.received.firstAt ?? at;
      if (now - since > patienceMs) return null;
      if (now - at >= askAgainMs) return decide({ kind: 'ask', step: ask }, rule, 'Its ticket is still being made.');
      return decide({ kind: 'wait', for: 'ticket', until: at + askAgainMs }, rule, 'Its ticket is still being made.');
    }
    case 'unknown': {
      if (session.progress.ticketSearches.some(({ sessionId: id }) => id === sessionId)) break;
      const step: AskingStep = { kind: 'findTicket', key: `findTicket/${sessionId}`, input: { sessionId } };
      return decide({ kind: 'ask', step }, rule, 'The ticket of the call that it follows is looked for.');
    }
    case 'none':
      return null;
    case 'ticket':
      break;
    default:
      return value satisfies never;
  }
  const found = session.progress.ticketSearches.find(({ sessionId: id }) => id === sessionId)?.ticketId ?? null;
  const ticketId = value.kind === 'ticket' ? value.ticketId : found;
  if (ticketId === null) return null;
  const because = `It follows call ${sessionId}, whose ticket this is.`;
  return onNamed(session, ticketId, rule, [...activeStatuses, 'solved'], true, because, now);
}

/** OUT-1 to OUT-3, OUT-12, OUT-14: the agent's choice, before the call or during it. */
function byChoice(reading: SessionReading, told: Told): Decision<OutboundTicket> | null {
  const { settings } = reading;
  const { flexible, allowNone, promptForTicket } = settings.outbound;
  if (reading.unknownChoice !== null) return null;
  // OUT-3, END-7: without a ticket by the agent's choice.
  if (told.ticket_choice === 'none' && flexible && allowNone)
    return decide({ kind: 'none' }, 'END-7', 'The agent chose that the call gets no ticket.');
  if (!flexible) return null;
  const picked = holdingTicketPick(reading)?.ticketId ?? null;
  if (picked === 'none') return decide({ kind: 'none' }, 'END-7', 'The agent chose that the call gets no ticket.');
  if (told.ticket_choice === 'none')
    return decide(
      { kind: 'new', requesterId: null },
      'OUT-12',
      'The agent chose no ticket, which the settings do not allow.',
    );
  if (told.ticket_choice === 'new' || picked === 'new')
    return decide({ kind: 'new', requesterId: null }, 'OUT-2', 'The agent chose a new ticket.');
  const chosen = told.ticket_choice === 'existing' ? told.ticket_id : picked;
  if (chosen !== null)
    return onNamed(reading.session, chosen, 'OUT-1', activeStatuses, false, 'The agent chose it.', reading.now);
  if (!promptForTicket || told.source === 'ticket' || reading.endedAt !== null) return null;
  return decide({ kind: 'wait', for: 'ticket', until: null }, 'OUT-1', 'The agent picks among the open tickets.');
}

const fromThere = 'The call was started from this ticket.';

/** APP-3: whether a call is appended to the ticket from which it was started; null: the settings forbid it (APP-7). */
export function ontoStarted(ticket: Ticket, settings: Settings): Decision<Onto> | null {
  return settings.append.never ? null : ontoNamed(ticket, 'APP-3', settings.append.outboundStatuses, true, fromThere);
}

/** APP-3: the call was started from a ticket. */
function fromTicket(reading: SessionReading, told: Told): Decision<OutboundTicket> | null {
  const { session, settings, now } = reading;
  if (told.source !== 'ticket' || told.ticket_id === null || settings.append.never) return null;
  return onNamed(session, told.ticket_id, 'APP-3', settings.append.outboundStatuses, true, fromThere, now);
}

/**
 * APP-4, OUT-1: chooses automatically among the tickets of the contact; null: none of them.
 * @param tickets newest first
 */
export function automaticTicket(tickets: readonly Ticket[], settings: Settings): Decision<OutboundTicket> | null {
  if (settings.append.never) return null;
  if (settings.outbound.flexible) {
    const open = tickets.find(({ status }) => isActive(status));
    return open === undefined
      ? null
      : decide({ kind: 'append', ticket: open, reopens: false }, 'OUT-1', "The contact's most recent open ticket.");
  }
  const [latest] = tickets;
  return latest?.status !== 'open'
    ? null
    : decide({ kind: 'append', ticket: latest, reopens: false }, 'APP-4', "The contact's most recent ticket is Open.");
}
