import type { SessionReading } from '../session/read-session.ts';
import { channelOf } from '../session/start.ts';
import type { AskingStep } from '../session/step.ts';
import { decide } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { isActive } from '../zendesk/ticket.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import type { TicketCause } from './ticket-cause.ts';
import { resolveMerged } from './merged-ticket.ts';
import { channelTag, queueTag } from './tags.ts';

export type TicketChoice =
  /** The choice needs the answer of this step first. */
  | { readonly kind: 'ask'; readonly step: AskingStep }
  | { readonly kind: 'new'; readonly followUpOf: number | null }
  /** With `reopens`, the ticket is set Open (APP-2, APP-3, APP-5, APP-6). Otherwise its status does not change. */
  | { readonly kind: 'append'; readonly ticket: Ticket; readonly reopens: boolean }
  | { readonly kind: 'none' };

const dayMs = 24 * 60 * 60_000;
const minuteMs = 60_000;

/**
 * Chooses the ticket of an inbound session that should have one (APP-1, APP-2, TKT-8, TKT-9, TKT-11, TKT-14).
 *
 * @param tickets the tickets of the contact, newest first
 * @param shared whether the contact is the one that all anonymous callers share (CON-5)
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
  const append = shared ? null : chooseExistingTicket(reading, kind, tickets);
  // A follow-up is a new ticket too.
  const makes = append === null || append.choice.kind === 'new';
  if (makes && !settings.tickets.create)
    return decide({ kind: 'none' }, 'TKT-11', 'The settings say that no ticket is made, and none can be appended to.');
  return append ?? decide({ kind: 'new', followUpOf: null }, rule, because);
}

function chooseExistingTicket(
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
      return appendToLatestTicket(reading, tickets);
    default:
      return kind satisfies never;
  }
}

/** Whether the session may be appended to a ticket of its contact. If so, the tickets of the contact must be listed first. */
export function mayAppend(reading: SessionReading, kind: TicketCause['kind'], shared: boolean): boolean {
  const { settings } = reading;
  if (shared || settings.append.never) return false;
  if (kind === 'abandoned') return settings.tickets.foldMissedCalls !== null;
  return kind === 'served' && (reading.start?.direction === 'outbound' || settings.append.inbound);
}

/** TKT-14: a repeated missed call is appended to the ticket of the first one, if that is only some minutes old. */
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
    `A call of this contact was missed within the last ${minutes} minutes: missed calls share a ticket.`,
  );
}

/**
 * APP-1, APP-2: appends the session to the most recent ticket of the contact. The ticket must have the same leaf queue and
 * channel, and must be active or have been solved within the days that the settings give.
 */
function appendToLatestTicket(reading: SessionReading, tickets: readonly Ticket[]): Decision<TicketChoice> | null {
  const { session, settings, now, start, queue } = reading;
  const [latest] = tickets;
  if (start === null || queue === null || latest === undefined) return null;
  if (start.direction !== 'inbound' || !settings.append.inbound || settings.append.never) return null;
  if (!latest.tags.includes(queueTag(queue)) || !latest.tags.includes(channelTag(channelOf(start)))) return null;

  const resolved = resolveMerged(session, latest);
  if ('kind' in resolved)
    return decide({ kind: 'ask', step: resolved }, 'APP-2', 'It was merged: its target is looked up.');
  const { ticket } = resolved;
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
