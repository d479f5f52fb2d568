/** The size of a value as JSON, in bytes of UTF-8. */
export function jsonBytes(value: unknown): number {
  return utf8Bytes(JSON.stringify(value) ?? '');
}

function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Each half of a surrogate pair counts two bytes, which makes four for the pair.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/** The size of one UTF-16 unit inside a JSON string, in bytes of UTF-8. It is never too small. */
function unitBytes(unit: number): number {
  if (unit < 0x20) return 6;
  if (unit === 0x22 || unit === 0x5c) return 2;
  return unit < 0x80 ? 1 : unit < 0x800 ? 2 : unit < 0xd800 || unit > 0xdfff ? 3 : 6;
}

/** The mark at the end of a cut text. It has three bytes. */
const cutMark = '…';

/**
 * Cuts a text, so that it has at most `most` bytes as JSON in UTF-8 without its quotes. A cut text ends with "…". At least
 * that mark is left.
 */
export function cutToBytes(text: string, most: number): string {
  let bytes = 0;
  let fits = 0;
  for (let i = 0; i < text.length; i++) {
    bytes += unitBytes(text.charCodeAt(i));
    if (bytes <= most - 3) fits = i + 1;
    if (bytes > most) return `${text.slice(0, fits).replace(/[\uD800-\uDBFF]$/, '')}${cutMark}`;
  }
  return text;
}

/** Cuts a text to so many characters, of which the last is "…". It never leaves half of a surrogate pair. */
export function cutToCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}${cutMark}`;
}
