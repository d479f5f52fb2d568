import { limits } from '../limits.ts';
import { cutToCharacters } from '../session/text-bytes.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { WriteAnswer, WriteOutcome } from '../zendesk/ticket-write.ts';
import type { Session, WriteState } from '../session/state.ts';
import { withProgress } from './progress.ts';
import { refusedByTicket } from './trace-ticket.ts';

/** Records the answers of the ticket-writes workflow. An answer to a write that has its outcome already changes nothing. */
export function recordWriteResults(session: Session, answers: readonly WriteAnswer[]): Session {
  const currentTicketId = session.progress.ticket?.id ?? null;
  let refused = session.progress.writes.filter(({ outcome }) => outcome !== null && outcome.kind !== 'written').length;
  // Of several answers to one write, the last one counts.
  const byKey = new Map(answers.map((answer) => [keyOf(answer), answer]));
  const writes = session.progress.writes.flatMap((write): readonly WriteState[] => {
    if (write.outcome !== null) return [write];
    const answer = byKey.get(keyOf(write));
    if (answer === undefined) return [write];
    const { parkedUntil: _until, parkedApart: _apart, parkedUnsent: _unsent, ...sent } = write;
    if (answer.kind === 'parked') {
      const { until, apart, fileTriedSince, unsent } = answer;
      const parkedApart = apart === undefined ? {} : { parkedApart: apart };
      const tried = fileTriedSince === undefined ? {} : { fileTriedSince };
      const parkedUnsent = unsent === undefined ? {} : { parkedUnsent: unsent };
      return [{ ...sent, parkedUntil: until, ...parkedApart, ...tried, ...parkedUnsent }];
    }
    // UPD-13: the session has left the ticket that refused the write. It sends the write to its new ticket.
    if (refusedByTicket(answer) && answer.ticketId !== currentTicketId) return [];
    if (answer.kind !== 'written') refused += 1;
    return [{ ...sent, outcome: shortOutcome(answer, refused) }];
  });
  return withProgress(session, { writes });
}

const { refusalsWithText, zendeskMessage } = limits.session;

/** The outcome with a short message. Beyond so many refusals of a session, only their codes are kept. */
function shortOutcome(outcome: WriteOutcome, refused: number): WriteOutcome {
  if (outcome.kind === 'written') return outcome;
  const message = refused > refusalsWithText.value ? '' : cutToCharacters(outcome.message, zendeskMessage.value);
  return message === outcome.message ? outcome : { ...outcome, message };
}
