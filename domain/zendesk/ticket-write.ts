import type { Comment } from './comment.ts';
import type { ZendeskErrorCode } from './error-codes.ts';
import type { FieldValue } from './ticket.ts';

/** A call on a ticket that Zendesk shows as one, with its recording by address (UPD-12). */
export type VoiceComment = {
  readonly from: string;
  readonly to: string;
  readonly recordingUrl: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationSeconds: number;
  /** Zendesk user id of the agent who answered. */
  readonly answeredById: number | null;
  /** What was said, where the platform wrote it down (TKT-9). */
  readonly transcription: string | null;
};

/**
 * A file that is to be attached to a comment: one that the platform serves (SEC-5), or a long text that the session was
 * told, which its workflow is asked for when it is needed (UPD-14).
 */
export type FileToAttach = {
  readonly from:
    | { readonly kind: 'address'; readonly url: string }
    | { readonly kind: 'session'; readonly sessionId: string; readonly fact: string };
  readonly name: string;
  readonly contentType: string;
};

/** What one write changes on its ticket. Exactly one request may carry a voice comment or a file, each by itself. */
export type Change = {
  readonly comment: Comment | null;
  readonly tags: readonly string[];
  readonly fields: readonly FieldValue[];
  /** Zendesk user id, null = unassign, 'keep' = leave as it is. */
  readonly assigneeId: number | null | 'keep';
  /** Only ever set to open, never to new (APP-9). */
  readonly status: 'open' | 'keep';
  readonly voice: VoiceComment | null;
  readonly file: FileToAttach | null;
};

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

/** One update of one ticket as it is sent: one or more writes, coalesced (BAT-4). */
export type TicketUpdate = {
  readonly ticketId: number;
  /** Go to `ticket.metadata`, come back as `audit.metadata.custom`: how a write is recognised after a lost answer. */
  readonly writeIds: readonly string[];
  readonly sections: readonly Comment[];
  readonly tags: readonly string[];
  readonly fields: readonly FieldValue[];
  readonly assigneeId: number | null | 'keep';
  readonly status: 'open' | 'keep';
  readonly voice: VoiceComment | null;
  /** Tokens of files uploaded within the hour. */
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
