import { limits } from '../limits.ts';
import type { EventType } from '../events/event-list.ts';
import type { MetadataDocument } from '../events/parse-events.ts';
import type { Received, Session } from './state.ts';
import { jsonBytes } from './text-bytes.ts';
import type { TimelineEntry } from './timeline.ts';

/**
 * The sum of everything that a session received, and a count of everything for which it had no room (SEC-2). The sum is
 * carried beside the state, so that an event costs the same however much the session has received.
 */
export type Kept = {
  /** Bytes of JSON in UTF-8, with an allowance for the state of each write. */
  readonly bytes: number;
  /** The number of texts that were cut, by the type of their event. */
  readonly cut: { readonly [Type in EventType]?: number };
  /** The number of events that were left out, by their type. */
  readonly leftOut: { readonly [Type in EventType]?: number };
};

/** The sum of a session. An earlier version did not carry it, so it is computed once. */
export function keptOf({ kept, eventIds, receivedEvents, received }: Session): Kept {
  return kept ?? { bytes: bytesOf(eventIds, receivedEvents ?? received), cut: {}, leftOut: {} };
}

/** Whether texts were cut, or events left out. */
export function hasLeftOut({ kept }: Session): boolean {
  return kept !== undefined && Object.keys(kept.cut).length + Object.keys(kept.leftOut).length > 0;
}

/** The sum of everything that a session received by events, without the additions of the metadata document. */
export function bytesOf(eventIds: readonly string[], received: Received): number {
  const { start, queue, end, metadata } = received;
  const plain = [received.picks, received.ticketPicks, received.transfers, received.holds, received.participants];
  return (
    sumOf(eventIds, factBytes) +
    sumOf(received.warnings, factBytes) +
    slotBytes(start) +
    slotBytes(queue) +
    slotBytes(end) +
    metadataBytes(metadata) +
    sumOf([...plain, received.merges].flat(), factBytes) +
    sumOf(received.agents, agentBytes) +
    sumOf(received.timeline, entryBytes) +
    sumOf(received.recordings, recordingBytes)
  );
}

function sumOf<Fact>(facts: readonly Fact[], bytes: (fact: Fact) => number): number {
  return facts.reduce((sum, fact) => sum + bytes(fact), 0);
}

const perWrite = limits.session.bytesPerWrite.value;

/** The size of one fact in a list, with the comma behind it. */
export function factBytes(fact: unknown): number {
  return jsonBytes(fact) + 1;
}

/** The size of a fact of which there is only one. */
export function slotBytes(fact: unknown): number {
  return fact === null ? 0 : jsonBytes(fact);
}

/** An offer to an agent may change the owner of the ticket. */
export function agentBytes(offer: Received['agents'][number]): number {
  return factBytes(offer) + perWrite;
}

/** A recording is a file, perhaps a note that there is none, and a voice comment. */
export function recordingBytes(recording: Received['recordings'][number]): number {
  return factBytes(recording) + 3 * perWrite;
}

export function entryBytes(entry: TimelineEntry): number {
  return factBytes(entry) + writesOf(entry) * perWrite;
}

/** The largest number of writes that an entry of the timeline can become. */
function writesOf(entry: TimelineEntry): number {
  switch (entry.type) {
    case 'smart_action.completed':
      return 1 + 2 * entry.item.files.length;
    case 'voicemail.left':
      return 3;
    // A comment and a field, an owner, the remark of the customer, or a note that there is no file.
    case 'custom_data.received':
    case 'transfer.finished':
    case 'rating.received':
    case 'transcript.ready':
      return 2;
    default:
      return 1;
  }
}

export function metadataBytes(metadata: Received['metadata']): number {
  return metadata === null ? 0 : jsonBytes(metadata) + writesOfDocument(metadata.document) * perWrite;
}

function writesOfDocument({ photos, videos, transfers, dispositions }: MetadataDocument): number {
  const files = photos.length + videos.length;
  return 3 * files + 2 * transfers.length + dispositions.length + 6;
}
