import { limits } from '../limits.ts';
import { isGap } from './gaps.ts';
import {
  deferOvertaken,
  mustFollowParked,
  nextUnparkAt,
  park,
  parkFile,
  sendBack,
  unexpiredSlots,
  unpark,
  unparkByLegacy,
  withoutSlot,
} from './parking.ts';
import { sizeOf, sooner } from './queue.ts';
import type { Batching, TicketBacklog, Waiting, WriteQueue } from './queue.ts';
import { isBatched, ticketsPerRequest } from './due-tasks.ts';
import { windowMs } from './window.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { TicketWrite, WriteAnswer, WriteOutcome } from '../zendesk/ticket-write.ts';

/** A write may have been sent by an earlier workflow, or before a restore, if it is due for longer than this. */
const markerAgeMs = limits.restore.queueDelay.value * 1000;

/** BAT-9: the part of the queue that writes without their file may take beside the others. */
const shareOfFiles = 1 / 8;

type TakenIn = { readonly queue: WriteQueue; readonly answers: readonly WriteAnswer[] };

/**
 * Takes in the writes of any sessions. A write that is already in the queue changes nothing. A finished write gets its
 * result again. A write for which there is no room is answered `parked` (BAT-9). BAT-2: the window opens with the first
 * write, and 100 tickets close it early.
 *
 * @param now ms since the epoch
 * @returns `elsewhere`: the writes of tickets that belong to other shards, in their order
 */
export function enqueue(
  queue: WriteQueue,
  writes: readonly TicketWrite[],
  now: number,
): TakenIn & { readonly elsewhere: readonly TicketWrite[] } {
  const backlogs = new Map(queue.backlogs);
  // Each backlog that gets a write is copied only once.
  const waitingByTicket = new Map<number, Waiting[]>();
  const answers: WriteAnswer[] = [];
  const elsewhere: TicketWrite[] = [];
  let { bytes, fileBytes, isParking, dueAt } = queue;
  let slots = unexpiredSlots(queue, now);
  let windowClosesAt = queue.windowClosesAt !== null && queue.windowClosesAt > now ? queue.windowClosesAt : null;
  for (const write of writes) {
    const { ticketId } = write;
    const backlog = backlogs.get(ticketId) ?? { ticketId, waiting: [], underWay: [] };
    const outcome = knownOutcome(queue.finished.get(keyOf(write))?.outcome, write);
    if (outcome !== undefined) answers.push(outcome);
    if (outcome !== undefined || contains(backlog, write.id)) continue;

    const size = sizeOf(write);
    const isHere = belongsTo(queue, ticketId);
    // An empty queue takes every write, however large, because otherwise a large write would be parked for ever. Writes
    // without their file do not fill the queue, because they may stay for long.
    const filled = bytes - fileBytes;
    isParking ||= isHere && !isDraining(queue) && filled > 0 && filled + size > queue.mostBytes;
    const isParked = isDraining(queue) || (isHere && isParking);
    if (isParked || (isHere && mustFollowParked(write, slots, queue))) {
      const parked = isParked || queue.legacy ? park(slots, write, now) : sendBack(slots, write, now);
      ({ slots } = parked);
      answers.push(parked.answer);
      continue;
    }
    if (!isHere) {
      slots = withoutSlot(slots, write);
      elsewhere.push(write);
      continue;
    }
    if (hasOvertaken(write, backlog, queue.finished)) {
      answers.push(...deferOvertaken(write, queue, now));
      continue;
    }
    slots = withoutSlot(slots, write);
    if (write.change.file !== null && !queue.legacy) {
      if (fileBytes > 0 && fileBytes + size > queue.mostBytes * shareOfFiles) {
        answers.push(parkFile(write, isUnsent(write, queue, now), now));
        continue;
      }
      fileBytes += size;
    }
    bytes += size;
    const batched = isBatched(write, queue.batching);
    if (batched) windowClosesAt ??= now + windowMs(queue.batching, queue.spent, now);
    const readyAt = batched && windowClosesAt !== null ? windowClosesAt : now;
    const mayBeThere = write.check || now - write.dueAt > markerAgeMs || write.dueAt <= queue.forgottenUpTo;
    const check = mayBeThere && !isUnsent(write, queue, now);
    const added: Waiting = { write, readyAt, check, afterBulk: false, alone: false, attempts: 0 };
    const waiting = waitingByTicket.get(ticketId) ?? [...backlog.waiting];
    waiting.push(added);
    waitingByTicket.set(ticketId, waiting);
    if (backlog.waiting !== waiting) backlogs.set(ticketId, { ...backlog, waiting });
    // The upload of a file does not wait for the window.
    dueAt = sooner(dueAt, write.change.file === null || queue.legacy ? readyAt : now);
  }
  const next = { ...queue, backlogs, bytes, fileBytes, isParking, parkedSlots: slots, windowClosesAt, dueAt };
  return { queue: isFull(next) ? closeWindow(next, now) : next, answers, elsewhere };
}

/**
 * Whether the session knows that its write was not sent. It does not know it if the database may have been restored since
 * (TKT-12): then the write may have been sent in the time that Temporal has forgotten.
 */
function isUnsent({ unsentAt }: TicketWrite, { forgottenUpTo }: WriteQueue, now: number): boolean {
  return unsentAt !== undefined && !isGap(unsentAt, now) && now > forgottenUpTo;
}

function contains({ waiting, underWay }: TicketBacklog, id: string): boolean {
  return waiting.some(({ write }) => write.id === id) || underWay.some(({ write }) => write.id === id);
}

function hasOvertaken(
  { after, ticketId }: TicketWrite,
  backlog: TicketBacklog,
  finished: WriteQueue['finished'],
): boolean {
  return after !== undefined && !contains(backlog, after) && !finished.has(keyOf({ id: after, ticketId }));
}

/** The number of shards is being changed. The shards get the new number when none of them has an unfinished write. */
function isDraining({ batching: { shards } }: WriteQueue): boolean {
  return shards === null;
}

function belongsTo({ batching: { shards }, shard }: WriteQueue, ticketId: number): boolean {
  return shards === null || ticketId % shards === shard;
}

/** BAT-9: when there is room again, the sessions may hand their parked writes over, in the order of each ticket. */
export function unparkAll(queue: WriteQueue, now: number): TakenIn {
  if (!mayUnpark(queue)) return { queue, answers: [] };
  const unexpired = unexpiredSlots(queue, now);
  const { slots, answers } = queue.legacy ? unparkByLegacy(unexpired, now) : unpark(unexpired, now);
  return { queue: { ...queue, parkedSlots: slots }, answers };
}

/**
 * When `unparkAll` may have more answers although nothing else happens, ms since the epoch. Null: not before.
 *
 * @param now ms since the epoch
 */
export function unparkDueAt(queue: WriteQueue, now: number): number | null {
  return queue.legacy || !mayUnpark(queue) ? null : nextUnparkAt(queue.parkedSlots, now);
}

function mayUnpark(queue: WriteQueue): boolean {
  return queue.parkedSlots.length > 0 && !queue.isParking && !isDraining(queue);
}

/**
 * The known result of a write, addressed to the workflow that hands it over now. A replay tries a refused write again, so
 * a refusal is no answer to it (OPS-3).
 */
function knownOutcome(outcome: WriteOutcome | undefined, { answerTo }: TicketWrite): WriteOutcome | undefined {
  if (outcome === undefined) return undefined;
  const { answerTo: _earlierReceiver, ...plain } = outcome;
  if (answerTo === undefined) return plain;
  return plain.kind === 'written' ? { ...plain, answerTo } : undefined;
}

function isFull({ backlogs, windowClosesAt }: WriteQueue): boolean {
  if (backlogs.size < ticketsPerRequest || windowClosesAt === null) return false;
  let tickets = 0;
  for (const backlog of backlogs.values()) tickets += isInWindow(backlog, windowClosesAt) ? 1 : 0;
  return tickets >= ticketsPerRequest;
}

function isInWindow({ waiting }: TicketBacklog, windowClosesAt: number): boolean {
  return waiting.some(({ readyAt }) => readyAt === windowClosesAt);
}

function closeWindow(queue: WriteQueue, now: number): WriteQueue {
  const { windowClosesAt } = queue;
  if (windowClosesAt === null) return queue;
  const backlogs = new Map(queue.backlogs);
  for (const backlog of queue.backlogs.values()) {
    if (!isInWindow(backlog, windowClosesAt)) continue;
    const close = (one: Waiting): Waiting => (one.readyAt === windowClosesAt ? { ...one, readyAt: now } : one);
    backlogs.set(backlog.ticketId, { ...backlog, waiting: backlog.waiting.map(close) });
  }
  return {
    ...queue,
    backlogs,
    windowClosesAt: null,
    dueAt: sooner(queue.dueAt, now),
  };
}

/** BAT-6: writes that wait for the window become due now. The next window has the length of the new settings. */
export function configure(queue: WriteQueue, batching: Batching, now: number): WriteQueue {
  // With the earlier number of shards another shard may have finished writes of this shard's tickets.
  const forgottenUpTo =
    batching.shards === queue.batching.shards ? queue.forgottenUpTo : Math.max(queue.forgottenUpTo, now);
  // The new limit may allow requests at once, so the tasks are computed now.
  return { ...closeWindow(queue, now), batching, forgottenUpTo, dueAt: now };
}
