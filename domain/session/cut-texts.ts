import type { Json } from '../events/parse-events.ts';
import { cutToBytes, jsonBytes } from './text-bytes.ts';

/**
 * The keys of free texts. Every other value is an id, an address, a time, a word or a number, and is never cut. The
 * members `request`, `response` and `result` hold any JSON, which becomes the beginning of its text.
 */
const textKeys: ReadonlySet<string> = new Set([
  'text',
  'note',
  'comment',
  'transcription',
  'message',
  'reason',
  'name',
  'label',
  'value',
]);
const jsonKeys: ReadonlySet<string> = new Set(['request', 'response', 'result']);

/**
 * Cuts the free texts in the data of an event, the longest first, so that the data has at most `room` bytes of JSON. If all
 * texts are cut and the data is still larger, it stays larger.
 *
 * @returns the data, and the number of texts that were cut
 */
export function cutTexts<Item>(item: Item, room: number): { readonly item: Item; readonly cut: number } {
  const bytes = jsonBytes(item);
  if (bytes <= room) return { item, cut: 0 };
  const lengths: number[] = [];
  walk(item, null, (text) => {
    lengths.push(jsonBytes(text) - 2);
    return text;
  });
  const most = longestThatFits(lengths, bytes - room);
  let cut = 0;
  const shorter = walk(item, null, (text) => {
    const kept = cutToBytes(text, most);
    if (kept !== text) cut += 1;
    return kept;
  });
  // The walk changes texts only, so the shape of the data is the same. JSON.parse avoids a cast.
  const short: Item = JSON.parse(JSON.stringify(shorter));
  return { item: short, cut };
}

/** The length at which texts must be cut to save so many bytes. All texts together may be shorter: then it is 3, the mark alone. */
function longestThatFits(lengths: readonly number[], save: number): number {
  const sorted = [...lengths].sort((a, b) => b - a);
  let saved = 0;
  for (const [i, length] of sorted.entries()) {
    const next = Math.max(3, sorted[i + 1] ?? 3);
    // The first i + 1 texts are the longest. Cutting them to the length of the next one saves this much more.
    const more = (i + 1) * Math.max(0, length - next);
    if (saved + more >= save) return Math.max(3, length - Math.ceil((save - saved) / (i + 1)));
    saved += more;
  }
  return 3;
}

/** Replaces each free text in a value. A text that is not changed keeps the objects around it. */
function walk(value: unknown, key: string | null, replace: (text: string) => string): unknown {
  if (key !== null && jsonKeys.has(key) && value !== null && value !== undefined) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const kept = replace(text);
    return kept === text ? value : kept;
  }
  if (typeof value === 'string') return key !== null && textKeys.has(key) ? replace(value) : value;
  if (Array.isArray(value)) return value.map((each: unknown) => walk(each, key, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, walk(member, name, replace)]));
}

/** A result or an answer whose JSON is too long is replaced by the beginning of its text. */
export function limitJson(value: Json, most: number): Json {
  const text = JSON.stringify(value);
  return text.length <= most ? value : `${text.slice(0, most)}…`;
}
