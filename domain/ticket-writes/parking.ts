import type { ParkedSlot, Waiting, WriteQueue } from './queue.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { TicketWrite, WriteParked } from '../zendesk/ticket-write.ts';

/** After this time a session hands a parked write over again, even if nothing asked it to. */
const parkedMs = 5 * 60_000;
/**
 * A slot expires if its write has not come this long after it could. Its session does not need that write any more,
 * because of newer events.
 */
const unclaimedSlotMs = 2 * 60_000;
/** After this time a session hands over a write that came before the write that it must follow. */
const overtakenRetryMs = 30_000;
/** BAT-9: beyond this size no further slots are kept. */
const mostSlotsBytes = 256 * 1024;

/** The bytes of JSON that the queue stores with each write, rounded up. */
const overheadOfWrite = 120;
/** The bytes of JSON of a slot without its ids, rounded up. */
const overheadOfSlot = 100;

/** How many bytes a waiting write adds to the workflow's state, which is stored as JSON in UTF-8. */
export function sizeOf(write: TicketWrite): number {
  return new TextEncoder().encode(JSON.stringify(write)).byteLength + overheadOfWrite;
}

/**
 * The size of the queue after these writes are finished. Parking ends only below half of the limit, because otherwise
 * every finished write would call in one parked write.
 */
export function subtractFinished(
  queue: WriteQueue,
  finished: readonly Waiting[],
): Pick<WriteQueue, 'bytes' | 'isParking'> {
  const bytes = finished.reduce((rest, { write }) => rest - sizeOf(write), queue.bytes);
  return { bytes, isParking: queue.isParking && bytes >= queue.mostBytes / 2 };
}

/**
 * Sends a write back to its session because the earlier write that it must not overtake is not here: it was parked, has
 * not arrived yet, or was lost with a terminated workflow. The session soon hands both over in their order. The write
 * gets no slot, because the earlier write has a slot or arrives first.
 */
export function deferOvertaken(write: TicketWrite, now: number): WriteParked {
  return { ...answerBase(write), kind: 'parked', until: now + overtakenRetryMs };
}

function answerBase({ id, ticketId, answerTo }: Omit<ParkedSlot, 'until'>): Omit<ParkedSlot, 'until'> {
  return answerTo === undefined ? { id, ticketId } : { id, ticketId, answerTo };
}

/** The slots that still keep later writes out. */
export function unexpiredSlots(slots: readonly ParkedSlot[], now: number): readonly ParkedSlot[] {
  const isExpired = ({ until }: ParkedSlot): boolean => until + unclaimedSlotMs <= now;
  return slots.some(isExpired) ? slots.filter((slot) => !isExpired(slot)) : slots;
}

/** Whether an earlier write to the same ticket is still parked. */
export function mustFollowParked({ id, ticketId }: TicketWrite, slots: readonly ParkedSlot[]): boolean {
  const first = slots.find((slot) => slot.ticketId === ticketId);
  return first !== undefined && first.id !== id;
}

/** Frees the slot of a write that is taken in. */
export function withoutSlot(slots: readonly ParkedSlot[], { id, ticketId }: TicketWrite): readonly ParkedSlot[] {
  if (slots.length === 0) return slots;
  return slots.filter((slot) => slot.id !== id || slot.ticketId !== ticketId);
}

/**
 * Parks a write, and keeps a slot for it. If there is no room for the slot, each session keeps the order of its own
 * writes, but writes of different sessions to one ticket may change places.
 *
 * @param now ms since the epoch
 */
export function park(
  slots: readonly ParkedSlot[],
  write: TicketWrite,
  now: number,
): { readonly slots: readonly ParkedSlot[]; readonly answer: WriteParked } {
  const slot = { ...answerBase(write), until: now + parkedMs };
  const answer: WriteParked = { ...slot, kind: 'parked' };
  const known = slots.findIndex((one) => keyOf(one) === keyOf(slot));
  if (known >= 0) return { answer, slots: slots.with(known, slot) };
  return { answer, slots: slotBytes(slots) < mostSlotsBytes ? [...slots, slot] : slots };
}

function slotBytes(slots: readonly ParkedSlot[]): number {
  return slots.reduce((sum, { id, answerTo }) => sum + 3 * (id.length + (answerTo?.length ?? 0)) + overheadOfSlot, 0);
}

/**
 * The next parked write of each ticket may be handed over now. Each session gets this answer once.
 *
 * @param now ms since the epoch
 */
export function unpark(
  slots: readonly ParkedSlot[],
  now: number,
): { readonly slots: readonly ParkedSlot[]; readonly answers: readonly WriteParked[] } {
  const tickets = new Set<number>();
  const answers: WriteParked[] = [];
  const next = slots.map((slot) => {
    const isNext = !tickets.has(slot.ticketId);
    tickets.add(slot.ticketId);
    if (!isNext || slot.until <= now) return slot;
    const unparked = { ...slot, until: now };
    answers.push({ ...unparked, kind: 'parked' });
    return unparked;
  });
  return answers.length === 0 ? { slots, answers } : { slots: next, answers };
}
