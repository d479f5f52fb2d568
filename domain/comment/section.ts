import type { Json } from '../events/parse-events.ts';
import type { Comment, CommentLine } from '../zendesk/comment.ts';
import { cutText as cut } from '../cut-text.ts';

/** The limit in characters. Temporal stores a comment as part of its write until Zendesk has it, so it must be short. */
const longestText = 30_000;

/** Cuts a text to `limit` characters, of which the last is "…". It never cuts a surrogate pair in half. */
export function cutText(text: string, limit = longestText): string {
  return cut(text, limit);
}

/** One line, or no line if there is no value. */
export function line(label: string | null, value: string | number | null | undefined): readonly CommentLine[] {
  return value === null || value === undefined || value === '' ? [] : [{ label, value: String(value) }];
}

/** A comment of at most 30,000 characters in all its lines. The rest is cut, and "…" shows it. */
export function section(title: string, lines: readonly CommentLine[]): Comment {
  const kept: CommentLine[] = [];
  let room = longestText;
  for (const { label, value } of lines) {
    if (room <= 0) return { title, lines: [...kept, { label: null, value: '…' }] };
    const shortLabel = label === null ? null : cutText(label, room);
    room -= shortLabel?.length ?? 0;
    const shortValue = room <= 0 ? '…' : cutText(value, room);
    room -= shortValue.length;
    kept.push({ label: shortLabel, value: shortValue });
  }
  return { title, lines: kept };
}

/** The value as indented JSON. A text is not changed. */
export function jsonText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object becomes one line for each key, with nested values as indented JSON. Any other value is one line with `label`. */
export function jsonLines(label: string | null, value: Json): readonly CommentLine[] {
  if (value === null) return [];
  if (!isObject(value)) return line(label, jsonText(value));
  return Object.entries(value).flatMap(([key, member]) => (member === null ? [] : line(key, jsonText(member))));
}
