import type { TicketWrite, WriteHeld } from './write.ts';

/** BAT-9: what may wait in one ticket-writes workflow, in bytes. Its whole state has to fit into one payload of 2 MiB. */
export const mostBytes = 1024 * 1024;
/** After this long a held write is handed over again, told to or not. */
const holdMs = 5 * 60_000;
/** A place that nobody claims by then is given up: its session found that it wants something else by now. */
const unclaimedMs = 2 * 60_000;
const overtookMs = 30_000;
const mostReservedBytes = 256 * 1024;

/**
 * The place of a write that was held back. Until it is claimed, or given up, nothing else is taken in for its ticket that
 * came later: so the order of the ticket's writes is kept (BAT-4).
 */
export type Reservation = Omit<WriteHeld, 'kind'> & {
  /** When it came first it might have been in Zendesk already. */
  readonly check: boolean;
};

/** What the queue notes beside each write, as JSON; rounded up. */
const besideWrite = 120;
const besideReservation = 100;

/** What a waiting write adds to the workflow's state, in bytes of JSON. */
export function sizeOf(write: TicketWrite): number {
  return bytesOf(JSON.stringify(write)) + besideWrite;
}

/** As UTF-8; workflows have no Buffer. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    const isHalf = unit >= 0xd800 && unit <= 0xdfff;
    bytes += unit < 0x80 ? 1 : unit < 0x800 || isHalf ? 2 : 3;
  }
  return bytes;
}

/**
 * Whether the write came without the one that it must not overtake: that one was held back, is on its way, or was lost
 * with a workflow that was terminated. Its session soon hands both over, in order.
 */
export function hasOvertaken({ after, ticketId }: TicketWrite, isKnown: (place: string) => boolean): boolean {
  return after !== undefined && !isKnown(placeOf({ id: after, ticketId }));
}

/** It keeps no place: what it follows has one, or comes before it. */
export function sentBack(write: TicketWrite, now: number): WriteHeld {
  return { ...namesOf(write), kind: 'held', until: now + overtookMs };
}

function namesOf({ id, ticketId, answerTo }: TicketWrite): Omit<WriteHeld, 'kind' | 'until'> {
  return answerTo === undefined ? { id, ticketId } : { id, ticketId, answerTo };
}

type Placed = { readonly id: string; readonly ticketId: number };

/** The same write may be due on another ticket, once its first one was merged away or deleted (UPD-13, UPD-18). */
export function placeOf({ id, ticketId }: Placed): string {
  return `${ticketId}/${id}`;
}

/** Without the places that were given up. */
export function stillHeld(held: readonly Reservation[], now: number): readonly Reservation[] {
  return held.some((one) => isGivenUp(one, now)) ? held.filter((one) => !isGivenUp(one, now)) : held;
}

function isGivenUp({ until }: Reservation, now: number): boolean {
  return until + unclaimedMs <= now;
}

/** First those that claim their places, in the order of these; then the others as they came. */
export function claimsFirst(writes: readonly TicketWrite[], held: readonly Reservation[]): readonly TicketWrite[] {
  if (held.length === 0) return writes;
  const places = new Map(held.map((one, i) => [placeOf(one), i]));
  const rank = (write: TicketWrite): number => places.get(placeOf(write)) ?? held.length;
  return writes.toSorted((a, b) => rank(a) - rank(b));
}

/** Whether something that came earlier for its ticket is still held back. */
export function isBehind(write: Placed, held: readonly Reservation[]): boolean {
  const first = held.find(({ ticketId }) => ticketId === write.ticketId);
  return first !== undefined && first.id !== write.id;
}

/**
 * Keeps the write's place, as far as there is room for places: beyond it, the session alone keeps the order of its writes.
 */
export function reserve(
  held: readonly Reservation[],
  write: TicketWrite,
  check: boolean,
  now: number,
): { readonly held: readonly Reservation[]; readonly answer: WriteHeld } {
  const until = now + holdMs;
  const named = { ...namesOf(write), until };
  const answer: WriteHeld = { ...named, kind: 'held' };
  const place = { ...named, check };
  const known = held.findIndex((one) => placeOf(one) === placeOf(place));
  if (known >= 0) return { answer, held: held.with(known, place) };
  return { answer, held: reservedBytes(held) < mostReservedBytes ? [...held, place] : held };
}

function reservedBytes(held: readonly Reservation[]): number {
  return held.reduce((sum, { id, answerTo }) => sum + 3 * (id.length + (answerTo?.length ?? 0)) + besideReservation, 0);
}

/** Those that come next on their tickets may be handed over now, where they were not told so yet. */
export function letGo(
  held: readonly Reservation[],
  now: number,
): { readonly held: readonly Reservation[]; readonly answers: readonly WriteHeld[] } {
  const behind = new Set<number>();
  const answers: WriteHeld[] = [];
  const next = held.map((place) => {
    const isNext = !behind.has(place.ticketId);
    behind.add(place.ticketId);
    if (!isNext || place.until <= now) return place;
    const { check: _check, ...named } = { ...place, until: now };
    answers.push({ ...named, kind: 'held' });
    return { ...place, until: now };
  });
  return answers.length === 0 ? { held, answers } : { held: next, answers };
}
