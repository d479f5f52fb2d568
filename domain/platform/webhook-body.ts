import { isTimeInRange } from '../events/times.ts';
import { firstMembers } from './bounded-item.ts';
import { fieldsOf, idAt, instantOf, isObject, snakeCase } from './lenient-fields.ts';

/** One item of a post, taken out of its envelope. */
export type PostedItem = {
  readonly item: unknown;
  /** The `event_id` of the envelope. Null: the item came without one. */
  readonly eventId: string | null;
  /** The time of the envelope in ms since the epoch, or that of arrival if the envelope has none that can be used. */
  readonly timestamp: number;
  /** Sentences about the envelope. */
  readonly warnings: readonly string[];
};

function outOfEnvelope(entry: unknown, now: number): PostedItem {
  const bare = { item: entry, eventId: null, timestamp: now, warnings: [] };
  if (!isObject(entry)) return bare;
  const fields = fieldsOf(firstMembers(entry));
  if (fields === null) return bare;
  const { item } = fields;
  const given = instantOf(fields['timestamp']);
  const isUsable = given !== null && isTimeInRange(given.ms, now);
  const isMissing = fields['timestamp'] === undefined || fields['timestamp'] === null;
  return {
    item: isObject(item) ? item : entry,
    eventId: idAt(fields, 'event_id'),
    timestamp: isUsable ? given.ms : now,
    warnings:
      isUsable || isMissing
        ? []
        : ['The time timestamp is not one from the year 2000 to tomorrow: the time of arrival counts.'],
  };
}

/** The members of a post, before any of them is looked at. A body that is no list is one member. */
function entriesOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  if (typeof body !== 'object' || body === null) return [body];
  const isEvents = (key: string): boolean => snakeCase(key) === 'events';
  const lists = Object.entries(firstMembers(body)).flatMap(([key, value]: [string, unknown]) =>
    isEvents(key) && Array.isArray(value) ? [value] : [],
  );
  return lists.at(-1) ?? [body];
}

/** The number of items in the body of a post, before any of them is looked at. */
export function countItems(body: unknown): number {
  return entriesOf(body).length;
}

/**
 * The items in the body of a post of the platform. The body is `{count, events: [{event_id, timestamp, item}]}` as the
 * platform publishes it, or a list, or a single item. Each item may come with or without its envelope.
 *
 * @param now ms since the epoch: the time of an item whose envelope has none, or one that is out of range
 */
export function postedItems(body: unknown, now: number): readonly PostedItem[] {
  return entriesOf(body).map((entry) => outOfEnvelope(entry, now));
}
