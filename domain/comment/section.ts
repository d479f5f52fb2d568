import type { Json } from '../events/parse-events.ts';
import type { Comment, CommentLine } from '../zendesk/comment.ts';

/** In characters. A comment is part of a write, which Temporal stores until Zendesk has it, so no comment may be long. */
const longestText = 30_000;

/** The text, or as much of it as `limit` characters hold, the last of them "…". Never half a surrogate pair. */
export function cutText(text: string, limit = longestText): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, Math.max(0, limit - 1)).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** One line, or no line where there is no value. */
export function line(label: string | null, value: string | number | null | undefined): readonly CommentLine[] {
  return value === null || value === undefined || value === '' ? [] : [{ label, value: String(value) }];
}

/** A comment whose lines together are no longer than 30,000 characters. The rest is cut, with "…". */
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

/** Indented JSON; a text stands as it is. */
export function jsonText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object becomes a line a key, what is nested in it indented JSON; anything else is one line with `label`. */
export function jsonLines(label: string | null, value: Json): readonly CommentLine[] {
  if (value === null) return [];
  if (!isObject(value)) return line(label, jsonText(value));
  return Object.entries(value).flatMap(([key, member]) => (member === null ? [] : line(key, jsonText(member))));
}
