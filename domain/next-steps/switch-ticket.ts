import type { SessionReading } from '../session/read-session.ts';
import { reasonOf } from '../comment/reasons.ts';
import { decide } from '../decision.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { traceTicketStep } from '../session/step.ts';
import type { Step } from '../session/step.ts';
import { refusedFor } from './trace-ticket.ts';

/** A ticket may refuse writes again and again although it is there. Then it is traced this often and no more. */
const tracesPerTicket = 5;

/**
 * UPD-13, UPD-18, TKT-9: whether the session must leave its ticket, or must find out where the ticket went.
 * @returns null: the ticket stays the session's ticket
 */
export function switchTicketIfMoved(reading: SessionReading, ticket: SessionTicket): Step | null {
  const { session, now } = reading;
  const { merges } = session.received;
  const { formerTickets } = session.progress;
  const merge = merges.find(({ from, into }) => from === ticket.id && !formerTickets.some(({ id }) => id === into));
  if (merge !== undefined && merge.into !== ticket.id) {
    const because = `The agent merged ticket ${merge.from} into ${merge.into}.`;
    const reasons = [reasonOf('ticket', decide(null, 'UPD-13', because), now)];
    return { kind: 'switchTicket', key: 'switchTicket', why: 'merged', into: merge.into, reasons };
  }
  const hasLeftForVoicemail = formerTickets.some(({ why }) => why === 'voicemail');
  if (ticket.origin === 'appended' && reading.voicemailAt !== null && !hasLeftForVoicemail) {
    const because = 'A voicemail has a ticket of its own, also where the session was appended to another.';
    const reasons = [reasonOf('ticket', decide(null, 'TKT-9', because), now)];
    return { kind: 'switchTicket', key: 'switchTicket', why: 'voicemail', into: null, reasons };
  }
  return mustTrace(session, ticket) ? traceTicketStep(ticket.id) : null;
}

/** Zendesk reported news of the ticket, or the ticket itself refused a write. */
function mustTrace(session: Session, ticket: SessionTicket): boolean {
  const { rechecks, writes } = session.progress;
  const requests = session.received.recheckRequests.filter(({ ticketId }) => ticketId === ticket.id);
  const traces = rechecks.filter(({ ticketId }) => ticketId === ticket.id);
  if (requests.length > traces.length) return true;
  const hasRefused = writes.some(({ outcome }) => outcome !== null && refusedFor(outcome, ticket.id));
  return hasRefused && traces.length < tracesPerTicket;
}
