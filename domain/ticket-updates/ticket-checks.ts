import type { SessionReading } from '../session/read-session.ts';
import { lateValues } from '../fields/session-values.ts';
import type { LateValue } from '../fields/session-values.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import { lateOwner, mustSeeAssignee } from './late-owner.ts';
import { ticketOwner } from './ownership.ts';
import type { SessionTicket } from '../session/state.ts';
import { writeOf } from './wanted-update.ts';

/**
 * The ticket as it was read before the write of this fact. Some writes need this, because people and other sessions change
 * the ticket too. Null: the ticket was gone. Undefined: it was not read.
 */
export function checkBefore(ticket: SessionTicket, fact: string): Ticket | null | undefined {
  return ticket.checks.findLast(({ before }) => before.includes(fact))?.ticket;
}

/** The field values that are due by now (FLD-4). */
export function dueValues(reading: SessionReading): readonly LateValue[] {
  const { session } = reading;
  const isOver = session.earlierRun || reading.endedAt !== null;
  return isOver ? lateValues(reading) : [];
}

/**
 * The reading of the ticket that some writes need now. `before`: the facts of these writes. `fieldIds`: the ticket fields
 * to read. Null: no write needs one.
 */
export function requiredCheck(
  reading: SessionReading,
  ticket: SessionTicket,
): { readonly before: readonly string[]; readonly fieldIds: readonly number[] } | null {
  const { session, settings } = reading;
  const isOpen = (fact: string): boolean =>
    checkBefore(ticket, fact) === undefined && writeOf(session, fact) === undefined;
  const owner = ticketOwner(reading, ticket);
  const late = lateOwner(reading, ticket);
  const isUnseen = owner?.kind === 'away' || (late !== null && mustSeeAssignee(reading, ticket, late));
  const changes = owner !== null && isUnseen && isOpen(owner.fact) ? [owner.fact] : [];
  const { sessionId } = settings.fields;
  const values = sessionId === null ? [] : dueValues(reading).filter(({ fact }) => isOpen(fact));
  const facts = [...new Set([...changes, ...values.map(({ fact }) => fact)])];
  if (facts.length === 0) return null;
  return { before: facts, fieldIds: values.length > 0 && sessionId !== null ? [sessionId] : [] };
}
