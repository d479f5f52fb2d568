import { lengthOf, maxCommentLength } from '../zendesk/comment.ts';
import type { FieldValue } from '../zendesk/ticket.ts';
import { isEmptyChange } from '../zendesk/change.ts';
import { freeAt, room, roomAt, spend } from './limits.ts';
import { sooner } from './queue.ts';
import type { Batching, Group, TicketBacklog, Waiting, WriteQueue } from './queue.ts';
import type { TicketUpdate, TicketWrite } from '../zendesk/ticket-write.ts';

/** What is to be sent now. Groups of one task have different tickets. */
export type Task =
  | { readonly kind: 'check'; readonly group: Group }
  | { readonly kind: 'send'; readonly group: Group }
  | { readonly kind: 'send_many'; readonly groups: readonly Group[] };

export const ticketsPerRequest = 100; // BAT-3

/** Takes what is due now and marks it as under way. What the limits have no room for stays (BAT-8). */
export function takeDueTasks(
  queue: WriteQueue,
  now: number,
): { readonly queue: WriteQueue; readonly tasks: readonly Task[] } {
  if (queue.dueAt === null || queue.dueAt > now) return { queue, tasks: [] };
  const { spent, batching } = queue;
  const due = [...queue.backlogs.values()].filter((backlog) => readyAtOf(backlog) <= now);
  const doubtful = due.filter(isDoubtful).map(nextOf);
  const sendable = due.filter((backlog) => !isDoubtful(backlog) && freeAt(spent, backlog.ticketId) <= now).map(nextOf);
  const sends = requestsOf(sendable, queue).slice(0, room(spent, batching.updatesPerMinute, now));
  const tasks = [...doubtful.map((group): Task => ({ kind: 'check', group })), ...sends];

  const backlogs = new Map(queue.backlogs);
  for (const { ticketId, members } of tasks.flatMap(groupsOf)) {
    const waiting = (backlogs.get(ticketId)?.waiting ?? []).slice(members.length);
    backlogs.set(ticketId, { ticketId, waiting, underWay: members });
  }
  const after = {
    ...queue,
    backlogs,
    spent: sends.reduce((all, task) => spend(all, groupsOf(task).map(ticketIdOf), now), spent),
  };
  return { tasks, queue: { ...after, dueAt: dueAtOf(after) } };
}

/** When something becomes due by itself, ms since the epoch; null: nothing will, before a write or an answer comes. */
function dueAtOf({ backlogs, spent, batching }: WriteQueue): number | null {
  const roomy = roomAt(spent, batching.updatesPerMinute);
  let dueAt: number | null = null;
  for (const backlog of backlogs.values()) {
    const readyAt = readyAtOf(backlog);
    if (readyAt === Infinity) continue;
    const at = isDoubtful(backlog) ? readyAt : Math.max(readyAt, roomy, freeAt(spent, backlog.ticketId));
    dueAt = sooner(dueAt, at);
  }
  return dueAt;
}

/**
 * A ticket with something under way waits (BAT-3), and a head that is to be tried again holds its ticket back; else the
 * first that is ready takes along what waits before it (BAT-1).
 */
function readyAtOf({ waiting, underWay }: TicketBacklog): number {
  const [head] = waiting;
  if (head === undefined || underWay.length > 0) return Infinity;
  return head.attempts > 0 ? head.readyAt : Math.min(...waiting.map(({ readyAt }) => readyAt));
}

function isDoubtful({ waiting: [head] }: TicketBacklog): boolean {
  return head?.check === true;
}

/** BAT-4: what goes together in one update, from the head on. No more is joined than one comment holds. */
function nextOf({ ticketId, waiting }: TicketBacklog): Group {
  const [head] = waiting;
  let length = 0;
  const end = waiting.findIndex((next) => {
    const { comment } = next.write.change;
    length += comment === null ? 0 : lengthOf(comment);
    return next !== head && !(head !== undefined && mayJoin(head, next) && length <= maxCommentLength);
  });
  return { ticketId, members: end < 0 ? waiting : waiting.slice(0, end) };
}

function mayJoin(head: Waiting, next: Waiting): boolean {
  return isJoinable(head) && isJoinable(next) && head.check === next.check;
}

/** BAT-4: may travel with others of its ticket; a voice comment and a file go by themselves. */
function isJoinable({ write, alone }: Waiting): boolean {
  return !alone && write.change.voice === null && write.change.file === null;
}

export function groupsOf(task: Task): readonly Group[] {
  return task.kind === 'send_many' ? task.groups : [task.group];
}

function ticketIdOf({ ticketId }: Group): number {
  return ticketId;
}

/** The requests that carry these groups: batched ones together, the others each by itself (BAT-1, BAT-3). */
function requestsOf(groups: readonly Group[], { batching, voiceInBulk }: WriteQueue): readonly Task[] {
  // A voice comment is alone on its ticket, not in the request; a file is uploaded first, one ticket at a time.
  const isTogether = ({ members }: Group): boolean =>
    members.every(
      ({ write, alone }) =>
        !alone &&
        write.change.file === null &&
        (write.change.voice === null || voiceInBulk !== false) &&
        isBatched(write, batching),
    );
  const together = groups.filter(isTogether);
  const requests: Task[] = [];
  for (let i = 0; i < together.length; i += ticketsPerRequest) {
    const slice = together.slice(i, i + ticketsPerRequest);
    const [only] = slice;
    // One ticket costs one request by itself, and at least two as a job.
    if (slice.length === 1 && only !== undefined) requests.push({ kind: 'send', group: only });
    else requests.push({ kind: 'send_many', groups: slice });
  }
  return [...requests, ...groups.filter((group) => !isTogether(group)).map((group): Task => ({ kind: 'send', group }))];
}

/** Whether the write waits for others (BAT-1). One that adds a comment and sets something waits where both kinds do. */
export function isBatched({ change }: TicketWrite, batching: Batching): boolean {
  const { comment, voice, file, ...updates } = change;
  const isComment = !isEmptyChange({ comment, voice, file });
  return (!isComment || batching.addComment) && (isEmptyChange(updates) || batching.updateTicket);
}

/** BAT-4: comments become sections in order, the last value of a field wins, tags add up. */
export function coalesce(group: Group, uploads: readonly string[] = []): TicketUpdate {
  const changes = group.members.map((member) => member.write.change);
  const fields = new Map<number, FieldValue>();
  for (const field of changes.flatMap((change) => change.fields)) fields.set(field.id, field);
  const assignee = changes.map((change) => change.assigneeId).findLast((id) => id !== 'keep');
  return {
    ticketId: group.ticketId,
    writeIds: group.members.map((member) => member.write.id),
    sections: changes.flatMap(({ comment }) => comment ?? []),
    tags: [...new Set(changes.flatMap((change) => change.tags))],
    fields: [...fields.values()],
    assigneeId: assignee === undefined ? 'keep' : assignee,
    status: changes.some((change) => change.status === 'open') ? 'open' : 'keep',
    voice: changes.map((change) => change.voice).find((voice) => voice !== null) ?? null,
    uploads,
  };
}
