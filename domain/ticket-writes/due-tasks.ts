import { lengthOf, maxCommentLength } from '../zendesk/comment.ts';
import type { FieldValue } from '../zendesk/ticket.ts';
import { isEmptyChange } from '../zendesk/change.ts';
import { dueUploads, sendablePart, uploadsDueAt } from './files.ts';
import type { FileUpload } from './files.ts';
import { updateAllowedAt, requestsLeft, requestAllowedAt, countRequest } from './limits.ts';
import { sooner } from './queue.ts';
import type { Batching, Group, TicketBacklog, Waiting, WriteQueue } from './queue.ts';
import { keyOf, markersOf } from '../zendesk/ticket-write.ts';
import type { TicketUpdate, TicketWrite } from '../zendesk/ticket-write.ts';

/**
 * One request to Zendesk: upload a file, look for markers, send one update, or send a bulk job. The groups of one task have
 * different tickets.
 */
export type Task =
  | ({ readonly kind: 'upload' } & FileUpload)
  | { readonly kind: 'check'; readonly group: Group }
  | { readonly kind: 'send'; readonly group: Group }
  | { readonly kind: 'send_many'; readonly groups: readonly Group[] };

/** BAT-3: Zendesk takes up to 100 tickets in one bulk job. */
export const ticketsPerRequest = 100;

/**
 * Takes the requests that are due now, and marks their writes as under way. Writes stay in the queue if the limits do not
 * allow more requests now (BAT-8).
 *
 * @param now ms since the epoch
 * @param most how many checks and updates may begin. Uploads have a limit of their own. If more are due, `dueAt` is not
 *   later than now.
 */
export function takeDueTasks(
  queue: WriteQueue,
  now: number,
  most = Infinity,
): { readonly queue: WriteQueue; readonly tasks: readonly Task[] } {
  if (queue.dueAt === null || queue.dueAt > now) return { queue, tasks: [] };
  const { spent, batching } = queue;
  const due = [...queue.backlogs.values()]
    .map((backlog) => sendablePart(backlog, queue, now))
    .filter((backlog) => readyAtOf(backlog) <= now);
  const toCheck = due.filter(mustCheckFirst).map(nextGroup);
  const toSend = due
    .filter((backlog) => !mustCheckFirst(backlog) && updateAllowedAt(spent, backlog.ticketId) <= now)
    .map(nextGroup);
  const allowed = requestsOf(toSend, queue).slice(0, requestsLeft(spent, batching.updatesPerMinute, now));
  // Checks and updates get half of the places each, unless the others need fewer.
  const sends = allowed.slice(0, Math.max(most / 2, most - toCheck.length));
  const checks = toCheck.slice(0, Math.max(0, most - sends.length));
  const uploads = dueUploads(queue, now);
  const tasks = [...checks.map((group): Task => ({ kind: 'check', group })), ...sends];

  const backlogs = new Map(queue.backlogs);
  for (const { ticketId, members } of tasks.flatMap(groupsOf)) {
    const waiting = (backlogs.get(ticketId)?.waiting ?? []).filter((one) => !members.includes(one));
    backlogs.set(ticketId, { ticketId, waiting, underWay: members });
  }
  const after = {
    ...queue,
    backlogs,
    spent: sends.reduce((all, task) => countRequest(all, groupsOf(task).map(ticketIdOf), now), spent),
    uploading: [...queue.uploading, ...uploads.map(({ write }) => keyOf(write))],
  };
  return {
    tasks: [...tasks, ...uploads.map((upload): Task => ({ kind: 'upload', ...upload }))],
    queue: { ...after, dueAt: dueAtOf(after, now) },
  };
}

/** The time of the next task, ms since the epoch. Null: there is no task before a write or an answer arrives. */
function dueAtOf(queue: WriteQueue, now: number): number | null {
  const { spent, batching } = queue;
  const requestAt = requestAllowedAt(spent, batching.updatesPerMinute);
  let dueAt = uploadsDueAt(queue, now);
  for (const whole of queue.backlogs.values()) {
    const backlog = sendablePart(whole, queue, now);
    const readyAt = readyAtOf(backlog);
    if (readyAt === Infinity) continue;
    const at = mustCheckFirst(backlog)
      ? readyAt
      : Math.max(readyAt, requestAt, updateAllowedAt(spent, backlog.ticketId));
    dueAt = sooner(dueAt, at);
  }
  return dueAt;
}

/**
 * When the ticket's next request is ready, ms since the epoch; infinite: not before an answer comes. A ticket with a
 * request under way waits for its answer (BAT-3). If the first write was tried before, all others wait for its next
 * attempt. Otherwise the earliest of the waiting writes decides, and the writes before it are sent along (BAT-1).
 */
function readyAtOf({ waiting, underWay }: TicketBacklog): number {
  const [head] = waiting;
  if (head === undefined || underWay.length > 0) return Infinity;
  return head.attempts > 0 ? head.readyAt : Math.min(...waiting.map(({ readyAt }) => readyAt));
}

/** BAT-5: the first write may be in Zendesk already, so its marker is looked for. */
function mustCheckFirst({ waiting: [head] }: TicketBacklog): boolean {
  return head?.check === true;
}

/** BAT-4: the first waiting writes that can share one update. Together their comments must fit into one comment. */
function nextGroup({ ticketId, waiting }: TicketBacklog): Group {
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

/** BAT-4: whether the write can share an update with others of its ticket. A voice comment and a file need their own update. */
function isJoinable({ write, alone }: Waiting): boolean {
  return !alone && write.change.voice === null && write.change.file === null;
}

/** The writes of a task, by ticket. An upload has none, because its write waits on. */
export function groupsOf(task: Task): readonly Group[] {
  switch (task.kind) {
    case 'upload':
      return [];
    case 'send_many':
      return task.groups;
    case 'check':
    case 'send':
      return [task.group];
    default:
      return task satisfies never;
  }
}

function ticketIdOf({ ticketId }: Group): number {
  return ticketId;
}

/** The requests that send these groups. Batched groups share bulk jobs, each other group is one update (BAT-1, BAT-3). */
function requestsOf(
  groups: readonly Group[],
  { batching, voiceInBulk, filesInBulk, legacy }: WriteQueue,
): readonly Task[] {
  // A bulk job may carry a voice comment or a comment with a file, as the only update of its ticket.
  const isBulk = ({ members }: Group): boolean =>
    members.every(
      ({ write, alone }) =>
        !alone &&
        (write.change.file === null || (!legacy && filesInBulk !== false)) &&
        (write.change.voice === null || voiceInBulk !== false) &&
        isBatched(write, batching),
    );
  const bulk = groups.filter(isBulk);
  const requests: Task[] = [];
  for (let i = 0; i < bulk.length; i += ticketsPerRequest) {
    const slice = bulk.slice(i, i + ticketsPerRequest);
    const [only] = slice;
    // One update costs one request. A bulk job costs at least two, because its result must be read.
    if (slice.length === 1 && only !== undefined) requests.push({ kind: 'send', group: only });
    else requests.push({ kind: 'send_many', groups: slice });
  }
  return [...requests, ...groups.filter((group) => !isBulk(group)).map((group): Task => ({ kind: 'send', group }))];
}

/** BAT-1: whether the write is collected with others. If it adds a comment and sets values, both kinds must be batched. */
export function isBatched({ change }: TicketWrite, batching: Batching): boolean {
  const { comment, voice, file, ...updates } = change;
  const isComment = !isEmptyChange({ comment, voice, file });
  return (!isComment || batching.addComment) && (isEmptyChange(updates) || batching.updateTicket);
}

/**
 * BAT-4: one update for all writes of a group. The comments become sections in their order, the last value of a field
 * counts, and all tags are added.
 *
 * @param uploads the tokens of the uploaded files
 */
export function coalesce(
  group: Group,
  uploads: readonly string[] = group.members.flatMap(({ upload }) => upload?.token ?? []),
): TicketUpdate {
  const changes = group.members.map((member) => member.write.change);
  const fields = new Map<number, FieldValue>();
  for (const field of changes.flatMap((change) => change.fields)) fields.set(field.id, field);
  const assignee = changes.map((change) => change.assigneeId).findLast((id) => id !== 'keep');
  return {
    ticketId: group.ticketId,
    writeIds: [...new Set(group.members.flatMap((member) => markersOf(member.write)))],
    sections: changes.flatMap(({ comment }) => comment ?? []),
    tags: [...new Set(changes.flatMap((change) => change.tags))],
    fields: [...fields.values()],
    assigneeId: assignee === undefined ? 'keep' : assignee,
    status: changes.some((change) => change.status === 'open') ? 'open' : 'keep',
    voice: changes.map((change) => change.voice).find((voice) => voice !== null) ?? null,
    uploads,
  };
}
