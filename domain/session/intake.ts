import { limits } from '../limits.ts';
import type { EventType } from '../events/event-list.ts';
import { cutTexts } from './cut-texts.ts';
import { factBytes } from './kept.ts';
import type { Kept } from './kept.ts';
import { insertSorted, listIndex } from './sorted-facts.ts';
import type { ListIndex } from './sorted-facts.ts';
import type { Received } from './state.ts';

/** The received data while events are added to it. `received` is without the additions of the metadata document. */
export type Intake = {
  readonly eventIds: readonly string[];
  readonly received: Received;
  readonly kept: Kept;
};

const { bytes: most, entryBytes, textBytes, transcriptBytes } = limits.session;

/**
 * The size up to which each kind of data is kept. Transcripts are cut first, because the file of a transcript can mostly
 * be had from the platform later. Then other texts are cut. Then whole events are left out, but for a last part that is
 * kept for the facts on which the ticket and its owner depend.
 */
export const rooms = {
  transcript: transcriptBytes.value,
  text: textBytes.value,
  entry: entryBytes.value,
  vital: most.value,
} as const;

type Room = keyof typeof rooms;

/** The bytes that are left for data of this kind. */
export function roomFor(kind: Room, { kept }: Intake): number {
  return Math.max(0, rooms[kind] - kept.bytes);
}

/** Changes the received data, and its size by so many bytes. */
export function changed(intake: Intake, received: Received, bytes: number): Intake {
  return { ...intake, received, kept: { ...intake.kept, bytes: intake.kept.bytes + bytes } };
}

/** Counts texts that were cut. */
export function countCut(intake: Intake, type: EventType, texts: number): Intake {
  if (texts === 0) return intake;
  const { cut } = intake.kept;
  return { ...intake, kept: { ...intake.kept, cut: { ...cut, [type]: (cut[type] ?? 0) + texts } } };
}

/** Counts an event that is left out. */
export function leaveOut(intake: Intake, type: EventType): Intake {
  const { leftOut } = intake.kept;
  return { ...intake, kept: { ...intake.kept, leftOut: { ...leftOut, [type]: (leftOut[type] ?? 0) + 1 } } };
}

/**
 * Cuts the free texts of an item to the bytes that are left for texts.
 * @param spare bytes that become free because the item replaces another
 */
export function cutItem<Item>(
  intake: Intake,
  type: EventType,
  item: Item,
  spare = 0,
): { readonly item: Item; readonly intake: Intake } {
  const kind = type === 'transcript.ready' ? 'transcript' : 'text';
  const { item: short, cut } = cutTexts(item, roomFor(kind, intake) + spare);
  return { item: short, intake: countCut(intake, type, cut) };
}

const contents: ListIndex<object> = listIndex((fact) => JSON.stringify(fact));

/** The lists of facts that need nothing but their time and content, with the room that they have. */
const lists = {
  agents: { most: limits.session.agents.value, room: 'vital' },
  picks: { most: limits.session.picks.value, room: 'vital' },
  ticketPicks: { most: limits.session.picks.value, room: 'vital' },
  merges: { most: limits.session.merges.value, room: 'vital' },
  transfers: { most: limits.session.transfers.value, room: 'vital' },
  holds: { most: limits.session.holds.value, room: 'entry' },
  participants: { most: limits.session.participants.value, room: 'entry' },
} as const satisfies { readonly [Name in keyof Received]?: { readonly most: number; readonly room: Room } };

export type FactList = keyof typeof lists;

type FactIn<Name extends FactList> = Received[Name][number];

/** Adds a fact to its list. The same fact again changes nothing. A fact for which there is no room is left out. */
export function addFact<Name extends FactList>(
  intake: Intake,
  type: EventType,
  name: Name,
  fact: FactIn<Name>,
): Intake {
  const { received } = intake;
  const known: readonly FactIn<FactList>[] = received[name];
  if (contents.find(known, JSON.stringify(fact)) !== undefined) return intake;
  const { most: mostFacts, room } = lists[name];
  const size = factBytes(fact) + (name === 'agents' ? limits.session.bytesPerWrite.value : 0);
  if (known.length >= mostFacts || size > roomFor(room, intake)) return leaveOut(intake, type);
  const list = insertSorted(known, fact);
  contents.extend(known, list, fact);
  return changed(intake, { ...received, [name]: list }, size);
}

const ids: ListIndex<string> = listIndex((id) => id);

/** Whether the session has received the event with this id, as far as it remembers. */
export function hasEventId(eventIds: readonly string[], id: string): boolean {
  return ids.find(eventIds, id) !== undefined;
}

/** Remembers the id of an event, and forgets the oldest one if there are too many. */
export function rememberId(intake: Intake, id: string): Intake {
  const { eventIds } = intake;
  const oldest = eventIds.length < limits.session.eventIds.value ? undefined : eventIds[0];
  const next = [...(oldest === undefined ? eventIds : eventIds.slice(1)), id];
  const bytes = factBytes(id) - (oldest === undefined ? 0 : factBytes(oldest));
  ids.extend(eventIds, next, id, oldest);
  return { ...changed(intake, intake.received, bytes), eventIds: next };
}
