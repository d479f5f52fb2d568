import type { Comment } from '../zendesk/comment.ts';
import type { FieldValue, TicketDraft } from '../zendesk/ticket.ts';
import { isEmptyChange } from '../zendesk/change.ts';
import type { TicketWrite } from '../zendesk/ticket-write.ts';
import type { OperatorAction, Failed } from './failed.ts';

/** OPS-3: the parts of a failed write that an operator may change. A part that is left out stays. The API has the same names. */
export type FailedEdit = {
  /** Only of a write: another ticket, for example because the first one was closed or merged. */
  readonly ticket_id?: number | undefined;
  readonly comment?: Comment | null | undefined;
  readonly status?: 'open' | 'keep' | undefined;
  /** Zendesk user id of the agent whom a voice comment names. */
  readonly answered_by_id?: number | null | undefined;
  /** Null: the comment goes without its file. */
  readonly file?: null | undefined;
  /** Only of a ticket. */
  readonly subject?: string | undefined;
  readonly requester_id?: number | undefined;
  /** A Zendesk user id; null: nobody. `keep`: a write leaves the assignee alone, a ticket keeps the assignee of its draft. */
  readonly assignee_id?: number | null | 'keep' | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly fields?: readonly FieldValue[] | undefined;
};

/** Why an operator's edit of a failed write is refused. */
export const editProblems = {
  not_of_a_write: 'A write to a ticket has no such part: leave it out.',
  not_of_a_ticket: 'A ticket that is still to be made has no such part: leave it out.',
  no_comment: 'This write has no comment, and a comment would be a second fact: leave it out.',
  no_voice: 'This write is no voice comment: leave it out.',
  no_file: 'This write has no file: leave it out.',
  empty: 'Must not be empty.',
  bad_tag: 'A tag is one word of at most 255 characters.',
  twice: 'A field stands here twice.',
  nothing_left: 'Nothing is left of the write: discard it instead.',
  replaying: 'A replay is under way: wait until it is answered.',
  settled: 'It is settled: nothing can be changed any more.',
} as const;

export type EditProblemCode = keyof typeof editProblems;
export type EditProblem = { readonly path: string; readonly code: EditProblemCode; readonly message: string };

function problem(path: string, code: EditProblemCode): EditProblem {
  return { path, code, message: editProblems[code] };
}

export type Edited =
  | { readonly ok: true; readonly failed: Failed }
  | { readonly ok: false; readonly problems: readonly EditProblem[] };

const ticketOnlyParts = ['subject', 'requester_id'] as const;
const writeOnlyParts = ['ticket_id', 'comment', 'status', 'answered_by_id', 'file'] as const;

/**
 * OPS-3: changes parts of a failed write. If one part is wrong, nothing is changed. The write keeps its id, because its
 * marker is not in Zendesk yet.
 */
export function edit(failed: Failed, changes: FailedEdit, action: OperatorAction): Edited {
  const state = failed.settled !== null ? 'settled' : failed.replaying !== null ? 'replaying' : null;
  if (state !== null) return { ok: false, problems: [problem('', state)] };
  const { refused } = failed;
  const given = Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const foreign = refused.kind === 'write' ? ticketOnlyParts : writeOnlyParts;
  const misplaced = foreign
    .filter((name) => given.includes(name))
    .map((name) => problem(name, refused.kind === 'write' ? 'not_of_a_write' : 'not_of_a_ticket'));
  const problems = [
    ...misplaced,
    ...problemsOf(changes),
    ...(refused.kind === 'write' ? partsNotInWrite(refused.write, changes) : []),
  ];
  if (problems.length > 0) return { ok: false, problems };

  const edits = [...failed.edits, { ...action, fields: given }];
  if (refused.kind === 'ticket')
    return {
      ok: true,
      failed: { ...failed, edits, refused: { ...refused, draft: editedDraft(refused.draft, changes) } },
    };
  const write = editedWrite(refused.write, changes);
  if (isEmptyChange(write.change)) return { ok: false, problems: [problem('', 'nothing_left')] };
  const dependents = refused.dependents.map((each) => ({ ...each, ticketId: write.ticketId }));
  return { ok: true, failed: { ...failed, edits, refused: { ...refused, write, dependents } } };
}

function problemsOf({ comment, subject, tags, fields }: FailedEdit): readonly EditProblem[] {
  const ids = fields?.map(({ id }) => id) ?? [];
  return [
    ...(comment?.title.trim() === '' ? [problem('comment.title', 'empty')] : []),
    ...(subject?.trim() === '' ? [problem('subject', 'empty')] : []),
    ...(tags ?? []).flatMap((tag, i) => (/^\S{1,255}$/.test(tag) ? [] : [problem(`tags.${i}`, 'bad_tag')])),
    ...ids.flatMap((id, i) => (ids.indexOf(id) === i ? [] : [problem(`fields.${i}`, 'twice')])),
  ];
}

function partsNotInWrite(
  { change }: TicketWrite,
  { comment, answered_by_id, file }: FailedEdit,
): readonly EditProblem[] {
  return [
    ...(comment !== undefined && comment !== null && change.comment === null ? [problem('comment', 'no_comment')] : []),
    ...(answered_by_id !== undefined && change.voice === null ? [problem('answered_by_id', 'no_voice')] : []),
    ...(file === null && change.file === null ? [problem('file', 'no_file')] : []),
  ];
}

function editedWrite(write: TicketWrite, changes: FailedEdit): TicketWrite {
  const { change } = write;
  const voice =
    change.voice === null || changes.answered_by_id === undefined
      ? change.voice
      : { ...change.voice, answeredById: changes.answered_by_id };
  return {
    ...write,
    ticketId: changes.ticket_id ?? write.ticketId,
    change: {
      ...change,
      comment: changes.comment === undefined ? change.comment : changes.comment,
      tags: changes.tags ?? change.tags,
      fields: changes.fields ?? change.fields,
      assigneeId: changes.assignee_id === undefined ? change.assigneeId : changes.assignee_id,
      status: changes.status ?? change.status,
      voice,
      file: changes.file === undefined ? change.file : null,
    },
  };
}

function editedDraft(
  draft: TicketDraft,
  { subject, requester_id, assignee_id, tags, fields }: FailedEdit,
): TicketDraft {
  const assignee: TicketDraft['assignee'] =
    assignee_id === undefined || assignee_id === 'keep'
      ? draft.assignee
      : assignee_id === null
        ? { kind: 'nobody' }
        : { kind: 'user', id: assignee_id };
  // END-4: a bare draft is sent without assignee and fields. If a person sets one of them, it is sent with the draft.
  const isMore = assignee !== draft.assignee || fields !== undefined;
  return {
    ...draft,
    subject: subject === undefined ? draft.subject : literal(draft.subject, subject),
    requesterId: requester_id ?? draft.requesterId,
    assignee,
    tags: tags ?? draft.tags,
    fields: fields ?? draft.fields,
    bare: draft.bare && !isMore,
  };
}

/** The subject of a person is text and not a template, so it is put in as a value. */
function literal({ context }: TicketDraft['subject'], subject: string): TicketDraft['subject'] {
  return { template: '{{session.type}}', context: { ...context, session: { ...context.session, type: subject } } };
}
