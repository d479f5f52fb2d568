import type { Comment } from './comment.ts';
import type { FieldValue } from './ticket.ts';

/** A call as Zendesk shows it on a ticket, with the address of its recording (UPD-12). */
export type VoiceComment = {
  readonly from: string;
  readonly to: string;
  readonly recordingUrl: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationSeconds: number;
  /** Zendesk user id of the agent who answered. */
  readonly answeredById: number | null;
  /** The text of the voicemail, if the platform has transcribed it (TKT-9). */
  readonly transcription: string | null;
};

/**
 * A file to attach to a comment. Kind `address`: the platform serves the file (SEC-5). Kind `session`: the file is a
 * long text of the session, such as its transcript. The session's workflow returns the text when the file is uploaded
 * (UPD-14).
 */
export type FileToAttach = {
  readonly from:
    | { readonly kind: 'address'; readonly url: string }
    | { readonly kind: 'session'; readonly sessionId: string; readonly fact: string };
  readonly name: string;
  readonly contentType: string;
};

/**
 * The changes that one write makes to its ticket. A voice comment needs a request of its own, and so does a file
 * (UPD-12).
 */
export type Change = {
  readonly comment: Comment | null;
  readonly tags: readonly string[];
  readonly fields: readonly FieldValue[];
  /** A Zendesk user id. Null: nobody is assigned any more. `keep`: the assignee is not changed. */
  readonly assigneeId: number | null | 'keep';
  /** `keep`: the status is not changed. A status is never set back to new (APP-9). */
  readonly status: 'open' | 'keep';
  readonly voice: VoiceComment | null;
  readonly file: FileToAttach | null;
};

/** The change that changes nothing. A write replaces the members that it changes. */
export const emptyChange: Required<Change> = {
  comment: null,
  tags: [],
  fields: [],
  assigneeId: 'keep',
  status: 'keep',
  voice: null,
  file: null,
};

/** Whether none of these members changes the ticket. A member that is left out changes nothing. */
export function isEmptyChange(members: Partial<Change>): boolean {
  const empty: Readonly<Record<string, unknown>> = emptyChange;
  return Object.entries(members).every(([name, value]) =>
    Array.isArray(value) ? value.length === 0 : value === empty[name],
  );
}

/**
 * The type of an object without members. After a destructuring with `...rest`, `rest satisfies AllTaken` is a type
 * error if a member was forgotten.
 */
export type AllTaken = Readonly<Record<string, never>>;
