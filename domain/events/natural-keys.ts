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

/** A look-up of a global such as `Math` is slow in a workflow, so the loop below does none. */
const { imul } = Math;

/**
 * A short hash that is the same on every machine: FNV-1a in two variants over the UTF-16 units. It protects no secret.
 */
export function shortHash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    low = imul(low ^ text.charCodeAt(i), 0x01000193) >>> 0;
    high = imul(high ^ text.charCodeAt(i), 0x85ebca6b) >>> 0;
  }
  return low.toString(36) + high.toString(36);
}

/**
 * The address without the user name and the password in it (`https://user:password@host/…`). They would end up on the ticket,
 * and a file is never fetched with them (SEC-3, SEC-5).
 */
export function withoutSignIn(url: string): string {
  if (!url.includes('@') || !URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return url;
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}

/**
 * An id of the platform as ids of workflows and search attributes show it, which are never encrypted (SEC-3). An id of
 * letters, digits, `_` and `-` is not changed. Every other id could be an e-mail address, a name or a phone number, and
 * becomes its hash.
 */
export function shownId(id: string): string {
  return /^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : `~${shortHash(id)}`;
}
