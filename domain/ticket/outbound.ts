import type { SessionReading } from '../session/read-session.ts';
import type { AskingStep } from '../session/step.ts';
import { decide } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { OutboundChoice as OutboundBlock } from '../events/parse-events.ts';
import type { Settings } from '../settings/settings.ts';
import type { RuleId } from '../rules/catalogue.ts';
import { activeStatuses, isActive } from '../zendesk/ticket.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import { useByStatus, useNamedTicket } from './named-ticket.ts';
import type { AppendTerms, NamedTicketUse, OutboundTicket } from './named-ticket.ts';
import { firstValidTicketPick } from './pick.ts';

const emptyOutboundBlock: OutboundBlock = {
  source: null,
  contact_id: null,
  ticket_id: null,
  ticket_choice: 'auto',
  entered_number: false,
  follows_session_id: null,
  choice_id: null,
};

/**
 * TEAM-7: chooses the ticket of an outbound call, in this order: 1 the ticket id that the agent entered, 2 the ticket of
 * the previous call, 3 the agent's choice, 4 the ticket from which the call was started, 5 automatic, 6 a new ticket. In
 * steps 1 to 4 the requester of the ticket is the contact (CON-12).
 */
export function chooseOutbound(reading: SessionReading): Decision<OutboundTicket> {
  const block = reading.start?.outbound ?? emptyOutboundBlock;
  if (block.source === 'team_ticket' && block.ticket_id !== null)
    return useNamedTicket(reading, block.ticket_id, {
      rule: 'TEAM-3',
      statuses: activeStatuses,
      reopens: false,
      because: 'The agent entered its id.',
    });
  return (
    ticketOfPreviousCall(reading, block) ??
    ticketChosenByAgent(reading, block) ??
    ticketStartedFrom(reading, block) ??
    decide({ kind: 'automatic' }, 'TEAM-7', 'Nobody named a ticket.')
  );
}

/** A call waits at most this long for the ticket of the previous call; ms. */
const longestWaitMs = 10 * 60_000;
/** The time after which the previous call is asked again; ms. */
const askAgainMs = 3_000;

/** The rule by which a call from this source is appended to the ticket of the previous call. Null: there is no such rule. */
export function previousCallRule(
  source: OutboundBlock['source'],
  previousSeconds: number | null,
  settings: Settings,
): RuleId | null {
  if (source === 'call_back') return 'APP-5';
  const isShort = previousSeconds !== null && previousSeconds < settings.append.shortCallSeconds;
  return source === 'callback_button' && isShort ? 'APP-6' : null;
}

/** APP-5, APP-6: the agent calls back after the customer hung up, or after a very short call. */
function ticketOfPreviousCall(reading: SessionReading, block: OutboundBlock): Decision<OutboundTicket> | null {
  const { session, settings, now } = reading;
  const sessionId = block.follows_session_id;
  if (sessionId === null) return null;
  const rule = previousCallRule(block.source, reading.start?.previous_call_seconds ?? null, settings);
  if (rule === null) return null;
  const ask: AskingStep = { kind: 'askSession', key: `askSession/${sessionId}`, input: { sessionId } };
  const answer = session.progress.followedCalls.find((followed) => followed.sessionId === sessionId);
  if (answer === undefined) return decide({ kind: 'ask', step: ask }, rule, 'The call that it follows is asked.');
  const { value, at } = answer;
  switch (value.kind) {
    case 'pending': {
      const since = session.received.firstAt ?? at;
      if (now - since > longestWaitMs) return null;
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
  return useNamedTicket(reading, ticketId, { rule, statuses: [...activeStatuses, 'solved'], reopens: true, because });
}

/** OUT-1 to OUT-3, OUT-12, OUT-14: the agent's choice, before the call or during it. */
function ticketChosenByAgent(reading: SessionReading, block: OutboundBlock): Decision<OutboundTicket> | null {
  const { settings } = reading;
  const { flexible, allowNone, promptForTicket } = settings.outbound;
  if (reading.unknownChoice !== null) return null;
  if (block.ticket_choice === 'none' && flexible && allowNone)
    return decide({ kind: 'none' }, 'END-7', 'The agent chose that the call gets no ticket.');
  if (!flexible) return null;
  const picked = firstValidTicketPick(reading)?.ticketId ?? null;
  if (picked === 'none') return decide({ kind: 'none' }, 'END-7', 'The agent chose that the call gets no ticket.');
  if (block.ticket_choice === 'none')
    return decide(
      { kind: 'new', requesterId: null },
      'OUT-12',
      'The agent chose no ticket, which the settings do not allow.',
    );
  if (block.ticket_choice === 'new' || picked === 'new')
    return decide({ kind: 'new', requesterId: null }, 'OUT-2', 'The agent chose a new ticket.');
  const chosen = block.ticket_choice === 'existing' ? block.ticket_id : picked;
  if (chosen !== null)
    return useNamedTicket(reading, chosen, {
      rule: 'OUT-1',
      statuses: activeStatuses,
      reopens: false,
      because: 'The agent chose it.',
    });
  if (!promptForTicket || block.source === 'ticket' || reading.endedAt !== null) return null;
  return decide({ kind: 'wait', for: 'ticket', until: null }, 'OUT-1', 'The agent picks among the open tickets.');
}

function startTicketTerms(settings: Settings): AppendTerms {
  return {
    rule: 'APP-3',
    statuses: settings.append.outboundStatuses,
    reopens: true,
    because: 'The call was started from this ticket.',
  };
}

/** APP-3: uses the ticket from which the call was started. Null: the settings forbid to append (APP-7). */
export function appendToStartTicket(ticket: Ticket, settings: Settings): Decision<NamedTicketUse> | null {
  return settings.append.never ? null : useByStatus(ticket, startTicketTerms(settings));
}

/** APP-3: uses the ticket from which the call was started, if the start names one. */
function ticketStartedFrom(reading: SessionReading, block: OutboundBlock): Decision<OutboundTicket> | null {
  const { settings } = reading;
  if (block.source !== 'ticket' || block.ticket_id === null || settings.append.never) return null;
  return useNamedTicket(reading, block.ticket_id, startTicketTerms(settings));
}

/**
 * APP-4, OUT-1: chooses automatically among the tickets of the contact.
 *
 * @param tickets the tickets of the contact, newest first
 * @returns null if the call is not appended to any of them
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
