import { fieldsOf, idAt, instantOf } from './lenient-fields.ts';

/** One item of a post, taken out of its envelope. */
export type PostedItem = {
  readonly item: unknown;
  /** The `event_id` of the envelope. Null: the item came without one. */
  readonly eventId: string | null;
  /** The time of the envelope in ms since the epoch. Null: it is missing or cannot be read. */
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
 * The items in the body of a post of the platform. The body is `{count, events: [{event_id, timestamp, item}]}` as the
 * platform publishes it, or a list, or a single item. Each item may come with or without its envelope.
 */
export function postedItems(body: unknown): readonly PostedItem[] {
  if (Array.isArray(body)) return body.map(outOfEnvelope);
  const events = fieldsOf(body)?.['events'];
  return Array.isArray(events) ? events.map(outOfEnvelope) : [outOfEnvelope(body)];
}
