import { claimed, holdBack, isBehind, letGo, sentBack, sizeOf, stillKept } from './backlog.ts';
import { sooner } from './queue.ts';
import type { Batching, Line, Waiting, WriteQueue } from './queue.ts';
import { isBatched, ticketsPerRequest } from './due-tasks.ts';
import { windowMs } from './window.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { TicketWrite, WriteAnswer, WriteOutcome } from '../zendesk/ticket-write.ts';

const markerAgeMs = 5 * 60_000;

type Taken = { readonly queue: WriteQueue; readonly answers: readonly WriteAnswer[] };

/**
 * Takes in writes of any sessions. One that waits or is under way already changes nothing; one that was settled is
 * answered again; one that there is no room for is answered `held` (BAT-9). BAT-2: the window opens with the first write;
 * 100 tickets close it early. `elsewhere`: of tickets that belong to other shards, in order.
 */
export function enqueue(
  queue: WriteQueue,
  writes: readonly TicketWrite[],
  now: number,
): Taken & { readonly elsewhere: readonly TicketWrite[] } {
  const lines = new Map(queue.lines);
  /** What waits in the lines that got something, each copied once. */
  const longer = new Map<number, Waiting[]>();
  const answers: WriteAnswer[] = [];
  const elsewhere: TicketWrite[] = [];
  let { bytes, holding, dueAt } = queue;
  let places = stillKept(queue.places, now);
  let windowClosesAt = queue.windowClosesAt !== null && queue.windowClosesAt > now ? queue.windowClosesAt : null;
  for (const write of writes) {
    const { ticketId } = write;
    const line = lines.get(ticketId) ?? { ticketId, waiting: [], underWay: [] };
    const outcome = answered(queue.settled.get(keyOf(write))?.outcome, write);
    if (outcome !== undefined) answers.push(outcome);
    if (outcome !== undefined || isIn(line, write.id)) continue;

    const size = sizeOf(write);
    const isHere = belongsTo(queue, ticketId);
    // A write by itself is always taken in, so that none waits for ever.
    holding ||= isHere && !isDraining(queue) && bytes > 0 && bytes + size > queue.mostBytes;
    if (isDraining(queue) || (isHere && (holding || isBehind(write, places)))) {
      const held = holdBack(places, write, now);
      ({ places } = held);
      answers.push(held.answer);
      continue;
    }
    if (!isHere) {
      places = claimed(places, write);
      elsewhere.push(write);
      continue;
    }
    if (hasOvertaken(write, line, queue.settled)) {
      answers.push(sentBack(write, now));
      continue;
    }
    places = claimed(places, write);
    bytes += size;
    const batched = isBatched(write, queue.batching);
    if (batched) windowClosesAt ??= now + windowMs(queue.batching, queue.spent, now);
    const readyAt = batched && windowClosesAt !== null ? windowClosesAt : now;
    const check = write.check || now - write.dueAt > markerAgeMs || write.dueAt <= queue.forgottenUpTo;
    const added: Waiting = { write, readyAt, check, afterBulk: false, alone: false, attempts: 0 };
    const waiting = longer.get(ticketId) ?? [...line.waiting];
    waiting.push(added);
    longer.set(ticketId, waiting);
    if (line.waiting !== waiting) lines.set(ticketId, { ...line, waiting });
    dueAt = sooner(dueAt, readyAt);
  }
  const next = { ...queue, lines, bytes, holding, places, windowClosesAt, dueAt };
  return { queue: isFull(next) ? closeWindow(next, now) : next, answers, elsewhere };
}

function isIn({ waiting, underWay }: Line, id: string): boolean {
  return waiting.some(({ write }) => write.id === id) || underWay.some(({ write }) => write.id === id);
}

function hasOvertaken({ after, ticketId }: TicketWrite, line: Line, settled: WriteQueue['settled']): boolean {
  return after !== undefined && !isIn(line, after) && !settled.has(keyOf({ id: after, ticketId }));
}

/** The shards are told of a new number when nothing waits in any of them. */
function isDraining({ batching: { shards } }: WriteQueue): boolean {
  return shards === null;
}

function belongsTo({ batching: { shards }, shard }: WriteQueue, ticketId: number): boolean {
  return shards === null || ticketId % shards === shard;
}

/** BAT-9: once there is room again, those that were held back are told so, in the order of each ticket. */
export function callIn(queue: WriteQueue, now: number): Taken {
  if (queue.places.length === 0 || queue.holding || isDraining(queue)) return { queue, answers: [] };
  const { places, answers } = letGo(stillKept(queue.places, now), now);
  return { queue: { ...queue, places }, answers };
}

/** What is known to have become of a write, for whoever asks now. A replay is there to try again what was refused (OPS-3). */
function answered(outcome: WriteOutcome | undefined, { answerTo }: TicketWrite): WriteOutcome | undefined {
  if (outcome === undefined) return undefined;
  const { answerTo: _other, ...plain } = outcome;
  if (answerTo === undefined) return plain;
  return plain.kind === 'written' ? { ...plain, answerTo } : undefined;
}

function isFull({ lines, windowClosesAt }: WriteQueue): boolean {
  if (lines.size < ticketsPerRequest || windowClosesAt === null) return false;
  let tickets = 0;
  for (const line of lines.values()) tickets += isInWindow(line, windowClosesAt) ? 1 : 0;
  return tickets >= ticketsPerRequest;
}

function isInWindow({ waiting }: Line, windowClosesAt: number): boolean {
  return waiting.some(({ readyAt }) => readyAt === windowClosesAt);
}

function closeWindow(queue: WriteQueue, now: number): WriteQueue {
  const { windowClosesAt } = queue;
  if (windowClosesAt === null) return queue;
  const lines = new Map(queue.lines);
  for (const line of queue.lines.values()) {
    if (!isInWindow(line, windowClosesAt)) continue;
    const close = (one: Waiting): Waiting => (one.readyAt === windowClosesAt ? { ...one, readyAt: now } : one);
    lines.set(line.ticketId, { ...line, waiting: line.waiting.map(close) });
  }
  return {
    ...queue,
    lines,
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
