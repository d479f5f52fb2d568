import { isPlannedKey, isTimeInRange } from '../events/times.ts';
import { limits } from '../limits.ts';
import { cutText } from '../cut-text.ts';
import type { Warn } from './lenient-fields.ts';
import { amountOf, instantOf, snakeCase } from './lenient-fields.ts';

/**
 * Cuts a posted snapshot or metadata document to what events may hold, before anything else reads it. The platform's posts
 * are never refused for one value (SEC-2). A text is cut. An id, an address or a time that is out of range is left out, because
 * a part of it would be another one. Each such value gives a warning, which names its key and never the value.
 */

export type ItemBounds = {
  /** When the item was sent, in ms since the epoch. A time far after it is left out. Null: there is no clock. */
  readonly now: number | null;
  /** Texts are cut to this length if their own bound is larger. */
  readonly longestText?: number;
  /** Lists are cut to this length if their own bound is larger. */
  readonly longestList?: number;
  /** The beginning of each warning, before the key. */
  readonly prefix: string;
};

type TextBound = { readonly most: number; readonly isCut: boolean };

const { text, list, number } = limits;

function bounds(names: string, most: number, isCut: boolean): readonly (readonly [string, TextBound])[] {
  return names.split(' ').map((name) => [name, { most, isCut }]);
}

/** The bounds of texts by their keys. A text under another key is not used, and counts as free text. */
const textBounds: ReadonlyMap<string, TextBound> = new Map([
  ...bounds(
    'id call_id chat_id session_id event_id agent_id user_id end_user_id participant_id virtual_agent_id transfer_id disposition_id initiator queue_id queue_uuid out_ticket_id out_contact_id identifier',
    text.id.value,
    false,
  ),
  ...bounds(
    'email agent_email dn phone phone_number number customer_number support_number outbound_number',
    text.address.value,
    false,
  ),
  ...bounds('url recording_url out_ticket_url', text.url.value, false),
  ...bounds(
    'state status type kind role direction session_type session_type_v2 call_type chat_type language lang disconnected_by photo_type voicemail_reason',
    text.word.value,
    true,
  ),
  ...bounds(
    'name first_name last_name agent_name full_name display_name virtual_agent_name va_alias queue_name list list_name code custom_code_id code_id',
    text.name.value,
    true,
  ),
  ...bounds('queue_path queue_path_names', text.path.value, true),
  ...bounds('queue_path_ids materialized_path', text.path.value, false),
  ...bounds('note notes reason fail_reason', text.text.value, true),
]);

const menuPaths: ReadonlySet<string> = new Set(['menu_path', 'from_menu_path', 'to_menu_path']);

function textBoundOf(key: string, parent: string): TextBound {
  if (key === 'name' && menuPaths.has(parent)) return { most: text.path.value, isCut: true };
  if (isTimeKey(key)) return { most: text.time.value, isCut: false };
  return textBounds.get(key) ?? { most: text.text.value, isCut: true };
}

const listLimits: ReadonlyMap<string, number> = new Map([
  ['photos', list.files.value],
  ['videos', list.files.value],
  ['transfers', list.transfers.value],
  ['dispositions', list.dispositions.value],
  ['disposition', list.dispositions.value],
  ['disposition_codes', list.dispositions.value],
  ['participants', list.participants.value],
  ['members', list.participants.value],
  ['agents', list.participants.value],
  ['queue_path_ids', list.files.value],
  ['queue_path_names', list.files.value],
  ['queue_path', list.files.value],
]);

function isTimeKey(key: string): boolean {
  return /(^|_)at$/.test(key);
}

function isAmountKey(key: string): boolean {
  return /(^|_)duration$|^rating$/.test(key);
}

const timeKeys: ReadonlySet<string> = new Set(
  'created_at started_at queued_at assigned_at connected_at joined_at ends_at ended_at disconnected_at finished_at left_at'.split(
    ' ',
  ),
);
const amountKeys: ReadonlySet<string> = new Set(
  'duration call_duration chat_duration wait_duration hold_duration rating'.split(' '),
);

/** Deeper levels are left out. No item needs them, and they could exhaust the stack of a function that visits them. */
const maxDepth = 12;

/** The key as a warning names it. Keys that the product does not know are texts of the sender, which no warning repeats. */
function shownKey(key: string): string {
  const isKnown = textBounds.has(key) || listLimits.has(key) || timeKeys.has(key) || amountKeys.has(key);
  return isKnown ? key : 'a value';
}

/** The first members of an object, without those whose key is too long to be one of the platform. */
export function firstMembers(value: object, keys: readonly string[] = Object.keys(value)): object {
  const short = keys.slice(0, limits.event.keys.value).filter((key) => key.length <= text.word.value);
  return Object.fromEntries(short.map((key): [string, unknown] => [key, Reflect.get(value, key)]));
}

/** The item within the bounds. Custom data is returned as it is, because its own schema bounds it. */
export function boundedItem(item: unknown, { now, longestText, longestList, prefix }: ItemBounds, warn: Warn): unknown {
  const say = (key: string, what: string): null => {
    warn(`${prefix}${shownKey(key)} ${what}`);
    return null;
  };

  function textWithin(value: string, key: string, parent: string): string | null {
    const { most, isCut } = textBoundOf(key, parent);
    if (!isCut && !isTimeKey(key) && /\p{Cc}/u.test(value.trim()))
      return say(key, 'has control characters: it was left out.');
    const longest = isCut ? Math.min(most, longestText ?? most) : most;
    // A name or a word is one line. It may become an id, which has no control characters.
    const line = isCut && most < text.path.value ? value.replaceAll(/\p{Cc}+/gu, ' ') : value;
    if (line.length <= longest) return line;
    if (!isCut) return say(key, `is longer than ${longest} characters: it was left out.`);
    say(key, `is longer than ${longest} characters: it was cut.`);
    return cutText(line.trim(), longest);
  }

  /** Null: the value is a time or an amount out of range. */
  function inRange(value: string | number, key: string): string | number | null {
    if (isAmountKey(key) && (amountOf(value) ?? 0) > number.seconds.value)
      return say(key, 'is larger than a duration can be: it was left out.');
    // A time that cannot be read at all is left to the reader of its key, which warns of it.
    const ms = isTimeKey(key) ? (instantOf(value)?.ms ?? Date.parse(String(value))) : Number.NaN;
    if (Number.isNaN(ms) || isTimeInRange(ms, now, isPlannedKey(key))) return value;
    return say(key, 'is not a time from the year 2000 to tomorrow: the time of arrival counts.');
  }

  function within(value: unknown, key: string, parent: string, depth: number): unknown {
    if (typeof value === 'number') return inRange(value, key);
    if (typeof value === 'string') {
      const short = textWithin(value, key, parent);
      return short === null ? null : inRange(short, key);
    }
    if (typeof value !== 'object' || value === null || key === 'custom_data') return value;
    if (depth > maxDepth) return say(key, 'is nested too deeply: it was left out.');
    if (Array.isArray(value)) {
      const most = Math.min(listLimits.get(key) ?? list.participants.value, longestList ?? Number.POSITIVE_INFINITY);
      if (value.length > most) say(key, `has more than ${most} members: only the first were read.`);
      return value.slice(0, most).map((member) => within(member, key, parent, depth + 1));
    }
    return objectWithin(value, key, depth);
  }

  function objectWithin(value: object, parent: string, depth: number): object {
    const keys = Object.keys(value);
    const kept = Object.entries(firstMembers(value, keys));
    if (kept.length < keys.length) say(parent, 'has too many keys, or too long ones: they were left out.');
    return Object.fromEntries(kept.map(([name, member]) => [name, within(member, snakeCase(name), parent, depth + 1)]));
  }

  return within(item, '', '', 0);
}

/** The warnings of one item, of which only the first are named. */
export function namedWarnings(warnings: Iterable<string>): readonly string[] {
  const all = [...warnings];
  const most = limits.post.warningsOfItem.value;
  if (all.length <= most) return all;
  return [...all.slice(0, most), `${all.length - most} more values were not understood, or were too long.`];
}
