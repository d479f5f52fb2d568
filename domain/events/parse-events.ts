import type { z } from 'zod';
import { limits } from '../limits.ts';
import type { EventType } from './event-list.ts';
import { sessionEventSchema } from './event-schemas.ts';
import type { eventSchemas } from './event-schemas.ts';
import { measureJson, utf8Bytes } from './json-size.ts';
import { timeProblems } from './times.ts';

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

export type ParsedPost = {
  readonly accepted: SessionEvent[];
  readonly refused: RefusedEvent[];
  /** The number of problems beyond `limits.post.problems`, which `refused` does not name. */
  readonly unnamed: number;
};

const { bytes: eventBytes, depth: eventDepth } = limits.event;
/** The lists of an item whose members are parsed one by one, each with the number of members that it may have. */
const listLimits: Readonly<Record<string, number>> = {
  files: limits.list.files.value,
  photos: limits.list.files.value,
  videos: limits.list.files.value,
  transfers: limits.list.transfers.value,
  participants: limits.list.participants.value,
  dispositions: limits.list.dispositions.value,
};

function eventIdOf(event: unknown): string | null {
  if (typeof event !== 'object' || event === null || !('event_id' in event)) return null;
  const { event_id: id } = event;
  return typeof id === 'string' && id.length > 0 && id.length <= limits.text.id.value ? id : null;
}

function refusal(event: unknown, path: string, message: string): RefusedEvent {
  return { event_id: eventIdOf(event), fields: [{ path, message }] };
}

/** Checks the size of an event before its schema visits each part of it. Null: it may be parsed. */
function sizeProblem(event: unknown): { readonly path: string; readonly message: string } | null {
  const { problem } = measureJson(event, { depth: eventDepth.value, members: eventBytes.value });
  if (problem === 'depth') return { path: '', message: `nested deeper than ${eventDepth.value} levels` };
  // A member takes at least two bytes.
  if (problem !== null || utf8Bytes(JSON.stringify(event) ?? '', eventBytes.value) > eventBytes.value)
    return { path: '', message: 'larger than 1 MiB: send files by address instead of content' };
  if (typeof event !== 'object' || event === null || !('item' in event)) return null;
  for (const [key, member] of Object.entries(event.item ?? {})) {
    const most = Object.hasOwn(listLimits, key) ? (listLimits[key] ?? 0) : Number.POSITIVE_INFINITY;
    if (!Number.isFinite(most) || !Array.isArray(member)) continue;
    if (member.length > most) return { path: `item.${key}`, message: `expected a list of at most ${most} members` };
    const wrong = member.findIndex((each) => typeof each !== 'object' || each === null);
    if (wrong !== -1) return { path: `item.${key}.${wrong}`, message: 'expected an object' };
  }
  return null;
}

function parseEvent(event: unknown, now: number | null): SessionEvent | RefusedEvent {
  const tooLarge = sizeProblem(event);
  if (tooLarge !== null) return refusal(event, tooLarge.path, tooLarge.message);
  const parsed = sessionEventSchema.safeParse(event);
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    return { event_id: eventIdOf(event), fields };
  }
  const fields = timeProblems(parsed.data, now);
  return fields.length === 0 ? parsed.data : { event_id: eventIdOf(event), fields };
}

export type PostParser = { readonly add: (event: unknown) => void; readonly result: () => ParsedPost };

/**
 * Parses the events of a post one by one, so that one bad event blocks no other (SEC-2). The refusals name at most
 * `limits.post.problems` problems. Paths are relative to the event. Messages never repeat the data that was sent.
 *
 * @param now ms since the epoch, against which the times of events are checked; null: no time may lie beyond the year 2099
 */
export function postParser(now: number | null): PostParser {
  const accepted: SessionEvent[] = [];
  const refused: RefusedEvent[] = [];
  let room = limits.post.problems.value;
  let unnamed = 0;
  return {
    add(event) {
      const parsed = parseEvent(event, now);
      if (!('fields' in parsed)) {
        accepted.push(parsed);
        return;
      }
      const fields = parsed.fields.slice(0, room);
      room -= fields.length;
      unnamed += parsed.fields.length - fields.length;
      if (fields.length > 0) refused.push({ ...parsed, fields });
    },
    result: () => ({ accepted, refused, unnamed }),
  };
}

/** The events in the body of a post, or why it is no list of events. */
export function eventsIn(body: unknown): { readonly events: readonly unknown[] } | { readonly refused: RefusedEvent } {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return { refused: refusal(null, '', 'expected an object {"count", "events"}') };
  if (!('events' in body) || !Array.isArray(body.events))
    return { refused: refusal(null, 'events', 'expected a list of events') };
  return { events: body.events };
}

/**
 * Parses the body of `POST /v1/events`. A body that is no list of events gives one refusal without an id.
 *
 * @param now ms since the epoch, against which the times of events are checked; null: no time may lie beyond the year 2099
 */
export function parsePost(body: unknown, now: number | null = null): ParsedPost {
  const posted = eventsIn(body);
  if ('refused' in posted) return { accepted: [], refused: [posted.refused], unnamed: 0 };
  const parser = postParser(now);
  for (const event of posted.events) parser.add(event);
  return parser.result();
}
