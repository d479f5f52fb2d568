import type { z } from 'zod';
import type { EventType } from './event-list.ts';
import { sessionEventSchema } from './event-schemas.ts';
import type { eventSchemas } from './event-schemas.ts';

export { eventTypes } from './event-list.ts';
export { sessionEventSchema } from './event-schemas.ts';
export type { CustomData, CustomDataEntry, CustomDataType } from './custom-data.ts';
export type { EventType } from './event-list.ts';
export type { Json } from './schema-fields.ts';

type DeepReadonly<T> = T extends string | number | boolean | null
  ? T
  : T extends readonly (infer Member)[]
    ? readonly DeepReadonly<Member>[]
    : { readonly [Key in keyof T]: DeepReadonly<T[Key]> };

type EventSchemas = typeof eventSchemas;

/** The item of each event type after parsing: plain JSON, without the values that agents must not see. */
export type EventItems = {
  readonly [Type in keyof EventSchemas]: DeepReadonly<z.output<EventSchemas[Type]>['item']>;
};

export type ItemOf<Type extends keyof EventItems> = EventItems[Type];

/**
 * One event with its envelope. `timestamp` is in milliseconds since the epoch. No key is ever missing: a value that the
 * platform did not give is null.
 */
export type SessionEvent = {
  [Type in keyof EventItems]: {
    readonly event_id: string;
    readonly timestamp: number;
    readonly session_id: string;
    readonly type: Type;
    readonly item: ItemOf<Type>;
  };
}[keyof EventItems];

export type EventOf<Type extends EventType> = Extract<SessionEvent, { readonly type: Type }>;

export type SessionObject = ItemOf<'session.started'>;
export type EndUser = SessionObject['end_user'];
export type Device = NonNullable<SessionObject['device']>;
export type OutboundChoice = NonNullable<SessionObject['outbound']>;
export type MenuPath = NonNullable<SessionObject['menu_path']>;
export type Agent = ItemOf<'session.assigned'>['agent'];
export type Queue = ItemOf<'session.queued'>['queue'];
export type SharedFile = ItemOf<'smart_action.completed'>['files'][number];
export type MetadataDocument = ItemOf<'session.metadata'>;

/** An event of a post that is refused, with the fields that are wrong. `event_id` is null if none could be read. */
export type RefusedEvent = {
  readonly event_id: string | null;
  readonly fields: readonly { readonly path: string; readonly message: string }[];
};

export type ParsedPost = { readonly accepted: SessionEvent[]; readonly refused: RefusedEvent[] };

/** One event may take 1 MiB as JSON in UTF-8 (SEC-2). */
export const maxEventBytes = 1024 * 1024;

/** No event needs deeper nesting. It would exhaust the stack of a function that walks through the event. */
const maxDepth = 64;

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(levels - 1, member));
}

function eventIdOf(event: unknown): string | null {
  if (typeof event !== 'object' || event === null || !('event_id' in event)) return null;
  const { event_id: id } = event;
  return typeof id === 'string' && id.length > 0 && id.length <= 128 ? id : null;
}

function refusal(event: unknown, path: string, message: string): RefusedEvent {
  return { event_id: eventIdOf(event), fields: [{ path, message }] };
}

function parseEvent(event: unknown): SessionEvent | RefusedEvent {
  if (isDeeperThan(maxDepth, event)) return refusal(event, '', `nested deeper than ${maxDepth} levels`);
  const json = JSON.stringify(event) ?? '';
  if (json.length > maxEventBytes || new TextEncoder().encode(json).byteLength > maxEventBytes) {
    return refusal(event, '', 'larger than 1 MiB: send files by address instead of content');
  }
  const parsed = sessionEventSchema.safeParse(event);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return { event_id: eventIdOf(event), fields };
}

/**
 * Parses the body of `POST /v1/events`. Each event is parsed by itself, so that one bad event blocks no other (SEC-2).
 * A body that is no list of events gives one refusal without an id. Paths are relative to the event. Messages never
 * repeat the data that was sent.
 */
export function parsePost(body: unknown): ParsedPost {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { accepted: [], refused: [refusal(null, '', 'expected an object {"count", "events"}')] };
  }
  if (!('events' in body) || !Array.isArray(body.events)) {
    return { accepted: [], refused: [refusal(null, 'events', 'expected a list of events')] };
  }
  const accepted: SessionEvent[] = [];
  const refused: RefusedEvent[] = [];
  for (const event of body.events as readonly unknown[]) {
    const parsed = parseEvent(event);
    if ('fields' in parsed) refused.push(parsed);
    else accepted.push(parsed);
  }
  return { accepted, refused };
}
