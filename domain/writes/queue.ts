import { fitOneComment } from '../comment/comment.ts';
import type { Comment } from '../comment/comment.ts';
import type { FieldValue } from '../ticket/ticket.ts';
import { fullUntil, nothingSpent, room, roomAt, spend } from './limits.ts';
import type { Spent } from './limits.ts';
import { mostBytes, placeOf, sizeOf } from './backlog.ts';
import type { Reservation } from './backlog.ts';
import type { TicketUpdate, TicketWrite, WriteOutcome } from './write.ts';

/** The part of the settings that the ticket-writes workflow obeys (BAT-1, BAT-2). */
export type Batching = {
  readonly addComment: boolean;
  readonly updateTicket: boolean;
  /** 1 to 60. */
  readonly windowSeconds: number;
  /** Whether the window goes by what is left of the budget. */
  readonly adaptive: boolean;
  /** A ticket belongs to the shard that is its id modulo this number. Null: it is being changed, nothing is taken in. */
  readonly shards: number | null;
  /** BAT-8: requests that update tickets, of this queue alone. */
  readonly updatesPerMinute: number;
};

/** A write that Zendesk does not have yet. */
export type Waiting = {
  readonly write: TicketWrite;
  /** Ms since the epoch: the end of its window, or the time of the next attempt. */
  readonly readyAt: number;
  /** It may be in Zendesk already: look for its marker before sending. */
  readonly check: boolean;
  /** The answer to a bulk request was lost: an absent marker proves nothing while a job is running. */
  readonly afterBulk: boolean;
  /** It was refused together with others, or spoilt a bulk request: next time by itself. */
  readonly alone: boolean;
  readonly attempts: number;
};

/** The writes of one ticket that are under way in one request, and nothing else of that ticket with them (BAT-3). */
export type Group = { readonly ticketId: number; readonly members: readonly Waiting[] };

/** Everything the ticket-writes workflow carries over: plain JSON (BAT-7). */
export type WriteQueue = {
  readonly version: 1;
  readonly shard: number;
  readonly batching: Batching;
  /** In the order in which they came, over all tickets. */
  readonly waiting: readonly Waiting[];
  readonly underWay: readonly Group[];
  /** BAT-9: what waits and what is under way, in bytes of JSON; counted as it comes and goes. */
  readonly bytes: number;
  readonly mostBytes: number;
  /** Sessions are asked to hold their writes back. */
  readonly holding: boolean;
  /** Places of writes that were held back, in the order in which they came. */
  readonly held: readonly Reservation[];
  /** When the open window closes, ms since the epoch. */
  readonly windowClosesAt: number | null;
  readonly spent: Spent;
  /** The last settled ones, so that a write handed over twice is answered, not sent, twice. */
  readonly settled: readonly WriteOutcome[];
};

/** What is to be sent now. Groups of one task have different tickets. */
export type Task =
  | { readonly kind: 'check'; readonly group: Group }
  | { readonly kind: 'send'; readonly group: Group }
  | { readonly kind: 'send_many'; readonly groups: readonly Group[] };

export const ticketsPerRequest = 100; // BAT-3

export function newQueue(batching: Batching, shard = 0, most = mostBytes): WriteQueue {
  return {
    version: 1,
    shard,
    batching,
    waiting: [],
    underWay: [],
    bytes: 0,
    mostBytes: most,
    holding: false,
    held: [],
    windowClosesAt: null,
    spent: nothingSpent,
    settled: [],
  };
}

/** Once these are settled for good. Sessions go on well under the mark: not every write that lands calls one more in. */
export function without(queue: WriteQueue, gone: readonly Waiting[]): Pick<WriteQueue, 'bytes' | 'holding'> {
  const bytes = gone.reduce((rest, { write }) => rest - sizeOf(write), queue.bytes);
  return { bytes, holding: queue.holding && bytes >= queue.mostBytes / 2 };
}

export function isBatched(write: TicketWrite, batching: Batching): boolean {
  const { comment, voice, file, tags, fields, assigneeId, status } = write.change;
  const adds = comment !== null || voice !== null || file !== null;
  const updates = tags.length > 0 || fields.length > 0 || assigneeId !== 'keep' || status !== 'keep';
  return (!adds || batching.addComment) && (!updates || batching.updateTicket);
}

/** BAT-4: may travel with others of its ticket; a voice comment and a file go by themselves. */
function isCoalescable({ write, alone }: Waiting): boolean {
  return !alone && write.change.voice === null && write.change.file === null;
}

/** When something becomes due by itself, ms since the epoch; null: nothing will, before a write or an answer comes. */
export function nextReadyAt(queue: WriteQueue): number | null {
  const free = roomAt(queue.spent, queue.batching.updatesPerMinute);
  const full = fullUntil(queue.spent);
  const times = [...groupsByTicket(queue)].map(([ticketId, members]) =>
    members[0]?.check === true ? readyAtOf(members) : Math.max(readyAtOf(members), free, full.get(ticketId) ?? 0),
  );
  return times.length === 0 ? null : Math.min(...times);
}

/** What can be sent of each ticket next, in its order, of tickets with nothing under way (BAT-3, BAT-4). */
function groupsByTicket(queue: WriteQueue): ReadonlyMap<number, readonly Waiting[]> {
  const busy = new Set(queue.underWay.map((group) => group.ticketId));
  const groups = new Map<number, Waiting[]>();
  const closed = new Set<number>();
  for (const waiting of queue.waiting) {
    const { ticketId } = waiting.write;
    if (busy.has(ticketId) || closed.has(ticketId)) continue;
    const members = groups.get(ticketId);
    const head = members?.[0];
    if (members === undefined || head === undefined) groups.set(ticketId, [waiting]);
    else if (mayJoin(members, head, waiting)) members.push(waiting);
    else closed.add(ticketId);
  }
  return groups;
}

/** BAT-4: nothing is joined beyond what one comment holds; the rest goes with the next update. */
function mayJoin(members: readonly Waiting[], head: Waiting, next: Waiting): boolean {
  if (!isCoalescable(head) || !isCoalescable(next) || head.check !== next.check) return false;
  return next.write.change.comment === null || fitOneComment(sectionsOf([...members, next]));
}

function sectionsOf(members: readonly Waiting[]): readonly Comment[] {
  return members.flatMap(({ write }) => write.change.comment ?? []);
}

/** A retried head holds its ticket back; else the first member that is ready takes the others along (BAT-1). */
function readyAtOf(members: readonly Waiting[]): number {
  const [head] = members;
  if (head !== undefined && head.attempts > 0) return head.readyAt;
  return Math.min(...members.map((member) => member.readyAt));
}

/** Takes what is due now and marks it as under way. What the limits have no room for stays (BAT-8). */
export function take(queue: WriteQueue, now: number): { readonly queue: WriteQueue; readonly tasks: readonly Task[] } {
  const due = [...groupsByTicket(queue)]
    .filter(([, members]) => readyAtOf(members) <= now)
    .map(([ticketId, members]): Group => ({ ticketId, members }));
  const checks = due.filter(isDoubtful).map((group): Task => ({ kind: 'check', group }));
  const full = fullUntil(queue.spent);
  const sendable = due.filter((group) => !isDoubtful(group) && (full.get(group.ticketId) ?? 0) <= now);
  const sends = requestsOf(sendable, queue.batching).slice(0, room(queue.spent, queue.batching.updatesPerMinute, now));
  const tasks = [...checks, ...sends];
  if (tasks.length === 0) return { queue, tasks };

  const underWay = tasks.flatMap(groupsOf);
  const taken = new Set(underWay.flatMap((group) => group.members.map(({ write }) => placeOf(write))));
  return {
    tasks,
    queue: {
      ...queue,
      waiting: queue.waiting.filter(({ write }) => !taken.has(placeOf(write))),
      underWay: [...queue.underWay, ...underWay],
      spent: sends.reduce(
        (spent, task) =>
          spend(
            spent,
            groupsOf(task).map(({ ticketId }) => ticketId),
            now,
          ),
        queue.spent,
      ),
    },
  };
}

function isDoubtful({ members }: Group): boolean {
  return members[0]?.check === true;
}

function groupsOf(task: Task): readonly Group[] {
  return task.kind === 'send_many' ? task.groups : [task.group];
}

/** The requests that carry these groups: batched ones together, the others each by itself (BAT-1, BAT-3). */
function requestsOf(groups: readonly Group[], batching: Batching): readonly Task[] {
  const isTogether = ({ members }: Group): boolean =>
    members.every((member) => isCoalescable(member) && isBatched(member.write, batching));
  const alone = groups.filter((group) => !isTogether(group)).map((group): Task => ({ kind: 'send', group }));
  const together = groups.filter(isTogether);
  const requests: Task[] = [];
  for (let i = 0; i < together.length; i += ticketsPerRequest) {
    const slice = together.slice(i, i + ticketsPerRequest);
    const [only] = slice;
    // One ticket costs one request by itself, and at least two as a job.
    if (slice.length === 1 && only !== undefined) requests.push({ kind: 'send', group: only });
    else requests.push({ kind: 'send_many', groups: slice });
  }
  return [...requests, ...alone];
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
    sections: sectionsOf(group.members),
    tags: [...new Set(changes.flatMap((change) => change.tags))],
    fields: [...fields.values()],
    assigneeId: assignee === undefined ? 'keep' : assignee,
    status: changes.some((change) => change.status === 'open') ? 'open' : 'keep',
    voice: changes.map((change) => change.voice).find((voice) => voice !== null) ?? null,
    uploads,
  };
}
