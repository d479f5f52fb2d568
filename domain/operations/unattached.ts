import { decide } from '../decision.ts';
import { reasonOf } from '../comment/reasons.ts';
import type { Session } from '../session/state.ts';
import type { TracedTicket, Ticket } from '../zendesk/ticket.ts';
import type { OperatorAction } from './failed.ts';

/** END-7: the kept data of a session without a ticket, as a list shows it. SEC-3: it has no personal data. */
export type Unattached = {
  readonly sessionId: string;
  /** The data is kept from `since` to `until`; ms since the epoch. */
  readonly since: number;
  readonly until: number;
  readonly recordings: number;
  /** The number of timeline events: transcripts, ratings, dispositions, smart actions and others. */
  readonly notes: number;
  /** The reasons for having no ticket. */
  readonly reasons: readonly { readonly rule: string; readonly because: string }[];
  readonly attached: (OperatorAction & { readonly ticketId: number }) | null;
  /** OPS-6: the session was given up, because it harmed. The rescue does not start it again. Null: it ended by a rule. */
  readonly givenUp?: GivenUp | null | undefined;
};

/** OPS-6: a session was given up. `by`: the operator; null: the rescue did it, after so many attempts. */
export type GivenUp = { readonly by: string | null; readonly at: number; readonly attempts: number };

/** The reason of a session that was given up, as lists show it. */
export function reasonOfGivenUp({ by, attempts }: GivenUp): Unattached['reasons'][number] {
  const because =
    by === null
      ? `The session stopped again after ${attempts} rescues, so it was given up.`
      : `${by} gave the session up.`;
  return { rule: 'OPS-6', because };
}

/** Counts the kept data of a session. */
export function summaryOfData({ received, progress }: Session): Pick<Unattached, 'recordings' | 'notes' | 'reasons'> {
  return {
    recordings: received.recordings.length,
    notes: received.timeline.length,
    reasons: progress.reasons.map(({ rule, because }) => ({ rule, because })),
  };
}

/** Why a session can not be attached to a ticket. */
export const attachProblems = {
  gone: 'There is no such ticket, or it was deleted: choose another.',
  closed: 'The ticket is closed and takes no more changes: choose another.',
  merged: 'The ticket was merged into another: attach to that one.',
  attaching: 'It is being attached to another ticket already.',
  unanswered: 'Zendesk could not tell of the ticket: try again later.',
  settled: 'Its data was attached to a ticket already, or is not kept any more: nothing is left to do.',
} as const;

export type AttachProblemCode = keyof typeof attachProblems;
export type AttachProblem = { readonly code: AttachProblemCode; readonly message: string };

export function attachProblem(code: AttachProblemCode): AttachProblem {
  return { code, message: attachProblems[code] };
}

export type Attachable =
  | { readonly ok: true; readonly ticket: Ticket }
  | { readonly ok: false; readonly problem: AttachProblem };

/** Whether an operator may attach the session to the ticket, judged by the ticket's present state in Zendesk. */
export function attachable(traced: TracedTicket): Attachable {
  switch (traced.kind) {
    case 'here':
      return { ok: true, ticket: traced.ticket };
    case 'merged': {
      const { code, message } = attachProblem('merged');
      const problem = { code, message: traced.into === null ? message : `${message} It is ${traced.into}.` };
      return { ok: false, problem };
    }
    case 'closed':
      return { ok: false, problem: attachProblem('closed') };
    case 'deleted':
      return { ok: false, problem: attachProblem('gone') };
    default:
      return traced satisfies never;
  }
}

/** END-7: appends the session to the ticket that an operator chose. All its data becomes due on that ticket. */
export function attachToTicket(session: Session, ticket: Ticket, { by, at }: OperatorAction): Session {
  const because = `${by} attached the session to ticket ${ticket.id}; it was to have none.`;
  const reason = reasonOf('ticket', decide(null, 'END-7', because), at);
  const { id, requesterId, assigneeId } = ticket;
  return {
    ...session,
    // TKT-12: the session writes all facts of its first run, and looks for the marker of each one before.
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
