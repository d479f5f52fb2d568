import { createHash } from 'node:crypto';
import { shortHash } from '../../../domain/events/natural-keys.ts';
import type { MetadataDocument, SessionEvent } from '../../../domain/events/parse-events.ts';
import { limits } from '../../../domain/limits.ts';
import { impliedEventId } from '../../../domain/platform/event-ids.ts';
import { sessionIdOfMetadata } from '../../../domain/platform/metadata.ts';
import { readMetadata } from '../../../domain/platform/metadata-reading.ts';
import { snapshotEvents } from '../../../domain/platform/snapshots.ts';
import type { SessionKind } from '../../../domain/platform/vocabulary.ts';
import { inSlices } from './slices.ts';
import type { PostedItem } from '../../../domain/platform/webhook-body.ts';
import { postedItems } from '../../../domain/platform/webhook-body.ts';

/** A post of the platform as session events, and the parts of the answer to it. */
export type Translation = {
  readonly events: readonly SessionEvent[];
  /** Ids of the items, or of the documents, from which events were made. */
  readonly accepted: readonly string[];
  readonly warnings: readonly string[];
  /** The number of items without a session id. No session can keep a warning about them, so the caller logs them. */
  readonly itemsWithoutSession: number;
};

/** PLT-1: a post of snapshots. `now`: ms since the epoch, for items whose envelope has no time that can be used. */
export async function translateSnapshots(kind: SessionKind, body: unknown, now: number): Promise<Translation> {
  const accepted: PostedItem[] = [];
  const events: SessionEvent[] = [];
  const warnings: string[] = [];
  const items = postedItems(body, now);
  await inSlices(items, (posted, index) => {
    const { item, eventId, timestamp, warnings: ofEnvelope } = posted;
    const envelope = { eventId: eventId ?? '', timestamp, warnings: ofEnvelope };
    const { sessionId, events: implied } = snapshotEvents(kind, item, envelope);
    if (sessionId === null) warnings.push(`Item ${index + 1} names no session (${kind}_id): it was ignored.`);
    else accepted.push(posted);
    events.push(...implied);
    for (const event of implied)
      if (event.type === 'session.warning') warnings.push(`${sessionId}: ${event.item.message}`);
  });
  return {
    events,
    accepted: accepted.flatMap(({ eventId }) => eventId ?? []),
    warnings,
    itemsWithoutSession: items.length - accepted.length,
  };
}

/** PLT-3: a post of metadata documents. `now`: ms since the epoch, for documents whose envelope has no time that can be used. */
export async function translateMetadata(body: unknown, now: number): Promise<Translation> {
  const read: (Translation | null)[] = [];
  await inSlices(postedItems(body, now), (posted) => read.push(translateDocument(posted)));
  return {
    events: read.flatMap((document) => document?.events ?? []),
    accepted: read.flatMap((document) => document?.accepted ?? []),
    warnings: read.flatMap(
      (document, index) =>
        document?.warnings ??
        `Document ${index + 1} has no id, or neither call_type nor chat_type nor session_type_v2 says whether it is a call or a chat: it was ignored.`,
    ),
    itemsWithoutSession: read.filter((document) => document === null).length,
  };
}

/** One document as an event, and a warning event for each part that could not be read. Null: it has no session id. */
function translateDocument({ item, timestamp: at, warnings: ofEnvelope }: PostedItem): Translation | null {
  // Each round cuts texts and lists further, so that the document fits into one event.
  for (const bounds of [{}, ...narrowerBounds]) {
    const { document, warnings: ofParts } = readMetadata(item, { now: at, ...bounds });
    const sessionId = document === null ? null : sessionIdOfMetadata(document);
    if (document === null || sessionId === null) return null;
    const event = metadataEvent(document, sessionId, at);
    if (Buffer.byteLength(JSON.stringify(event)) > limits.event.bytes.value) continue;
    const warnings = [...ofEnvelope, ...ofParts];
    return {
      events: [event, ...warnings.map((message) => warningEvent(message, sessionId, at))],
      accepted: [event.event_id],
      warnings: warnings.map((message) => `${sessionId}: ${message}`),
      itemsWithoutSession: 0,
    };
  }
  return null;
}

/** SEC-2: a document that is larger than an event may be is read with narrower bounds, and not refused. */
const narrowerBounds = [
  { longestText: 8_000, longestList: 50 },
  { longestText: 1_000, longestList: 20 },
  { longestText: 100, longestList: 4 },
] as const;

/**
 * PLT-3: the event id is a hash of the document. The same document again changes nothing; a changed one is a new event.
 */
function metadataEvent(document: MetadataDocument, sessionId: string, timestamp: number): SessionEvent {
  // The hash covers the document as it was read, not as it was posted. Values that agents must not see are already
  // removed then, so that not even a hash of them is kept (UPD-5).
  const hash = createHash('sha256').update(JSON.stringify(document)).digest('hex');
  return { event_id: hash, timestamp, session_id: sessionId, type: 'session.metadata', item: document };
}

function warningEvent(message: string, sessionId: string, timestamp: number): SessionEvent {
  const event_id = impliedEventId('metadata', 'warning', shortHash(message));
  return { event_id, timestamp, session_id: sessionId, type: 'session.warning', item: { message } };
}
