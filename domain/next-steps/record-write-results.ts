import type { WriteAnswer } from '../zendesk/ticket-write.ts';
import type { Session, WriteState } from '../session/state.ts';
import { withProgress } from './progress.ts';
import { refusedByTicket } from './trace-ticket.ts';

/** Records the answers of the ticket-writes workflow. An answer to a write that has its outcome already changes nothing. */
export function recordWriteResults(session: Session, answers: readonly WriteAnswer[]): Session {
  const currentTicketId = session.progress.ticket?.id ?? null;
  const writes = session.progress.writes.flatMap((write): readonly WriteState[] => {
    if (write.outcome !== null) return [write];
    const answer = answers.findLast(({ id, ticketId }) => id === write.id && ticketId === write.ticketId);
    if (answer === undefined) return [write];
    const { parkedUntil: _parkedUntil, parkedApart: _parkedApart, ...sent } = write;
    if (answer.kind === 'parked') {
      const { until, apart, fileTriedSince } = answer;
      const parkedApart = apart === undefined ? {} : { parkedApart: apart };
      const tried = fileTriedSince === undefined ? {} : { fileTriedSince };
      return [{ ...sent, parkedUntil: until, ...parkedApart, ...tried }];
    }
    // UPD-13: the session has left the ticket that refused the write. It sends the write to its new ticket.
    if (refusedByTicket(answer) && answer.ticketId !== currentTicketId) return [];
    return [{ ...sent, outcome: answer }];
  });
  return withProgress(session, { writes });
}
