/**
 * The address without query and fragment. The query may hold a signature, which differs each time for the same file
 * (PLT-3).
 */
export function addressOf(url: string): string {
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}

/**
 * A short key of plain characters. A key that is short and plain already is not changed. A key that had to be changed
 * ends with its hash, so that two different keys never become the same.
 */
export function tidyKey(key: string): string {
  const plain = key
    .replace(/^https?:\/\//, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .slice(-60);
  return plain === key ? key : `${plain}-${shortHash(key)}`;
}

/**
 * A short hash that is the same on every machine: FNV-1a in two variants over the UTF-16 units. It protects no secret.
 */
export function shortHash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193) >>> 0;
    high = Math.imul(high ^ text.charCodeAt(i), 0x85ebca6b) >>> 0;
  }
  return low.toString(36) + high.toString(36);
}
