import type { ParkedSlot, Waiting, WriteQueue } from './queue.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { TicketWrite, WriteParked } from '../zendesk/ticket-write.ts';

/** After this long a held write is handed over again, told to or not. */
const holdMs = 5 * 60_000;
/** A place that nobody claims by then is given up: its session found that it wants something else by now. */
const unclaimedMs = 2 * 60_000;
const overtookMs = 30_000;
const mostSlotsBytes = 256 * 1024;

/** What the queue notes beside each, as JSON; rounded up. */
const besideWrite = 120;
const besideSlot = 100;

/** How many bytes a waiting write adds to the workflow's state, which is stored as JSON in UTF-8. */
export function sizeOf(write: TicketWrite): number {
  return new TextEncoder().encode(JSON.stringify(write)).byteLength + besideWrite;
}

/** Once these are settled for good. Sessions go on well under the mark: not every write that lands calls one more in. */
export function withoutFinished(queue: WriteQueue, gone: readonly Waiting[]): Pick<WriteQueue, 'bytes' | 'isParking'> {
  const bytes = gone.reduce((rest, { write }) => rest - sizeOf(write), queue.bytes);
  return { bytes, isParking: queue.isParking && bytes >= queue.mostBytes / 2 };
}

/**
 * A write that came without the one that it must not overtake: that one was held back, is on its way, or was lost with a
 * workflow that was terminated. Its session soon hands both over, in order. No place is kept for it: what it follows has
 * one, or comes before it.
 */
export function deferOvertaken(write: TicketWrite, now: number): WriteParked {
  return { ...namesOf(write), kind: 'parked', until: now + overtookMs };
}

function namesOf({ id, ticketId, answerTo }: Omit<ParkedSlot, 'until'>): Omit<ParkedSlot, 'until'> {
  return answerTo === undefined ? { id, ticketId } : { id, ticketId, answerTo };
}

/** Without the places that were given up. */
export function unexpiredSlots(slots: readonly ParkedSlot[], now: number): readonly ParkedSlot[] {
  const isGivenUp = ({ until }: ParkedSlot): boolean => until + unclaimedMs <= now;
  return slots.some(isGivenUp) ? slots.filter((slot) => !isGivenUp(slot)) : slots;
}

/** Whether something that came earlier for its ticket is still held back. */
export function isBehind({ id, ticketId }: TicketWrite, slots: readonly ParkedSlot[]): boolean {
  const first = slots.find((slot) => slot.ticketId === ticketId);
  return first !== undefined && first.id !== id;
}

/** The write is taken in: its place is free. */
export function withoutSlot(slots: readonly ParkedSlot[], { id, ticketId }: TicketWrite): readonly ParkedSlot[] {
  if (slots.length === 0) return slots;
  return slots.filter((slot) => slot.id !== id || slot.ticketId !== ticketId);
}

/** Keeps the write's place, as far as there is room for places: beyond it, each session alone keeps the order of its writes. */
export function park(
  slots: readonly ParkedSlot[],
  write: TicketWrite,
  now: number,
): { readonly slots: readonly ParkedSlot[]; readonly answer: WriteParked } {
  const slot = { ...namesOf(write), until: now + holdMs };
  const answer: WriteParked = { ...slot, kind: 'parked' };
  const known = slots.findIndex((one) => keyOf(one) === keyOf(slot));
  if (known >= 0) return { answer, slots: slots.with(known, slot) };
  return { answer, slots: bytesOfAll(slots) < mostSlotsBytes ? [...slots, slot] : slots };
}

function bytesOfAll(slots: readonly ParkedSlot[]): number {
  return slots.reduce((sum, { id, answerTo }) => sum + 3 * (id.length + (answerTo?.length ?? 0)) + besideSlot, 0);
}

/** Those that come next on their tickets may be handed over now, where they were not told so yet. */
export function unpark(
  slots: readonly ParkedSlot[],
  now: number,
): { readonly slots: readonly ParkedSlot[]; readonly answers: readonly WriteParked[] } {
  const behind = new Set<number>();
  const answers: WriteParked[] = [];
  const next = slots.map((slot) => {
    const isNext = !behind.has(slot.ticketId);
    behind.add(slot.ticketId);
    if (!isNext || slot.until <= now) return slot;
    const told = { ...slot, until: now };
    answers.push({ ...told, kind: 'parked' });
    return told;
  });
  return answers.length === 0 ? { slots, answers } : { slots: next, answers };
}
