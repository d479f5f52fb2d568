import { fieldsOf, idAt, instantOf } from './lenient-fields.ts';

/** One thing of a post, out of its envelope. */
export type PostedItem = {
  readonly item: unknown;
  /** The envelope's; null where it has none. */
  readonly eventId: string | null;
  /** When the platform told it, ms since the epoch; null where that isn't said or can't be read. */
  readonly timestamp: number | null;
};

function outOfEnvelope(entry: unknown): PostedItem {
  const fields = fieldsOf(entry);
  if (fields === null) return { item: entry, eventId: null, timestamp: null };
  const { item } = fields;
  const bare = fieldsOf(item) === null;
  return {
    item: bare ? entry : item,
    eventId: idAt(fields, 'event_id'),
    timestamp: instantOf(fields['timestamp'])?.ms ?? null,
  };
}

/**
 * What a body of the platform's own doors holds: `{count, events: [{event_id, timestamp, item}]}` as published, a list, or
 * one item by itself, each with its envelope or without.
 */
export function postedItems(body: unknown): readonly PostedItem[] {
  if (Array.isArray(body)) return body.map(outOfEnvelope);
  const events = fieldsOf(body)?.['events'];
  return Array.isArray(events) ? events.map(outOfEnvelope) : [outOfEnvelope(body)];
}
