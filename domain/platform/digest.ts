/** FNV-1a of 32 bits from a given beginning. */
function fnv(text: string, begin: number): number {
  let hash = begin;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/**
 * A short name for a content, `[0-9a-z]{1,14}`, the same on every machine. It tells contents of one session apart; it is
 * no protection against somebody who looks for two with one name.
 */
export function digest(text: string): string {
  return fnv(text, 0x811c9dc5).toString(36) + fnv(`${text.length}:${text}`, 0x050c5d1f).toString(36);
}
