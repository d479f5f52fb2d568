import { limits } from '../limits.ts';
import { deferOvertaken, mustFollowParked, park, sizeOf, unexpiredSlots, unpark, withoutSlot } from './parking.ts';
import { sooner } from './queue.ts';
import type { Batching, TicketBacklog, Waiting, WriteQueue } from './queue.ts';
import { isBatched, ticketsPerRequest } from './due-tasks.ts';
import { windowMs } from './window.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { TicketWrite, WriteAnswer, WriteOutcome } from '../zendesk/ticket-write.ts';

/** A write may have been sent by an earlier workflow, or before a restore, if it is due for longer than this. */
const markerAgeMs = limits.restore.queueDelay.value * 1000;

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
  let { bytes, isParking, dueAt } = queue;
  let slots = unexpiredSlots(queue.parkedSlots, now);
  let windowClosesAt = queue.windowClosesAt !== null && queue.windowClosesAt > now ? queue.windowClosesAt : null;
  for (const write of writes) {
    const { ticketId } = write;
    const backlog = backlogs.get(ticketId) ?? { ticketId, waiting: [], underWay: [] };
    const outcome = knownOutcome(queue.finished.get(keyOf(write))?.outcome, write);
    if (outcome !== undefined) answers.push(outcome);
    if (outcome !== undefined || contains(backlog, write.id)) continue;

    const size = sizeOf(write);
    const isHere = belongsTo(queue, ticketId);
    // An empty queue takes every write, however large, because otherwise a large write would be parked for ever.
    isParking ||= isHere && !isDraining(queue) && bytes > 0 && bytes + size > queue.mostBytes;
    if (isDraining(queue) || (isHere && (isParking || mustFollowParked(write, slots)))) {
      const parked = park(slots, write, now);
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
      answers.push(deferOvertaken(write, now));
      continue;
    }
    slots = withoutSlot(slots, write);
    bytes += size;
    const batched = isBatched(write, queue.batching);
    if (batched) windowClosesAt ??= now + windowMs(queue.batching, queue.spent, now);
    const readyAt = batched && windowClosesAt !== null ? windowClosesAt : now;
    const check = write.check || now - write.dueAt > markerAgeMs || write.dueAt <= queue.forgottenUpTo;
    const added: Waiting = { write, readyAt, check, afterBulk: false, alone: false, attempts: 0 };
    const waiting = waitingByTicket.get(ticketId) ?? [...backlog.waiting];
    waiting.push(added);
    waitingByTicket.set(ticketId, waiting);
    if (backlog.waiting !== waiting) backlogs.set(ticketId, { ...backlog, waiting });
    dueAt = sooner(dueAt, readyAt);
  }
  const next = { ...queue, backlogs, bytes, isParking, parkedSlots: slots, windowClosesAt, dueAt };
  return { queue: isFull(next) ? closeWindow(next, now) : next, answers, elsewhere };
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
  if (queue.parkedSlots.length === 0 || queue.isParking || isDraining(queue)) return { queue, answers: [] };
  const { slots, answers } = unpark(unexpiredSlots(queue.parkedSlots, now), now);
  return { queue: { ...queue, parkedSlots: slots }, answers };
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
