import type { Comment } from './comment.ts';
import type { Change } from './change.ts';
import type { ZendeskErrorCode } from './error-codes.ts';
import type { RefusedValue } from './refusal.ts';

/** One write of one session to one ticket. */
export type TicketWrite = {
  /** `<session id>/<fact>`, such as `call-397/finished`. It is the marker of this write in the ticket's audits. */
  readonly id: string;
  readonly sessionId: string;
  /** The workflow that gets the result, if it is not the workflow of the session (OPS-3). */
  readonly answerTo?: string;
  readonly ticketId: number;
  /** When the write became due, ms since the epoch. After 30 seconds its marker is looked up before it is sent. */
  readonly dueAt: number;
  /**
   * Whether the marker must be looked up before the write is sent, because Zendesk may have the write already. This is
   * so in a later run of the session, and when a write is handed over again.
   */
  readonly check: boolean;
  /**
   * The id of a write of the same session to the same ticket without a result yet. This write must follow it (BAT-4).
   */
  readonly after?: string;
  /**
   * Other names of the same fact, as ids of writes. Each list is one way to name all of it: a ticket that has every marker
   * of one list has the write (PLT-3). The write leaves all of them as markers.
   */
  readonly sameAs?: readonly (readonly string[])[];
  /** The id of a larger write that shows this fact too: a ticket that has its marker has the write. It leaves no such marker. */
  readonly partOf?: string;
  /** Further markers that the write leaves: the smaller facts that it shows too. */
  readonly includes?: readonly string[];
  /** Since when the ticket-writes workflow has tried to upload the file of the write, ms since the epoch. */
  readonly fileTriedSince?: number;
  /**
   * The ticket-writes workflow has just sent the write back because its file could not be uploaded. So it was not sent, and
   * its marker need not be looked up again. The time at which the session handed it over again, ms since the epoch: much
   * later Temporal's database may have been restored (TKT-12).
   */
  readonly unsentAt?: number;
  readonly change: Change;
};

/** The markers that a write leaves on its ticket: its id and its other names. */
export function markersOf({ id, sameAs = [], includes = [] }: TicketWrite): readonly string[] {
  return sameAs.length + includes.length === 0 ? [id] : [...new Set([id, ...sameAs.flat(), ...includes])];
}

/** The markers of which each may show that a ticket has the write already. */
export function askedMarkersOf(write: TicketWrite): readonly string[] {
  return write.partOf === undefined ? markersOf(write) : [...markersOf(write), write.partOf];
}

/**
 * The key of a write among all writes. The id alone is not unique: a write is due again on another ticket if its first
 * ticket was merged or deleted (UPD-13, UPD-18).
 */
export function keyOf({ id, ticketId }: { readonly id: string; readonly ticketId: number }): string {
  return `${ticketId}/${id}`;
}

/** The final result of one write. */
export type WriteOutcome = {
  readonly id: string;
  readonly ticketId: number;
  /** `answerTo` of the write. */
  readonly answerTo?: string;
} & (
  | {
      readonly kind: 'written';
      /** Address of the attached file in Zendesk. */
      readonly contentUrl: string | null;
      /** Fields whose value Zendesk did not keep (UPD-7). */
      readonly droppedFields: readonly number[];
      /** UPD-6: fields of the write that Zendesk refused, and that were left out. Absent: none. */
      readonly refusedFields?: readonly RefusedValue[];
      /** The write was found on the ticket by its marker. Left out: it was sent just now. */
      readonly found?: true;
    }
  | { readonly kind: 'refused'; readonly code: ZendeskErrorCode; readonly message: string }
  | {
      readonly kind: 'file_refused';
      readonly message: string;
      /** True if the file could not be had for as long as it is tried. An operator may try it again (OPS-3). */
      readonly givenUp?: true;
    }
);

/**
 * The ticket-writes workflow sent the write back (BAT-9): it has no room for it, another write must come first, or the
 * file of the write can not be had now. The session keeps the write and hands it over again at `until`, in ms since the
 * epoch, or at once if that time is over.
 */
export type WriteParked = {
  readonly id: string;
  readonly ticketId: number;
  readonly answerTo?: string;
  readonly kind: 'parked';
  readonly until: number;
  /** True if only this write has to wait, and no other write of the session: its file can not be had now (UPD-12). */
  readonly apart?: true;
  /** `fileTriedSince` of the next hand-over. */
  readonly fileTriedSince?: number;
  /** True if it is certain that the write was not sent. */
  readonly unsent?: true;
};

/** The answer to a session about a write that it handed over. */
export type WriteAnswer = WriteOutcome | WriteParked;

/**
 * One update of one ticket as it is sent. It joins one or more writes (BAT-4). The other members are those of a change.
 */
export type TicketUpdate = Required<Omit<Change, 'comment' | 'file'>> & {
  readonly ticketId: number;
  /**
   * The ids of the writes. They are sent in `ticket.metadata`, and Zendesk returns them in `audit.metadata.custom`.
   * There a write is recognised if the answer to its request was lost.
   */
  readonly writeIds: readonly string[];
  /** The comments of the writes, in their order. */
  readonly sections: readonly Comment[];
  /** Tokens of files that were uploaded within the hour. */
  readonly uploads: readonly string[];
};

/** The result of one attempt to send an update. */
export type SendOutcome =
  | {
      readonly kind: 'applied';
      /** Ids of fields whose value Zendesk did not keep (UPD-7). The result of a bulk job does not show them. */
      readonly droppedFields: readonly number[];
      /** UPD-6: fields that Zendesk refused, and that were left out. Absent: none. */
      readonly refusedFields?: readonly RefusedValue[];
    }
  /** Zendesk refused the update for good (END-5). */
  | { readonly kind: 'refused'; readonly code: ZendeskErrorCode; readonly message: string }
  /** The update was certainly not applied. It can be sent again after `afterMs`. */
  | { readonly kind: 'later'; readonly afterMs: number; readonly reason: string }
  /** The update may have been applied. The markers must be looked up before it is sent again. */
  | { readonly kind: 'unknown'; readonly afterMs: number; readonly reason: string };
