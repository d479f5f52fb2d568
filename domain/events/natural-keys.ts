/** Where a file is, without what signs the address: the same file under a fresh signature is the same file (PLT-3). */
export function addressOf(url: string): string {
  return url.replace(/[?#].*$/, '');
}

/** Keeps short plain ids as they are; what had to be changed carries its hash, so that no two become one. */
export function tidyKey(key: string): string {
  const plain = key
    .replace(/^https?:\/\//, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .slice(-60);
  return plain === key ? key : `${plain}-${shortHash(key)}`;
}

/** FNV-1a, twice, over the UTF-16 units: no secret, only short and the same everywhere. */
export function shortHash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193) >>> 0;
    high = Math.imul(high ^ text.charCodeAt(i), 0x85ebca6b) >>> 0;
  }
  return low.toString(36) + high.toString(36);
}
