import { withoutSlot, park, isBehind, unpark, deferOvertaken, sizeOf, unexpiredSlots } from './parking.ts';
import { sooner } from './queue.ts';
import type { Batching, TicketBacklog, Waiting, WriteQueue } from './queue.ts';
import { isBatched, ticketsPerRequest } from './due-tasks.ts';
import { windowMs } from './window.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { TicketWrite, WriteAnswer, WriteOutcome } from '../zendesk/ticket-write.ts';

const markerAgeMs = 5 * 60_000;

type TakenIn = { readonly queue: WriteQueue; readonly answers: readonly WriteAnswer[] };

/**
 * Takes in writes of any sessions. One that waits or is under way already changes nothing; one that was settled is
 * answered again; one that there is no room for is answered `held` (BAT-9). BAT-2: the window opens with the first write;
 * 100 tickets close it early. `elsewhere`: of tickets that belong to other shards, in order.
 */
export function enqueue(
  queue: WriteQueue,
  writes: readonly TicketWrite[],
  now: number,
): TakenIn & { readonly elsewhere: readonly TicketWrite[] } {
  const backlogs = new Map(queue.backlogs);
  /** What waits in the lines that got something, each copied once. */
  const longer = new Map<number, Waiting[]>();
  const answers: WriteAnswer[] = [];
  const elsewhere: TicketWrite[] = [];
  let { bytes, isParking, dueAt } = queue;
  let slots = unexpiredSlots(queue.parkedSlots, now);
  let windowClosesAt = queue.windowClosesAt !== null && queue.windowClosesAt > now ? queue.windowClosesAt : null;
  for (const write of writes) {
    const { ticketId } = write;
    const backlog = backlogs.get(ticketId) ?? { ticketId, waiting: [], underWay: [] };
    const outcome = answered(queue.finished.get(keyOf(write))?.outcome, write);
    if (outcome !== undefined) answers.push(outcome);
    if (outcome !== undefined || isIn(backlog, write.id)) continue;

    const size = sizeOf(write);
    const isHere = belongsTo(queue, ticketId);
    // A write by itself is always taken in, so that none waits for ever.
    isParking ||= isHere && !isDraining(queue) && bytes > 0 && bytes + size > queue.mostBytes;
    if (isDraining(queue) || (isHere && (isParking || isBehind(write, slots)))) {
      const held = park(slots, write, now);
      ({ slots } = held);
      answers.push(held.answer);
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
    const waiting = longer.get(ticketId) ?? [...backlog.waiting];
    waiting.push(added);
    longer.set(ticketId, waiting);
    if (backlog.waiting !== waiting) backlogs.set(ticketId, { ...backlog, waiting });
    dueAt = sooner(dueAt, readyAt);
  }
  const next = { ...queue, backlogs, bytes, isParking, parkedSlots: slots, windowClosesAt, dueAt };
  return { queue: isFull(next) ? closeWindow(next, now) : next, answers, elsewhere };
}

function isIn({ waiting, underWay }: TicketBacklog, id: string): boolean {
  return waiting.some(({ write }) => write.id === id) || underWay.some(({ write }) => write.id === id);
}

function hasOvertaken(
  { after, ticketId }: TicketWrite,
  backlog: TicketBacklog,
  finished: WriteQueue['finished'],
): boolean {
  return after !== undefined && !isIn(backlog, after) && !finished.has(keyOf({ id: after, ticketId }));
}

/** The shards are told of a new number when nothing waits in any of them. */
function isDraining({ batching: { shards } }: WriteQueue): boolean {
  return shards === null;
}

function belongsTo({ batching: { shards }, shard }: WriteQueue, ticketId: number): boolean {
  return shards === null || ticketId % shards === shard;
}

/** BAT-9: once there is room again, those that were held back are told so, in the order of each ticket. */
export function unparkAll(queue: WriteQueue, now: number): TakenIn {
  if (queue.parkedSlots.length === 0 || queue.isParking || isDraining(queue)) return { queue, answers: [] };
  const { slots, answers } = unpark(unexpiredSlots(queue.parkedSlots, now), now);
  return { queue: { ...queue, parkedSlots: slots }, answers };
}

/** What is known to have become of a write, for whoever asks now. A replay is there to try again what was refused (OPS-3). */
function answered(outcome: WriteOutcome | undefined, { answerTo }: TicketWrite): WriteOutcome | undefined {
  if (outcome === undefined) return undefined;
  const { answerTo: _other, ...plain } = outcome;
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

/** BAT-6: what is pending is flushed, the next window goes by the new settings. */
export function configure(queue: WriteQueue, batching: Batching, now: number): WriteQueue {
  // What another shard has settled by the number before, this one knows nothing of.
  const forgottenUpTo = batching.shards === queue.batching.shards ? queue.forgottenUpTo : now;
  // A larger limit may have room at once.
  return { ...closeWindow(queue, now), batching, forgottenUpTo, dueAt: now };
}
