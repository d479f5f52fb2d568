import type { SessionReading } from '../session/read-session.ts';
import type { Decision } from '../decision.ts';
import { decide } from '../decision.ts';
import { channelOf } from '../session/start.ts';
import type { AskingStep } from '../session/step.ts';
import type { TicketCause } from './ticket-cause.ts';
import { resolveMerged } from './merged-ticket.ts';
import { channelTag, queueTag } from './tags.ts';
import { isActive } from '../zendesk/ticket.ts';
import type { Ticket } from '../zendesk/ticket.ts';

export type TicketChoice =
  /** More must be known first. */
  | { readonly kind: 'ask'; readonly step: AskingStep }
  | { readonly kind: 'new'; readonly followUpOf: number | null }
  /** `reopens`: it is set Open (APP-2, APP-3, APP-5, APP-6); otherwise its status stays what it is. */
  | { readonly kind: 'append'; readonly ticket: Ticket; readonly reopens: boolean }
  | { readonly kind: 'none' };

const dayMs = 24 * 60 * 60_000;
const minuteMs = 60_000;

/**
 * Which ticket an inbound session goes onto, once one is due (APP-1, APP-2, TKT-8, TKT-9, TKT-11, TKT-14).
 * @param tickets the contact's, newest first
 * @param shared the contact is the one that all anonymous callers share (CON-5)
 */
export function chooseTicket(
  reading: SessionReading,
  cause: Decision<Exclude<TicketCause, { kind: 'wait' }>>,
  tickets: readonly Ticket[],
  shared: boolean,
): Decision<TicketChoice> {
  const { settings } = reading;
  const { rule, because } = cause;
  const { kind } = cause.choice;
  if (kind === 'never') return decide({ kind: 'none' }, rule, because);
  const append = shared ? null : appending(reading, kind, tickets);
  // A follow-up is a ticket that is made, too.
  const makes = append === null || append.choice.kind === 'new';
  if (makes && !settings.tickets.create)
    return decide({ kind: 'none' }, 'TKT-11', 'The settings say that no ticket is made, and none can be appended to.');
  return append ?? decide({ kind: 'new', followUpOf: null }, rule, because);
}

function appending(
  reading: SessionReading,
  kind: 'served' | 'abandoned' | 'voicemail',
  tickets: readonly Ticket[],
): Decision<TicketChoice> | null {
  switch (kind) {
    case 'voicemail':
      return null;
    case 'abandoned':
      return sharedMissedCall(reading, tickets);
    case 'served':
      return appendable(reading, tickets);
    default:
      return kind satisfies never;
  }
}

/** Whether the session may go onto a ticket of this contact at all, so that their tickets must be known. */
export function mayAppend(reading: SessionReading, kind: TicketCause['kind'], shared: boolean): boolean {
  const { settings } = reading;
  if (shared || settings.append.never) return false;
  if (kind === 'abandoned') return settings.tickets.foldMissedCalls !== null;
  return kind === 'served' && (reading.start?.direction === 'outbound' || settings.append.inbound);
}

/** TKT-14: repeated missed calls within some minutes go onto the ticket of the first. */
function sharedMissedCall(reading: SessionReading, tickets: readonly Ticket[]): Decision<TicketChoice> | null {
  const { settings, now } = reading;
  const minutes = settings.tickets.foldMissedCalls;
  if (minutes === null || settings.append.never || reading.start?.kind !== 'call') return null;
  const missed = tickets.find(
    ({ tags, status, createdAt }) =>
      tags.includes('abandoned') &&
      tags.includes(channelTag('voice')) &&
      isActive(status) &&
      now - Date.parse(createdAt) <= minutes * minuteMs,
  );
  if (missed === undefined) return null;
  return decide(
    { kind: 'append', ticket: missed, reopens: false },
    'TKT-14',
    `The contact missed us within ${minutes} minutes before: missed calls share a ticket.`,
  );
}

/**
 * APP-1, APP-2: only the most recent ticket counts, of the same leaf queue and the same channel: while it is active, or
 * solved not too long ago.
 */
function appendable(reading: SessionReading, tickets: readonly Ticket[]): Decision<TicketChoice> | null {
  const { session, settings, now } = reading;
  const start = reading.start;
  const queue = reading.queue;
  const [latest] = tickets;
  if (start === null || queue === null || latest === undefined) return null;
  if (start.direction !== 'inbound' || !settings.append.inbound || settings.append.never) return null;
  if (!latest.tags.includes(queueTag(queue)) || !latest.tags.includes(channelTag(channelOf(start)))) return null;

  const stands = resolveMerged(session, latest);
  if ('kind' in stands)
    return decide({ kind: 'ask', step: stands }, 'APP-2', 'It was merged: its target is looked up.');
  const { ticket } = stands;
  if (isActive(ticket.status))
    return decide(
      { kind: 'append', ticket, reopens: false },
      'APP-1',
      `The contact's most recent ticket is of the same queue and channel, and ${ticket.status}.`,
    );
  const days = settings.append.reopenSolvedWithinDays;
  const solvedAt = Date.parse(ticket.solvedAt ?? ticket.updatedAt);
  if (days === null || !(now - solvedAt <= days * dayMs)) return null;
  return ticket.status === 'solved'
    ? decide(
        { kind: 'append', ticket, reopens: true },
        'APP-2',
        `The contact's most recent ticket of the same queue and channel was solved within ${days} days: it is reopened.`,
      )
    : decide(
        { kind: 'new', followUpOf: ticket.id },
        'APP-2',
        `The contact's most recent ticket of the same queue and channel was closed within ${days} days: this one follows it.`,
      );
}
