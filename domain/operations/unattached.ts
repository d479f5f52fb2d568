import { decide } from '../decision.ts';
import { reasonOf } from '../comment/reasons.ts';
import type { Session } from '../session/state.ts';
import type { TracedTicket, Ticket } from '../zendesk/ticket.ts';
import type { Deed } from './failed.ts';

/** What is kept of a session without a ticket, in words for a list (END-7). No personal data (SEC-3). */
export type Unattached = {
  readonly sessionId: string;
  /** Ms since the epoch: kept since, and until when. */
  readonly since: number;
  readonly until: number;
  readonly recordings: number;
  /** Transcripts, ratings, dispositions, actions and the like. */
  readonly notes: number;
  /** Why there is no ticket. */
  readonly reasons: readonly { readonly rule: string; readonly because: string }[];
  readonly attached: (Deed & { readonly ticketId: number }) | null;
};

export function keptOf({ received, progress }: Session): Pick<Unattached, 'recordings' | 'notes' | 'reasons'> {
  return {
    recordings: received.recordings.length,
    notes: received.timeline.length,
    reasons: progress.reasons.map(({ rule, because }) => ({ rule, because })),
  };
}

const attachProblems = {
  gone: 'There is no such ticket, or it was deleted: choose another.',
  closed: 'The ticket is closed and takes no more changes: choose another.',
  merged: 'The ticket was merged into another: attach to that one.',
  attaching: 'It is being attached to another ticket already.',
  unanswered: 'Zendesk could not tell of the ticket: try again later.',
} as const;

export type AttachProblemCode = keyof typeof attachProblems;
export type AttachProblem = { readonly code: AttachProblemCode; readonly message: string };

export function attachProblem(code: AttachProblemCode): AttachProblem {
  return { code, message: attachProblems[code] };
}

export type Attachable =
  | { readonly ok: true; readonly ticket: Ticket }
  | { readonly ok: false; readonly problem: AttachProblem };

/** Whether an operator may attach the session to the ticket, as Zendesk has it now. */
export function attachable(followed: TracedTicket): Attachable {
  switch (followed.kind) {
    case 'here':
      return { ok: true, ticket: followed.ticket };
    case 'merged': {
      const { code, message } = attachProblem('merged');
      const problem = { code, message: followed.into === null ? message : `${message} It is ${followed.into}.` };
      return { ok: false, problem };
    }
    case 'closed':
      return { ok: false, problem: attachProblem('closed') };
    case 'deleted':
      return { ok: false, problem: attachProblem('gone') };
    default:
      return followed satisfies never;
  }
}

/** END-7: the session, appended to the ticket that an operator chose: everything that it keeps becomes due there. */
export function attachedTo(session: Session, ticket: Ticket, { by, at }: Deed): Session {
  const because = `${by} attached the session to ticket ${ticket.id}; it was to have none.`;
  const reason = reasonOf('ticket', decide(null, 'END-7', because), at);
  const { id, requesterId, assigneeId } = ticket;
  return {
    ...session,
    // It is the first run's facts that go on, and their markers are looked for (TKT-12).
    earlierRun: false,
    rescued: true,
    progress: {
      ...session.progress,
      endedWithoutTicket: false,
      ticket: { id, requesterId, origin: 'appended', at, assigneeId, reopens: false, checks: [], compensated: true },
      reasons: [...session.progress.reasons.filter(({ rule }) => rule !== 'END-7'), reason],
    },
  };
}
