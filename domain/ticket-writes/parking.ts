import { receiverOf } from './answers.ts';
import { lacksFile, sizeOf } from './queue.ts';
import type { ParkedSlot, Waiting, WriteQueue } from './queue.ts';
import type { TicketWrite, WriteParked } from '../zendesk/ticket-write.ts';

/** After this time a session hands a parked write over again, even if nothing asked it to. */
const parkedMs = 5 * 60_000;
/**
 * A slot expires if its write has not come this long after it could. Its session does not need that write any more,
 * because of newer events.
 */
const unclaimedSlotMs = 60_000;
/** The same for a write that was sent back because it came too early, and that comes again after ten seconds. */
const sentBackSlotMs = 20_000;
const unclaimedSlotMsOfLegacy = 2 * 60_000;
/** After this time a session hands over again a write that came before the write that it must follow. */
const retryMs = 10_000;
const retryMsOfLegacy = 30_000;
/**
 * So many sessions are told at the same time that there is room. The next ones are told when these have come. More would
 * fill the queue again before they all have come.
 */
const mostUnclaimed = 200;
/** BAT-9: beyond this size no further slots are kept. */
const mostSlotsBytes = 384 * 1024;

/** The bytes of JSON of a slot without its ids, rounded up. */
const overheadOfSlot = 100;

/**
 * The size of the queue after these writes are finished. Parking ends only below half of the limit, because otherwise
 * every finished write would call in one parked write.
 */
export function subtractFinished(
  queue: WriteQueue,
  finished: readonly Waiting[],
): Pick<WriteQueue, 'bytes' | 'fileBytes' | 'isParking'> {
  let { bytes, fileBytes } = queue;
  for (const one of finished) {
    const size = sizeOf(one.write);
    bytes -= size;
    if (lacksFile(one) && !queue.legacy) fileBytes -= size;
  }
  return { bytes, fileBytes, isParking: queue.isParking && bytes - fileBytes >= queue.mostBytes / 2 };
}

/**
 * Sends a write back to its session because the earlier write that it must not overtake is not here: it was parked, has
 * not arrived yet, or was lost with a terminated workflow. The session gets the same answer for the earlier write, so that
 * it hands both over together and in their order, even if it takes the earlier one for delivered.
 */
export function deferOvertaken(write: TicketWrite, { legacy }: WriteQueue, now: number): readonly WriteParked[] {
  const base = answerBase(write);
  if (legacy) return [{ ...base, kind: 'parked', until: now + retryMsOfLegacy }];
  const until = now + retryMs;
  const deferred: WriteParked = { ...base, kind: 'parked', until };
  return write.after === undefined ? [deferred] : [{ ...deferred, id: write.after }, deferred];
}

/**
 * Sends a write back whose file can not be had now. The other writes of its session do not wait for it.
 *
 * @param unsent whether it is certain that the write was not sent. A write from a restored database may have been (TKT-12).
 */
export function parkFile(write: TicketWrite, unsent: boolean, now: number): WriteParked {
  const { fileTriedSince: triedSince } = write;
  const until = now + retryAfter(now - (triedSince ?? write.dueAt));
  const tried = triedSince === undefined ? {} : { fileTriedSince: triedSince };
  return { ...answerBase(write), kind: 'parked', until, apart: true, ...tried, ...(unsent && { unsent }) };
}

/** The longer something has failed already, the longer the next attempt waits: 20 seconds up to 5 minutes; in ms. */
function retryAfter(failedForMs: number): number {
  return Math.round(Math.min(5 * 60_000, Math.max(20_000, failedForMs / 6)));
}

function isSlotOf({ id, ticketId }: ParkedSlot, write: TicketWrite): boolean {
  return id === write.id && ticketId === write.ticketId;
}

function answerBase({ id, ticketId, answerTo }: Omit<ParkedSlot, 'until'>): Omit<ParkedSlot, 'until'> {
  return answerTo === undefined ? { id, ticketId } : { id, ticketId, answerTo };
}

/** The slots that still keep later writes out. */
export function unexpiredSlots({ parkedSlots: slots, legacy }: WriteQueue, now: number): readonly ParkedSlot[] {
  const isExpired = ({ until, sentBack }: ParkedSlot): boolean => {
    const expiryMs = legacy ? unclaimedSlotMsOfLegacy : sentBack === true ? sentBackSlotMs : unclaimedSlotMs;
    return until + expiryMs <= now;
  };
  return slots.some(isExpired) ? slots.filter((slot) => !isExpired(slot)) : slots;
}

/**
 * Whether a parked write of another session comes first on the same ticket. The first slot belongs to its session: that
 * one may hand over any of its writes, also one that it did not have when the slot was made and that must come before the
 * parked write. Otherwise the new write would wait for the slot, and the parked one for the new write (BAT-9).
 */
export function mustFollowParked(
  write: TicketWrite,
  slots: readonly ParkedSlot[],
  { legacy }: Pick<WriteQueue, 'legacy'>,
): boolean {
  if (!legacy && write.change.file !== null) return false;
  const first = slots.find((slot) => slot.ticketId === write.ticketId && slot.apart !== true);
  if (first === undefined) return false;
  return legacy ? first.id !== write.id : receiverOf(first) !== receiverOf(write);
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
export function park(slots: readonly ParkedSlot[], write: TicketWrite, now: number): Parked {
  const { fileTriedSince } = write;
  const apart = write.change.file === null ? {} : { apart: true as const };
  const slot: ParkedSlot = { ...answerBase(write), until: now + parkedMs, ...apart };
  const tried = fileTriedSince === undefined ? {} : { fileTriedSince };
  const answer: WriteParked = { ...slot, kind: 'parked', ...tried };
  const known = slots.findIndex((one) => isSlotOf(one, write));
  if (known >= 0) return { answer, slots: sized(slots.with(known, slot), slotBytes(slots)) };
  const bytes = slotBytes(slots);
  if (bytes < mostSlotsBytes) return { answer, slots: sized([...slots, slot], bytes + sizeOfSlot(slot)) };
  // A session hands over all its parked writes when one of them is called.
  if (receiversOf(slots).has(receiverOf(write))) return { answer, slots };
  // Nothing will tell the session when there is room, so it asks more often.
  return { slots, answer: { ...answer, until: now + Math.max(parkedMs / 5, retryAfter(now - write.dueAt)) } };
}

type Parked = { readonly slots: readonly ParkedSlot[]; readonly answer: WriteParked };

/**
 * Parks a write that came before the writes of other sessions that it must follow. It keeps its slot, or gets one. It is
 * handed over again soon, or when it is its turn.
 *
 * @param now ms since the epoch
 */
export function sendBack(slots: readonly ParkedSlot[], write: TicketWrite, now: number): Parked {
  const parked = park(slots, write, now);
  const until = now + retryMs;
  const at = parked.slots.findIndex((one) => isSlotOf(one, write));
  const slot = parked.slots[at];
  return {
    answer: { ...parked.answer, until },
    slots: slot === undefined ? parked.slots : parked.slots.with(at, { ...slot, until, sentBack: true }),
  };
}

/** The sizes of lists of slots, so that a write costs the same however many are parked. */
const knownSizes: WeakMap<readonly ParkedSlot[], number> = new WeakMap();

/** The receivers of lists of slots, for the same reason. */
const knownReceivers: WeakMap<readonly ParkedSlot[], ReadonlySet<string>> = new WeakMap();

function receiversOf(slots: readonly ParkedSlot[]): ReadonlySet<string> {
  const receivers = knownReceivers.get(slots) ?? new Set(slots.map(receiverOf));
  knownReceivers.set(slots, receivers);
  return receivers;
}

function sized(slots: readonly ParkedSlot[], bytes: number): readonly ParkedSlot[] {
  knownSizes.set(slots, bytes);
  return slots;
}

function slotBytes(slots: readonly ParkedSlot[]): number {
  return knownSizes.get(slots) ?? slots.reduce((sum, slot) => sum + sizeOfSlot(slot), 0);
}

function sizeOfSlot({ id, answerTo }: ParkedSlot): number {
  return 3 * (id.length + (answerTo?.length ?? 0)) + overheadOfSlot;
}

/** Changed slots, and the answers to the sessions that may hand over now. */
type Unparked = { readonly slots: readonly ParkedSlot[]; readonly answers: readonly WriteParked[] };

/**
 * There is room, so all sessions may hand over, the first ones first. The slots of one ticket are called together: if the
 * writes of some are not wanted any more, they all expire at the same time. A write that was sent back because it came too
 * early is called again when it is its turn.
 *
 * @param now ms since the epoch
 */
export function unpark(slots: readonly ParkedSlot[], now: number): Unparked {
  const firstReceivers = new Map<number, string>();
  const answers: WriteParked[] = [];
  let unclaimed = slots.reduce((count, { until }) => count + (until <= now ? 1 : 0), 0);
  const next = slots.map((slot) => {
    const receiver = receiverOf(slot);
    if (slot.apart !== true && !firstReceivers.has(slot.ticketId)) firstReceivers.set(slot.ticketId, receiver);
    const isTurn = slot.sentBack !== true || firstReceivers.get(slot.ticketId) === receiver;
    if (slot.until <= now || !isTurn || unclaimed >= mostUnclaimed) return slot;
    const { sentBack: _sentBack, ...unparked } = { ...slot, until: now };
    unclaimed += 1;
    answers.push({ ...unparked, kind: 'parked' });
    return unparked;
  });
  return answers.length === 0 ? { slots, answers } : { slots: next, answers };
}

/**
 * When further sessions may be called although none of those that were called has come, ms since the epoch. Null: no
 * session waits for that.
 *
 * @param now ms since the epoch
 */
export function nextUnparkAt(slots: readonly ParkedSlot[], now: number): number | null {
  const called = slots.filter(({ until }) => until <= now);
  if (called.length < mostUnclaimed || called.length === slots.length) return null;
  return called.reduce((at, { until }) => Math.min(at, until + unclaimedSlotMs), Infinity);
}

/**
 * The same in a run that an earlier version started: the next parked write of each ticket may be handed over now.
 *
 * @param now ms since the epoch
 */
export function unparkByLegacy(slots: readonly ParkedSlot[], now: number): Unparked {
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
