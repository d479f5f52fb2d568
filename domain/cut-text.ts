/** The beginning of a text, at most `most` characters, without the first half of a surrogate pair at its end. */
export function beginningOf(text: string, most: number): string {
  const beginning = text.slice(0, Math.max(0, most));
  return /[\uD800-\uDBFF]$/.test(beginning.slice(-1)) ? beginning.slice(0, -1) : beginning;
}

/** The text, or its beginning with "…" at the end if it is longer than `most` characters. */
export function cutText(text: string, most: number): string {
  return text.length <= most ? text : `${beginningOf(text, most - 1)}…`;
}
