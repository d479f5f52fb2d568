import type { Comment } from '../comment/comment.ts';
import type { FieldValue } from '../ticket/ticket.ts';
import type { SendOutcome, TicketUpdate, TicketWrite, WriteOutcome } from './write.ts';

/** The part of the settings that the ticket-writes workflow obeys (BAT-1, BAT-2). */
export type Batching = {
  readonly addComment: boolean;
  readonly updateTicket: boolean;
  /** 1 to 60. */
  readonly windowSeconds: number;
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
  readonly batching: Batching;
  /** In the order in which they came, over all tickets. */
  readonly waiting: readonly Waiting[];
  readonly underWay: readonly Group[];
  /** When the open window closes, ms since the epoch. */
  readonly windowClosesAt: number | null;
  /** The last settled ones, so that a write handed over twice is answered, not sent, twice. */
  readonly settled: readonly WriteOutcome[];
};

/** What is to be sent now. Groups of one task have different tickets. */
export type Task =
  | { readonly kind: 'check'; readonly group: Group }
  | { readonly kind: 'send'; readonly group: Group }
  | { readonly kind: 'send_many'; readonly groups: readonly Group[] };

const ticketsPerRequest = 100; // BAT-3
const settledKept = 500;
const markerAgeMs = 5 * 60_000;
const longestBackoffMs = 60_000;

export function newQueue(batching: Batching): WriteQueue {
  return { version: 1, batching, waiting: [], underWay: [], windowClosesAt: null, settled: [] };
}

function isBatched(write: TicketWrite, batching: Batching): boolean {
  const { comment, voice, file, tags, fields, assigneeId, status } = write.change;
  const adds = comment !== null || voice !== null || file !== null;
  const updates = tags.length > 0 || fields.length > 0 || assigneeId !== 'keep' || status !== 'keep';
  return (!adds || batching.addComment) && (!updates || batching.updateTicket);
}

/** BAT-4: may travel with others of its ticket; a voice comment and a file go by themselves. */
function isCoalescable({ write, alone }: Waiting): boolean {
  return !alone && write.change.voice === null && write.change.file === null;
}

/**
 * Takes in writes of any sessions. One that waits or is under way already changes nothing; one that was settled is
 * answered again. BAT-2: the window opens with the first write; 100 tickets close it early.
 */
export function enqueue(
  queue: WriteQueue,
  writes: readonly TicketWrite[],
  now: number,
): { readonly queue: WriteQueue; readonly answers: readonly WriteOutcome[] } {
  const pending = [...queue.waiting, ...queue.underWay.flatMap((group) => group.members)];
  const known = new Set(pending.map(({ write }) => placeOf(write)));
  const settled = new Map(queue.settled.map((outcome) => [placeOf(outcome), outcome]));
  const answers: WriteOutcome[] = [];
  const added: Waiting[] = [];
  let windowClosesAt = queue.windowClosesAt !== null && queue.windowClosesAt > now ? queue.windowClosesAt : null;
  for (const write of writes) {
    const outcome = settled.get(placeOf(write));
    if (outcome !== undefined) answers.push(outcome);
    if (outcome !== undefined || known.has(placeOf(write))) continue;
    known.add(placeOf(write));
    const batched = isBatched(write, queue.batching);
    if (batched) windowClosesAt ??= now + queue.batching.windowSeconds * 1000;
    const check = write.check || now - write.dueAt > markerAgeMs;
    const readyAt = batched && windowClosesAt !== null ? windowClosesAt : now;
    added.push({ write, readyAt, check, afterBulk: false, alone: false, attempts: 0 });
  }
  const next = { ...queue, waiting: [...queue.waiting, ...added], windowClosesAt };
  return { queue: isFull(next) ? closeWindow(next, now) : next, answers };
}

/** The same write may be due on another ticket, once its first one was merged away or deleted (UPD-13, UPD-18). */
function placeOf({ id, ticketId }: { readonly id: string; readonly ticketId: number }): string {
  return `${ticketId}/${id}`;
}

function isFull({ waiting, windowClosesAt }: WriteQueue): boolean {
  const inWindow = waiting.filter((w) => w.readyAt === windowClosesAt);
  return new Set(inWindow.map((w) => w.write.ticketId)).size >= ticketsPerRequest;
}

function closeWindow(queue: WriteQueue, now: number): WriteQueue {
  const waiting = queue.waiting.map((w) => (w.readyAt === queue.windowClosesAt ? { ...w, readyAt: now } : w));
  return { ...queue, waiting, windowClosesAt: null };
}

/** BAT-6: what is pending is flushed, the next window goes by the new settings. */
export function configure(queue: WriteQueue, batching: Batching, now: number): WriteQueue {
  return { ...closeWindow(queue, now), batching };
}

/** When something becomes due by itself, ms since the epoch; null: nothing will, before a write or an answer comes. */
export function nextReadyAt(queue: WriteQueue): number | null {
  const times = [...groupsByTicket(queue).values()].map(readyAtOf);
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
    else if (isCoalescable(head) && isCoalescable(waiting) && head.check === waiting.check) members.push(waiting);
    else closed.add(ticketId);
    if (!isCoalescable(waiting)) closed.add(ticketId);
  }
  return groups;
}

/** A retried head holds its ticket back; else the first member that is ready takes the others along (BAT-1). */
function readyAtOf(members: readonly Waiting[]): number {
  const [head] = members;
  if (head !== undefined && head.attempts > 0) return head.readyAt;
  return Math.min(...members.map((member) => member.readyAt));
}

/** Takes what is due now and marks it as under way. */
export function take(queue: WriteQueue, now: number): { readonly queue: WriteQueue; readonly tasks: readonly Task[] } {
  const ready: Group[] = [...groupsByTicket(queue)]
    .filter(([, members]) => readyAtOf(members) <= now)
    .map(([ticketId, members]) => ({ ticketId, members }));
  if (ready.length === 0) return { queue, tasks: [] };

  const taken = new Set(ready.flatMap((group) => group.members.map((member) => placeOf(member.write))));
  const tasks: Task[] = [];
  const together: Group[] = [];
  for (const group of ready) {
    const [head] = group.members;
    if (head?.check === true) tasks.push({ kind: 'check', group });
    else if (
      head !== undefined &&
      isCoalescable(head) &&
      group.members.every((m) => isBatched(m.write, queue.batching))
    )
      together.push(group);
    else tasks.push({ kind: 'send', group });
  }
  for (let i = 0; i < together.length; i += ticketsPerRequest) {
    const groups = together.slice(i, i + ticketsPerRequest);
    const [only] = groups;
    // One ticket costs one request by itself, and at least two as a job.
    if (groups.length === 1 && only !== undefined) tasks.push({ kind: 'send', group: only });
    else tasks.push({ kind: 'send_many', groups });
  }
  return {
    queue: {
      ...queue,
      waiting: queue.waiting.filter((w) => !taken.has(placeOf(w.write))),
      underWay: [...queue.underWay, ...ready],
    },
    tasks,
  };
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
    sections: changes.map((change) => change.comment).filter((comment): comment is Comment => comment !== null),
    tags: [...new Set(changes.flatMap((change) => change.tags))],
    fields: [...fields.values()],
    assigneeId: assignee === undefined ? 'keep' : assignee,
    status: changes.some((change) => change.status === 'open') ? 'open' : 'keep',
    voice: changes.map((change) => change.voice).find((voice) => voice !== null) ?? null,
    uploads,
  };
}

type Settling = { readonly queue: WriteQueue; readonly answers: readonly WriteOutcome[] };

function release(
  queue: WriteQueue,
  group: Group,
  back: readonly Waiting[],
  answers: readonly WriteOutcome[],
): Settling {
  return {
    answers,
    queue: {
      ...queue,
      // To the front, so that the order of the ticket's writes is kept (BAT-4).
      waiting: [...back, ...queue.waiting],
      underWay: queue.underWay.filter((other) => other.ticketId !== group.ticketId),
      settled: [...queue.settled, ...answers].slice(-settledKept),
    },
  };
}

function outcomeBase({ write }: Waiting): { readonly id: string; readonly ticketId: number } {
  return { id: write.id, ticketId: write.ticketId };
}

function backoff(afterMs: number, attempts: number): number {
  return Math.max(afterMs, Math.min(longestBackoffMs, afterMs * 2 ** Math.min(attempts, 16)));
}

/** Codes that speak of the ticket, not of what was written: every write of the group meets them alike. */
const ticketCodes: readonly string[] = ['TicketClosed', 'TicketGone'];

/**
 * What became of a group that was sent. `bulk`: it travelled with others. A refused group of several is sent again one
 * by one, so that a bad write never fails its neighbours (BAT-5).
 */
export function settle(
  queue: WriteQueue,
  group: Group,
  outcome: SendOutcome,
  now: number,
  how: { readonly bulk: boolean; readonly contentUrl: string | null },
): Settling {
  switch (outcome.kind) {
    case 'applied':
      return release(
        queue,
        group,
        [],
        group.members.map((m) => ({
          ...outcomeBase(m),
          kind: 'written',
          contentUrl: how.contentUrl,
          droppedFields: m.write.change.fields.map(({ id }) => id).filter((id) => outcome.droppedFields.includes(id)),
        })),
      );
    case 'refused': {
      const splittable = group.members.length > 1 && !ticketCodes.includes(outcome.code);
      if (splittable)
        return release(
          queue,
          group,
          group.members.map((m) => ({ ...m, alone: true, readyAt: now })),
          [],
        );
      const { code, message } = outcome;
      return release(
        queue,
        group,
        [],
        group.members.map((m) => ({ ...outcomeBase(m), kind: 'refused', code, message })),
      );
    }
    case 'later':
    case 'unknown': {
      const unknown = outcome.kind === 'unknown';
      const back = group.members.map((member) => ({
        ...member,
        readyAt: now + backoff(outcome.afterMs, member.attempts),
        attempts: member.attempts + 1,
        check: member.check || unknown,
        afterBulk: member.afterBulk || (unknown && how.bulk),
      }));
      return release(queue, group, back, []);
    }
    default:
      return outcome satisfies never;
  }
}

/** The bulk request was refused as a whole: each of its tickets by itself, and there each write that fails by itself. */
export function spoilt(queue: WriteQueue, groups: readonly Group[], now: number): WriteQueue {
  return groups.reduce(
    (rest, group) =>
      release(
        rest,
        group,
        group.members.map((m) => ({ ...m, alone: true, readyAt: now })),
        [],
      ).queue,
    queue,
  );
}

/** The file of this write can't be had, for good: the session decides what to write instead. */
export function fileRefused(queue: WriteQueue, group: Group, message: string): Settling {
  return release(
    queue,
    group,
    [],
    group.members.map((m) => ({ ...outcomeBase(m), kind: 'file_refused', message })),
  );
}

/** The ticket's audits were read: what stands there is settled, the rest can be sent without doubt. */
export function checked(
  queue: WriteQueue,
  group: Group,
  found: readonly { readonly writeId: string; readonly contentUrl: string | null }[],
  now: number,
): Settling {
  const byId = new Map(found.map((marker) => [marker.writeId, marker]));
  const answers = group.members.flatMap((member): WriteOutcome[] => {
    const marker = byId.get(member.write.id);
    if (marker === undefined) return [];
    return [{ ...outcomeBase(member), kind: 'written', contentUrl: marker.contentUrl, droppedFields: [] }];
  });
  const back = group.members
    .filter((member) => !byId.has(member.write.id))
    .map((member) => ({ ...member, check: false, afterBulk: false, readyAt: now }));
  return release(queue, group, back, answers);
}

/** At continue-as-new: what is still under way may or may not have been applied. */
export function doubtAll(queue: WriteQueue, now: number): WriteQueue {
  return queue.underWay.reduceRight<WriteQueue>((rest, group) => {
    const back = group.members.map((m) => ({ ...m, check: true, afterBulk: true, readyAt: now }));
    return release(rest, group, back, []).queue;
  }, queue);
}
