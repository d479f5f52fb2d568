import type { Session } from '../session/state.ts';
import type { Settings } from '../settings/settings.ts';
import type { ZendeskProblem } from '../zendesk/error-codes.ts';
import type { TicketDraft } from '../zendesk/ticket.ts';
import type { TicketWrite, WriteOutcome } from '../zendesk/ticket-write.ts';

/** Why Zendesk refused a write or a ticket. `FileRefused`: the file of the write can not be fetched or uploaded. */
export type Refusal = {
  readonly code: ZendeskProblem['code'] | 'FileRefused';
  readonly message: string;
  /** Ms since the epoch. */
  readonly at: number;
};

/** A write to a ticket that Zendesk refused (END-5), or a refused ticket with its whole session (END-4). */
export type Refused =
  | {
      readonly kind: 'write';
      readonly write: TicketWrite;
      /**
       * Writes that make sense only after this one is in Zendesk, such as the voice comment that links the file of a
       * recording (UPD-12).
       */
      readonly dependents: readonly TicketWrite[];
    }
  | {
      readonly kind: 'ticket';
      readonly draft: TicketDraft;
      readonly heldSession: Session;
      readonly settings: Settings;
    };

/** An action of an operator. `by`: the operator's name. `at`: ms since the epoch. */
export type OperatorAction = { readonly by: string; readonly at: number };

/** OPS-3: one failed write, from its refusal until an operator has replayed or discarded it. Plain JSON. */
export type Failed = {
  readonly version: 1;
  /** `<session id>/<fact>` for a write, `<session id>/ticket` for a ticket. */
  readonly id: string;
  readonly sessionId: string;
  readonly refused: Refused;
  readonly refusal: Refusal;
  /** How often it was replayed. */
  readonly replays: number;
  readonly edits: readonly (OperatorAction & { readonly fields: readonly string[] })[];
  /** The replay that is under way; null: there is none. */
  readonly replaying: OperatorAction | null;
  readonly settled:
    | (OperatorAction & { readonly how: 'replayed'; readonly ticketId: number })
    | (OperatorAction & { readonly how: 'discarded'; readonly why: string })
    | null;
};

/** A failed write as a list shows it. SEC-3: it has ids and codes, and no personal data. */
export type FailedSummary = {
  readonly id: string;
  readonly sessionId: string;
  /** Null: the ticket itself was refused. */
  readonly ticketId: number | null;
  /** The code of the refusal. It is any text here, because a list is read from what Temporal keeps of workflows. */
  readonly code: string;
  readonly message: string;
  /** Ms since the epoch: when it was refused last. */
  readonly at: number;
};

export function newFailed(sessionId: string, refused: Refused, refusal: Refusal): Failed {
  const id = refused.kind === 'write' ? refused.write.id : `${sessionId}/ticket`;
  return {
    version: 1,
    id,
    sessionId,
    refused,
    refusal,
    replays: 0,
    edits: [],
    replaying: null,
    settled: null,
  };
}

export function ticketIdOf({ refused }: Pick<Failed, 'refused'>): number | null {
  return refused.kind === 'write' ? refused.write.ticketId : null;
}

export function summaryOf(failed: Failed): FailedSummary {
  const { id, sessionId, refusal } = failed;
  return { id, sessionId, ticketId: ticketIdOf(failed), ...refusal };
}

/** The reason of a refusal. A refused file counts too: an operator decides whether to send the comment without it. */
export function refusalOf(outcome: Exclude<WriteOutcome, { kind: 'written' }>, now: number): Refusal {
  const code = outcome.kind === 'refused' ? outcome.code : 'FileRefused';
  return { code, message: outcome.message, at: now };
}
