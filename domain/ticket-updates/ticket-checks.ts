import { lateValues } from '../fields/session-values.ts';
import type { LateValue } from '../fields/session-values.ts';
import type { Settings } from '../settings/settings.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import { ticketOwner } from './ownership.ts';
import { endedAt } from '../session/selectors.ts';
import type { Session, SessionTicket } from '../session/state.ts';

/** Before some writes the ticket is read again, because people and other sessions change it too. */

/** The ticket as it was read before the write of this fact. Null: it was gone. Undefined: it was not read. */
export function checkBefore(ticket: SessionTicket, fact: string): Ticket | null | undefined {
  return ticket.checks.findLast(({ before }) => before.includes(fact))?.ticket;
}

/** The field values that are due by now (FLD-4). */
export function dueValues(session: Session, settings: Settings, now: number): readonly LateValue[] {
  const isOver = session.earlierRun || endedAt(session, settings, now) !== null;
  return isOver ? lateValues(session, settings) : [];
}

/** Before the writes of which facts the ticket must be read, and which of its fields are needed. Null: it need not be read. */
export function requiredCheck(
  session: Session,
  ticket: SessionTicket,
  settings: Settings,
  now: number,
): { readonly before: readonly string[]; readonly fieldIds: readonly number[] } | null {
  const isOpen = (fact: string): boolean =>
    checkBefore(ticket, fact) === undefined &&
    !session.progress.writes.some(({ id }) => id === `${session.id}/${fact}`);
  const owner = ticketOwner(session, ticket, settings, now);
  const away = owner?.kind === 'away' && isOpen(owner.fact) ? [owner.fact] : [];
  const { sessionId } = settings.fields;
  const values = sessionId === null ? [] : dueValues(session, settings, now).filter(({ fact }) => isOpen(fact));
  const facts = [...new Set([...away, ...values.map(({ fact }) => fact)])];
  if (facts.length === 0) return null;
  return { before: facts, fieldIds: values.length > 0 && sessionId !== null ? [sessionId] : [] };
}
