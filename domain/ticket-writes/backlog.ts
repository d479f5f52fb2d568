import type { Place, Waiting, WriteQueue } from './queue.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { TicketWrite, WriteHeld } from '../zendesk/ticket-write.ts';

/** After this long a held write is handed over again, told to or not. */
const holdMs = 5 * 60_000;
/** A place that nobody claims by then is given up: its session found that it wants something else by now. */
const unclaimedMs = 2 * 60_000;
const overtookMs = 30_000;
const mostPlacesBytes = 256 * 1024;

/** What the queue notes beside each, as JSON; rounded up. */
const besideWrite = 120;
const besidePlace = 100;

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

/** Once these are settled for good. Sessions go on well under the mark: not every write that lands calls one more in. */
export function without(queue: WriteQueue, gone: readonly Waiting[]): Pick<WriteQueue, 'bytes' | 'holding'> {
  const bytes = gone.reduce((rest, { write }) => rest - sizeOf(write), queue.bytes);
  return { bytes, holding: queue.holding && bytes >= queue.mostBytes / 2 };
}

/**
 * A write that came without the one that it must not overtake: that one was held back, is on its way, or was lost with a
 * workflow that was terminated. Its session soon hands both over, in order. No place is kept for it: what it follows has
 * one, or comes before it.
 */
export function sentBack(write: TicketWrite, now: number): WriteHeld {
  return { ...namesOf(write), kind: 'held', until: now + overtookMs };
}

function namesOf({ id, ticketId, answerTo }: Omit<Place, 'until'>): Omit<Place, 'until'> {
  return answerTo === undefined ? { id, ticketId } : { id, ticketId, answerTo };
}

/** Without the places that were given up. */
export function stillKept(places: readonly Place[], now: number): readonly Place[] {
  const isGivenUp = ({ until }: Place): boolean => until + unclaimedMs <= now;
  return places.some(isGivenUp) ? places.filter((place) => !isGivenUp(place)) : places;
}

/** Whether something that came earlier for its ticket is still held back. */
export function isBehind({ id, ticketId }: TicketWrite, places: readonly Place[]): boolean {
  const first = places.find((place) => place.ticketId === ticketId);
  return first !== undefined && first.id !== id;
}

/** The write is taken in: its place is free. */
export function claimed(places: readonly Place[], { id, ticketId }: TicketWrite): readonly Place[] {
  if (places.length === 0) return places;
  return places.filter((place) => place.id !== id || place.ticketId !== ticketId);
}

/** Keeps the write's place, as far as there is room for places: beyond it, each session alone keeps the order of its writes. */
export function holdBack(
  places: readonly Place[],
  write: TicketWrite,
  now: number,
): { readonly places: readonly Place[]; readonly answer: WriteHeld } {
  const place = { ...namesOf(write), until: now + holdMs };
  const answer: WriteHeld = { ...place, kind: 'held' };
  const known = places.findIndex((one) => keyOf(one) === keyOf(place));
  if (known >= 0) return { answer, places: places.with(known, place) };
  return { answer, places: bytesOfAll(places) < mostPlacesBytes ? [...places, place] : places };
}

function bytesOfAll(places: readonly Place[]): number {
  return places.reduce((sum, { id, answerTo }) => sum + 3 * (id.length + (answerTo?.length ?? 0)) + besidePlace, 0);
}

/** Those that come next on their tickets may be handed over now, where they were not told so yet. */
export function letGo(
  places: readonly Place[],
  now: number,
): { readonly places: readonly Place[]; readonly answers: readonly WriteHeld[] } {
  const behind = new Set<number>();
  const answers: WriteHeld[] = [];
  const next = places.map((place) => {
    const isNext = !behind.has(place.ticketId);
    behind.add(place.ticketId);
    if (!isNext || place.until <= now) return place;
    const told = { ...place, until: now };
    answers.push({ ...told, kind: 'held' });
    return told;
  });
  return answers.length === 0 ? { places, answers } : { places: next, answers };
}
