import { decide } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { RuleId } from '../rules/catalogue.ts';
import type { SessionReading } from '../session/read-session.ts';
import { readTicketStep } from '../session/step.ts';
import type { AskingStep, WaitsFor } from '../session/step.ts';
import type { Ticket, TicketStatus } from '../zendesk/ticket.ts';
import { resolveMerged } from './merged-ticket.ts';

/** The ticket of an outbound call, or the step that is needed first. */
export type OutboundTicket =
  | { readonly kind: 'ask'; readonly step: AskingStep }
  | { readonly kind: 'wait'; readonly for: WaitsFor; readonly until: number | null }
  | { readonly kind: 'append'; readonly ticket: Ticket; readonly reopens: boolean }
  | { readonly kind: 'followUp'; readonly ticket: Ticket }
  | { readonly kind: 'none' }
  /** A new ticket for this requester. Null: it is for the contact who has the number. */
  | { readonly kind: 'new'; readonly requesterId: number | null }
  /** Step 5 of TEAM-7: the tickets of the contact decide. */
  | { readonly kind: 'automatic' };

/** If the last reading of a ticket is older than this, the ticket is read again before the call is appended; ms. */
const readingValidMs = 5_000;

/** The conditions under which a call is appended to a named ticket. */
export type AppendTerms = {
  readonly rule: RuleId;
  readonly because: string;
  /** The call is appended only if the ticket has one of these statuses. */
  readonly statuses: readonly TicketStatus[];
  /** Whether the ticket is set Open. */
  readonly reopens: boolean;
};

/** Uses a ticket that the agent, the start of the call or the previous call named. The ticket is read first. */
export function useNamedTicket(
  reading: SessionReading,
  ticketId: number,
  terms: AppendTerms,
): Decision<OutboundTicket> {
  const { session, now } = reading;
  const { rule, statuses } = terms;
  const known = session.progress.ticketsRead.findLast((named) => named.ticketId === ticketId);
  const isStale = known === undefined || now - known.at > readingValidMs;
  if (known === undefined || (isStale && known.ticket !== null && statuses.includes(known.ticket.status))) {
    return decide({ kind: 'ask', step: readTicketStep(ticketId) }, rule, `Ticket ${ticketId} is read.`);
  }
  if (known.ticket === null)
    return decide({ kind: 'new', requesterId: null }, 'TEAM-7', `Ticket ${ticketId} is not there any more.`);
  const resolved = resolveMerged(session, known.ticket);
  if ('kind' in resolved) return decide({ kind: 'ask', step: resolved }, rule, `Ticket ${ticketId} was merged.`);
  return useByStatus(resolved.ticket, terms);
}

export type NamedTicketUse = Extract<OutboundTicket, { readonly kind: 'append' | 'followUp' | 'new' }>;

/** Appends to the named ticket if its status allows. Otherwise step 6 of TEAM-7 makes a ticket. */
export function useByStatus(
  ticket: Ticket,
  { rule, because, statuses, reopens }: AppendTerms,
): Decision<NamedTicketUse> {
  const { id, status, requesterId } = ticket;
  if (statuses.includes(status)) return decide({ kind: 'append', ticket, reopens }, rule, because);
  return status === 'closed'
    ? decide({ kind: 'followUp', ticket }, 'TEAM-7', `Ticket ${id} is closed: a new one follows it.`)
    : decide({ kind: 'new', requesterId }, 'TEAM-7', `Ticket ${id} is ${status} and may not be appended to.`);
}
