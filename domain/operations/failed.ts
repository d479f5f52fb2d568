import type { Session } from '../session/state.ts';
import type { Settings } from '../settings/settings.ts';
import type { ZendeskProblem } from '../zendesk/error-codes.ts';
import type { TicketDraft } from '../zendesk/ticket.ts';
import type { TicketWrite } from '../zendesk/ticket-write.ts';

/** Why it was refused. `FileRefused`: the file that goes with it can't be had. */
export type Refusal = {
  readonly code: ZendeskProblem['code'] | 'FileRefused';
  readonly message: string;
  /** Ms since the epoch. */
  readonly at: number;
};

/** What was refused: a write to a ticket (END-5), or the ticket itself, with the whole session held behind it (END-4). */
export type Refused =
  | {
      readonly kind: 'write';
      readonly write: TicketWrite;
      /** Writes that only make sense once it has landed: the voice comment that links a recording's file (UPD-12). */
      readonly behind: readonly TicketWrite[];
    }
  | { readonly kind: 'ticket'; readonly draft: TicketDraft; readonly held: Session; readonly settings: Settings };

/** Who did something to it, and when: ms since the epoch. */
export type Deed = { readonly by: string; readonly at: number };

/** One failed write from its refusal until it is settled (OPS-3). Plain JSON. */
export type Failed = {
  readonly version: 1;
  /** `<session id>/<fact>`; of a ticket `<session id>/ticket`. */
  readonly id: string;
  readonly sessionId: string;
  readonly refused: Refused;
  readonly refusal: Refusal;
  /** How often it was replayed. */
  readonly replays: number;
  readonly edits: readonly (Deed & { readonly fields: readonly string[] })[];
  /** Under way since. */
  readonly replaying: Deed | null;
  readonly settled:
    | (Deed & { readonly how: 'replayed'; readonly ticketId: number })
    | (Deed & { readonly how: 'discarded'; readonly why: string })
    | null;
};

/** What a list shows of it. Ids and codes only, no personal data (SEC-3). */
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
