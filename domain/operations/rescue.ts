import { applyEvent, requestTicketCheck } from '../session/apply-event.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import { requestContactCheck } from '../next-steps/record-contact-answers.ts';
import { recordStarted } from '../next-steps/record-step.ts';
import { recordWriteResults } from '../next-steps/record-write-results.ts';
import { limitWarnings } from '../session/warnings.ts';
import { ownerChangeOfFact } from '../session/owner-change.ts';
import { unpackSession } from '../session/pack.ts';
import { newSession } from '../session/state.ts';
import type { Session, WriteState } from '../session/state.ts';
import { openTicketStep } from '../session/step.ts';
import type { Answer } from '../session/step.ts';
import type { TicketDraft } from '../zendesk/ticket.ts';
import type { WriteAnswer } from '../zendesk/ticket-write.ts';

/** The entries in the history of a session's run that a rescue needs, in their order (OPS-6). Times are ms since the epoch. */
export type Recorded =
  | { readonly kind: 'event'; readonly event: SessionEvent }
  | { readonly kind: 'ticket_news'; readonly ticketId: number; readonly at: number }
  | { readonly kind: 'contact_news'; readonly contactId: number }
  | { readonly kind: 'writes_settled'; readonly outcomes: readonly WriteAnswer[]; readonly at: number }
  /** The ticket was requested. Only an answer says whether Zendesk has made it. */
  | { readonly kind: 'opening'; readonly draft: TicketDraft; readonly at: number }
  | {
      readonly kind: 'answer';
      readonly answer: Answer<'openTicket' | 'traceTicket'>;
      readonly at: number;
    };

/** The arguments of the run that stopped. */
export type StoppedStart = {
  readonly sessionId: string;
  readonly earlierRun: boolean;
  /** The session as the run before continue-as-new had it; null: there was none. */
  readonly carried: Session | null;
};

/**
 * Builds the session anew after its run was stopped (OPS-6): with all events of that run and of later runs, and with the
 * progress that the histories prove. The new run finds out the rest, and looks for the marker of each write first.
 * @param terminatedAt when an operator terminated the run, ms since the epoch. It is the end of the session if the platform
 *   reported none. Null: the run failed.
 */
export function rebuilt(start: StoppedStart, recorded: readonly Recorded[], terminatedAt: number | null): Session {
  const { sessionId, earlierRun, carried } = start;
  const first = carried === null ? newSession(sessionId, earlierRun) : unpackSession(carried);
  const session = recorded.reduce(applyIfPossible, first);
  const { received, progress, canceledAt } = session;
  // A draft that was sent is sent again, and finds its own ticket. Without a draft the new run searches for the ticket.
  const earlierTicket =
    progress.ticket === null && progress.draft === null ? null : (progress.earlierTicket ?? { ticketId: null });
  return {
    ...session,
    rescued: true,
    looksBack: true,
    canceledAt: canceledAt ?? (received.end === null ? terminatedAt : null),
    progress: { ...progress, earlierTicket },
  };
}

/** An entry that stopped the session may stop its rescue too. It is left out, and a warning says so. */
function applyIfPossible(session: Session, recorded: Recorded): Session {
  try {
    return applyRecorded(session, recorded);
  } catch {
    const { received, receivedEvents } = session;
    const warnings = limitWarnings([...received.warnings, 'An entry of the history could not be read (OPS-6).']);
    const events = receivedEvents === null ? null : { ...receivedEvents, warnings };
    return { ...session, received: { ...received, warnings }, receivedEvents: events };
  }
}

function applyRecorded(session: Session, recorded: Recorded): Session {
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

/** The history does not show which writes were handed over, so the answers are the only trace of them. They have only ids. */
function handedOver(session: Session, outcomes: readonly WriteAnswer[], at: number): Session {
  const { progress } = session;
  const known = new Set(progress.writes.map(({ id }) => id));
  const missing = outcomes.filter(({ id }) => !known.has(id));
  const writes = missing.map(({ id, ticketId }): WriteState => {
    const ownerChange = ownerChangeOfFact(id.slice(session.id.length + 1));
    const write = { id, ticketId, dueAt: at, sentAt: at, outcome: null };
    return ownerChange === null ? write : { ...write, ownerChange };
  });
  return { ...session, progress: { ...progress, writes: [...progress.writes, ...writes] } };
}

/** The result of one search for stopped sessions (OPS-6). */
export type RescueReport = {
  /** Ms since the epoch. */
  readonly at: number;
  readonly rescued: readonly { readonly sessionId: string; readonly attempt: number }[];
  /** Another run of the session is open, or the server's list is not up to date. The next search tries them again. */
  readonly waiting: readonly string[];
  /** They have stopped again, so the next rescue comes only later. `until`: ms since the epoch. Absent in old reports. */
  readonly paused?: readonly { readonly sessionId: string; readonly until: number }[] | undefined;
  /** They stopped again and again, or an operator gave them up. Their data is kept, and they are not started again. */
  readonly givenUp: readonly { readonly sessionId: string; readonly attempts: number }[];
  /** An error prevented the rescue. The next search tries again. */
  readonly failed: readonly { readonly sessionId: string; readonly message: string }[];
};
