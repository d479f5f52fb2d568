import {
  claimsFirst,
  hasOvertaken,
  isBehind,
  letGo,
  placeOf,
  reserve,
  sentBack,
  sizeOf,
  stillHeld,
} from './backlog.ts';
import { isBatched, ticketsPerRequest } from './queue.ts';
import type { Batching, Waiting, WriteQueue } from './queue.ts';
import { windowMs } from './window.ts';
import type { TicketWrite, WriteAnswer, WriteOutcome } from './write.ts';

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
  const pending = [...queue.waiting, ...queue.underWay.flatMap((group) => group.members)];
  const known = new Set(pending.map(({ write }) => placeOf(write)));
  const settled = new Map(queue.settled.map((outcome) => [placeOf(outcome), outcome]));
  const answers: WriteAnswer[] = [];
  const added: Waiting[] = [];
  const elsewhere: TicketWrite[] = [];
  let { bytes, holding } = queue;
  let held = stillHeld(queue.held, now);
  let windowClosesAt = queue.windowClosesAt !== null && queue.windowClosesAt > now ? queue.windowClosesAt : null;
  for (const write of claimsFirst(writes, held)) {
    const place = placeOf(write);
    const outcome = answered(settled.get(place), write);
    if (outcome !== undefined) answers.push(outcome);
    if (outcome !== undefined || known.has(place)) continue;
    const own = held.find((one) => placeOf(one) === place);
    // One that was held back was never sent by its own hand-over, however old it is.
    const check = own?.check ?? (write.check || now - write.dueAt > markerAgeMs);
    const size = sizeOf(write);
    // A write by itself is always taken in, so that none waits for ever.
    const isHere = belongsTo(queue, write.ticketId);
    holding ||= isHere && !isDraining(queue) && bytes > 0 && bytes + size > queue.mostBytes;
    if (isDraining(queue) || (isHere && (holding || isBehind(write, held)))) {
      const reserved = reserve(held, write, check, now);
      ({ held } = reserved);
      answers.push(reserved.answer);
      continue;
    }
    if (isHere && hasOvertaken(write, (one) => known.has(one) || settled.has(one))) {
      answers.push(sentBack(write, now));
      continue;
    }
    held = own === undefined ? held : held.filter((one) => one !== own);
    known.add(place);
    if (!isHere) {
      elsewhere.push(write);
      continue;
    }
    bytes += size;
    const batched = isBatched(write, queue.batching);
    if (batched) windowClosesAt ??= now + windowMs(queue.batching, queue.spent, now);
    const readyAt = batched && windowClosesAt !== null ? windowClosesAt : now;
    added.push({ write, readyAt, check, afterBulk: false, alone: false, attempts: 0 });
  }
  const next = { ...queue, bytes, holding, held, waiting: [...queue.waiting, ...added], windowClosesAt };
  return { queue: isFull(next) ? closeWindow(next, now) : next, answers, elsewhere };
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
  if (queue.holding || isDraining(queue)) return { queue, answers: [] };
  const { held, answers } = letGo(stillHeld(queue.held, now), now);
  return { queue: held === queue.held ? queue : { ...queue, held }, answers };
}

/** What is known to have become of a write, for whoever asks now. A replay is there to try again what was refused (OPS-3). */
function answered(outcome: WriteOutcome | undefined, { answerTo }: TicketWrite): WriteOutcome | undefined {
  if (outcome === undefined) return undefined;
  const { answerTo: _other, ...plain } = outcome;
  if (answerTo === undefined) return plain;
  return plain.kind === 'written' ? { ...plain, answerTo } : undefined;
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
