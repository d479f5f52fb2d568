import type { Comment } from './comment.ts';
import type { Change } from './change.ts';
import type { ZendeskErrorCode } from './error-codes.ts';

/** One write of one session to one ticket. */
export type TicketWrite = {
  /** `<session id>/<fact>`: the marker in the ticket's audits. Names the fact, not the message or the attempt. */
  readonly id: string;
  readonly sessionId: string;
  /** The workflow that learns what became of it, where it is not the session's own (OPS-3). */
  readonly answerTo?: string;
  readonly ticketId: number;
  /** When it became due, ms since the epoch: older than five minutes looks for its marker before it is sent. */
  readonly dueAt: number;
  /** It may be there already (a run after the session's first, a repeated hand-over): look for its marker first. */
  readonly check: boolean;
  /** Id of a write of the same session to the same ticket, not settled yet, that this one must not overtake (BAT-4). */
  readonly after?: string;
  readonly change: Change;
};

/** Of a write among all: the same one may be due on another ticket, once its first was merged away or deleted (UPD-13, UPD-18). */
export function keyOf({ id, ticketId }: { readonly id: string; readonly ticketId: number }): string {
  return `${ticketId}/${id}`;
}

/** What became of one write, as its session learns it. */
export type WriteOutcome = {
  readonly id: string;
  readonly ticketId: number;
  /** As the write had it. */
  readonly answerTo?: string;
} & (
  | {
      readonly kind: 'written';
      /** Address of the attached file in Zendesk. */
      readonly contentUrl: string | null;
      /** Fields whose value Zendesk did not keep (UPD-7). */
      readonly droppedFields: readonly number[];
    }
  | { readonly kind: 'refused'; readonly code: ZendeskErrorCode; readonly message: string }
  | { readonly kind: 'file_refused'; readonly message: string }
);

/** BAT-9: it was not taken in. Its session keeps it, and hands it over again at `until`; ms since the epoch, past: at once. */
export type WriteParked = {
  readonly id: string;
  readonly ticketId: number;
  readonly answerTo?: string;
  readonly kind: 'parked';
  readonly until: number;
};

/** What a session is told of a write that it handed over. */
export type WriteAnswer = WriteOutcome | WriteParked;

/** One update of one ticket as it is sent: one or more writes, coalesced (BAT-4). Each other member is that of a change. */
export type TicketUpdate = Required<Omit<Change, 'comment' | 'file'>> & {
  readonly ticketId: number;
  /** Go to `ticket.metadata`, come back as `audit.metadata.custom`: how a write is recognised after a lost answer. */
  readonly writeIds: readonly string[];
  /** The comments of the writes, in their order. */
  readonly sections: readonly Comment[];
  /** Tokens of files that were uploaded within the hour. */
  readonly uploads: readonly string[];
};

/** What one attempt to send an update came to. */
export type SendOutcome =
  | {
      readonly kind: 'applied';
      /** Ids of fields that the answer shows otherwise than sent (UPD-7); a bulk job does not tell. */
      readonly droppedFields: readonly number[];
    }
  /** Zendesk will never take it (UPD/END-5): code from the error list. */
  | { readonly kind: 'refused'; readonly code: ZendeskErrorCode; readonly message: string }
  /** Certainly not applied: send again after `afterMs`. */
  | { readonly kind: 'later'; readonly afterMs: number; readonly reason: string }
  /** Perhaps applied: look for the markers before sending again. */
  | { readonly kind: 'unknown'; readonly afterMs: number; readonly reason: string };
