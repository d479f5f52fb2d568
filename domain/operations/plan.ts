import { readSession } from '../session/read-session.ts';
import { wantedUpdates } from '../ticket-updates/wanted-updates.ts';
import { renderSubject } from '../settings/subject-template.ts';
import type { TicketDraft } from '../zendesk/ticket.ts';
import type { AllTaken } from '../zendesk/change.ts';
import type { TicketWrite } from '../zendesk/ticket-write.ts';
import type { FailedEdit } from './edit.ts';
import { summaryOf } from './failed.ts';
import type { Failed, FailedSummary } from './failed.ts';
import { blockingProblem, failedProblems, withOpenedTicket } from './replay.ts';

/**
 * OPS-3: the actions of a replay in their order, as sentences for the operator.
 * @param now ms since the epoch
 */
export function replayPlan(failed: Failed, now: number): readonly string[] {
  const refusal = blockingProblem(failed);
  if (refusal !== null) return [failedProblems[refusal]];
  const { refused } = failed;
  if (refused.kind === 'write')
    return [
      `Looks on ticket ${refused.write.ticketId} for the marker ${refused.write.id}: if it is there, nothing is written again.`,
      ...planOf(refused.write),
      ...refused.dependents.flatMap((write) => ['Then, behind it:', ...planOf(write)]),
    ];
  const { draft, heldSession, settings } = refused;
  const opened = { ticketId: 0, requesterId: draft.requesterId, assigneeId: null, agentId: null, droppedFields: [] };
  const session = withOpenedTicket(heldSession, draft, opened, now);
  const { ticket } = session.progress;
  const updates = ticket === null ? [] : wantedUpdates(readSession(session, settings, now), ticket);
  return [
    `Looks for a ticket with the external id ${draft.externalId}: if there is one, it is used.`,
    ...ticketPlan(draft),
    ...(updates.length === 0
      ? []
      : [`Then goes on with the session, which writes what is due: ${updates.map(({ fact }) => fact).join(', ')}.`]),
  ];
}

function ticketPlan(draft: TicketDraft): readonly string[] {
  const subject = renderSubject(draft.subject.template, draft.subject.context);
  const { assignee } = draft;
  const to =
    draft.bare || assignee.kind === 'nobody'
      ? 'without an assignee'
      : assignee.kind === 'user'
        ? `assigned to ${assignee.id}`
        : `assigned to the agent of the session`;
  const fields =
    draft.bare || draft.fields.length === 0 ? '' : `, fields ${draft.fields.map(({ id }) => id).join(', ')}`;
  return [
    `Makes the ticket "${subject}" for contact ${draft.requesterId}, ${to}, tags ${draft.tags.join(', ')}${fields}.`,
  ];
}

function planOf({ ticketId, change }: TicketWrite): readonly string[] {
  const { comment, voice, file, tags, fields, assigneeId, status, ...rest } = change;
  rest satisfies AllTaken;
  const on = `ticket ${ticketId}`;
  return [
    ...(comment === null
      ? []
      : [`Adds the comment "${comment.title}" to ${on}${file === null ? '' : ', with a file'}.`]),
    ...(comment === null && file !== null ? [`Adds a file to ${on}.`] : []),
    ...(voice === null ? [] : [`Adds a call of ${voice.durationSeconds} s with its recording to ${on}.`]),
    ...(tags.length === 0 ? [] : [`Adds the tags ${tags.join(', ')} to ${on}.`]),
    ...(fields.length === 0 ? [] : [`Sets the fields ${fields.map(({ id }) => id).join(', ')} of ${on}.`]),
    ...(assigneeId === 'keep' ? [] : [assigneeId === null ? `Unassigns ${on}.` : `Assigns ${on} to ${assigneeId}.`]),
    ...(status === 'keep' ? [] : [`Sets ${on} to ${status}.`]),
  ];
}

/** A failed write as an operator sees it: its refusal, its content, and the plan of a replay. */
export type FailedView = FailedSummary &
  Pick<Failed, 'replays' | 'edits' | 'replaying' | 'settled'> & {
    readonly kind: 'write' | 'ticket';
    readonly parts: FailedEdit;
    readonly plan: readonly string[];
  };

/** @param now ms since the epoch */
export function failedViewOf(failed: Failed, now: number): FailedView {
  const { replays, edits, replaying, settled, refused } = failed;
  const plan = replayPlan(failed, now);
  return { ...summaryOf(failed), kind: refused.kind, replays, edits, replaying, settled, parts: partsOf(failed), plan };
}

/** The content of the failed write in the form that an edit takes, so that an operator can change a part and send it back. */
export function partsOf({ refused }: Failed): FailedEdit {
  if (refused.kind === 'ticket') return partsOfDraft(refused.draft);
  return partsOfWrite(refused.write);
}

function partsOfDraft(draft: TicketDraft): FailedEdit {
  const { assignee } = draft;
  return {
    subject: renderSubject(draft.subject.template, draft.subject.context),
    requester_id: draft.requesterId,
    assignee_id: assignee.kind === 'user' ? assignee.id : assignee.kind === 'nobody' ? null : 'keep',
    tags: draft.tags,
    fields: draft.fields,
  };
}

function partsOfWrite({ ticketId, change }: TicketWrite): FailedEdit {
  // The file is left out, because an edit can only remove it.
  const { comment, tags, fields, assigneeId, status, voice, file: _file, ...rest } = change;
  rest satisfies AllTaken;
  return {
    ticket_id: ticketId,
    tags,
    fields,
    assignee_id: assigneeId,
    status,
    ...(comment === null ? {} : { comment }),
    ...(voice === null ? {} : { answered_by_id: voice.answeredById }),
  };
}
