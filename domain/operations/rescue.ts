import { applyEvent, requestTicketCheck } from '../session/apply-event.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import { requestContactCheck } from '../next-steps/record-contact-answers.ts';
import { recordStarted } from '../next-steps/record-step.ts';
import { recordWriteResults } from '../next-steps/record-write-results.ts';
import { newSession } from '../session/state.ts';
import type { Session } from '../session/state.ts';
import { openTicketStep } from '../session/step.ts';
import type { Answer } from '../session/step.ts';
import type { TicketDraft } from '../zendesk/ticket.ts';
import type { WriteAnswer } from '../zendesk/ticket-write.ts';

/** What the history of a session's run tells, in its order (OPS-6). Times are ms since the epoch. */
export type Recorded =
  | { readonly kind: 'event'; readonly event: SessionEvent }
  | { readonly kind: 'ticket_news'; readonly ticketId: number; readonly at: number }
  | { readonly kind: 'contact_news'; readonly contactId: number }
  | { readonly kind: 'writes_settled'; readonly outcomes: readonly WriteAnswer[]; readonly at: number }
  /** The ticket was asked for; whether Zendesk made it, only an answer tells. */
  | { readonly kind: 'opening'; readonly draft: TicketDraft; readonly at: number }
  | {
      readonly kind: 'answer';
      readonly answer: Answer<'openTicket' | 'traceTicket'>;
      readonly at: number;
    };

/** With what the run that stopped was started. */
export type StoppedStart = {
  readonly sessionId: string;
  readonly earlierRun: boolean;
  /** What an earlier run of it had carried over. */
  readonly carried: Session | null;
};

/**
 * The session as it is taken up again (OPS-6): what was heard by the run that stopped and by those after it, and what is
 * known to be done. The rest is found out again, and no write is repeated without looking for its marker.
 * @param terminatedAt when an operator terminated it, which is its end if the platform told of none; null: it failed
 */
export function rebuilt(start: StoppedStart, recorded: readonly Recorded[], terminatedAt: number | null): Session {
  const { sessionId, earlierRun, carried } = start;
  const session = recorded.reduce(fold, carried ?? newSession(sessionId, earlierRun));
  const { received, progress, canceledAt } = session;
  // A draft that was sent is sent again, and finds its own ticket; without one the ticket is looked for.
  const earlierTicket =
    progress.ticket === null && progress.draft === null ? null : (progress.earlierTicket ?? { ticketId: null });
  return {
    ...session,
    rescued: true,
    canceledAt: canceledAt ?? (received.end === null ? terminatedAt : null),
    progress: { ...progress, earlierTicket },
  };
}

function fold(session: Session, recorded: Recorded): Session {
  switch (recorded.kind) {
    case 'event':
      return applyEvent(session, recorded.event);
    case 'ticket_news':
      return requestTicketCheck(session, recorded.ticketId, recorded.at);
    case 'contact_news':
      return requestContactCheck(session, recorded.contactId);
    case 'writes_settled':
      return recordWriteResults(handedOver(session, recorded.outcomes, recorded.at), recorded.outcomes);
    case 'opening':
      return recordStarted(session, openTicketStep(recorded.draft), recorded.at);
    case 'answer': {
      const ended = session.received.end !== null;
      return recordAnswer(session, recorded.answer, ended, recorded.at);
    }
    default:
      return recorded satisfies never;
  }
}

/** Hand-overs leave no trace in the history but their answers. */
function handedOver(session: Session, outcomes: readonly WriteAnswer[], at: number): Session {
  const { progress } = session;
  const missing = outcomes.filter(({ id }) => !progress.writes.some((write) => write.id === id));
  const writes = missing.map(({ id, ticketId }) => ({ id, ticketId, dueAt: at, sentAt: at, outcome: null }));
  return { ...session, progress: { ...progress, writes: [...progress.writes, ...writes] } };
}

/** What one look for stopped sessions came to (OPS-6). */
export type RescueReport = {
  /** Ms since the epoch. */
  readonly at: number;
  readonly rescued: readonly { readonly sessionId: string; readonly attempt: number }[];
  /** Something else of the session still runs, or the server's list is not up to date: the next look sees to them. */
  readonly waiting: readonly string[];
  /** Stopped again and again: an operator must look at them. */
  readonly givenUp: readonly { readonly sessionId: string; readonly attempts: number }[];
  /** Not taken up, because of an error; the next look tries again. */
  readonly failed: readonly { readonly sessionId: string; readonly message: string }[];
};
