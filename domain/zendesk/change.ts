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
  /** What was said, where the platform wrote it down (TKT-9). */
  readonly transcription: string | null;
};

/**
 * A file that is to be attached to a comment. The platform serves it (SEC-5), or it is a long text of the session, for which
 * the session's workflow is asked when the file is uploaded (UPD-14).
 */
export type FileToAttach = {
  readonly from:
    | { readonly kind: 'address'; readonly url: string }
    | { readonly kind: 'session'; readonly sessionId: string; readonly fact: string };
  readonly name: string;
  readonly contentType: string;
};

/** The changes that one write makes to its ticket. A voice comment and a file need a request each (UPD-12). */
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

/** The change that changes nothing. A write lays over it what it changes. */
export const emptyChange: Required<Change> = {
  comment: null,
  tags: [],
  fields: [],
  assigneeId: 'keep',
  status: 'keep',
  voice: null,
  file: null,
};

/** Whether these members of a change change nothing. A member that is left out changes nothing either. */
export function isEmptyChange(members: Partial<Change>): boolean {
  const empty: Readonly<Record<string, unknown>> = emptyChange;
  return Object.entries(members).every(([name, value]) =>
    Array.isArray(value) ? value.length === 0 : value === empty[name],
  );
}

/**
 * The type of what is left of an object once every member was taken out of it. `rest satisfies AllTaken` is a type error
 * where a member was forgotten.
 */
export type AllTaken = Readonly<Record<string, never>>;
