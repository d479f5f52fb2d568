import { Readable } from 'node:stream';
import { isRequestRefused } from '../request-refused.ts';
import { addressesOf, isPublicAddress } from './addresses.ts';
import { fetchOnce } from './fetch-once.ts';
import type { Answer } from './fetch-once.ts';

/** Fetches files of the platform. SEC-5: only from allowed hosts, within limits of size and time. */

/** How long the server may take to answer with its headers. */
const firstByteMs = 15_000;
const mostRedirects = 3;

/** Zendesk accepts files of up to 50 MB. */
export const largestFileBytes = 50 * 1024 * 1024;

export type SourceFile = {
  readonly kind: 'file';
  readonly body: ReadableStream<Uint8Array>;
  /** The size that the platform announces; null when it announces none. */
  readonly bytes: number | null;
  readonly contentType: string | null;
};

export type Source =
  | SourceFile
  /** The file cannot be fetched, and a retry would not help. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The server is busy or broken, or the connection failed. A retry may help. */
  | { readonly kind: 'unavailable'; readonly message: string };

/** One entry of `FILE_HOSTS`. */
type FileHost = {
  /** `host` or `host:port` in lower case. */
  readonly named: string;
  /** True if the host may have a private or loopback address. */
  readonly mayBePrivate: boolean;
};

const privatePrefix = 'private:';

function readEntry(entry: string): FileHost {
  const text = entry.trim().toLowerCase();
  return text.startsWith(privatePrefix)
    ? { named: text.slice(privatePrefix.length), mayBePrivate: true }
    : { named: text, mayBePrivate: false };
}

/** The entries of `FILE_HOSTS` that name the host of an address. */
function entriesFor(url: URL, fileHosts: readonly string[]): readonly FileHost[] {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return [];
  if (url.username !== '' || url.password !== '') return [];
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const host = url.hostname.replace(/\.$/, '').toLowerCase();
  return fileHosts
    .map(readEntry)
    .filter(({ named }) => named === `${host}:${port}` || (named === host && url.port === ''));
}

/**
 * Is this an address on a host that `FILE_HOSTS` names?
 * @param fileHosts `host` allows the default port of the scheme (443 or 80), `host:port` allows that port. Each may have the
 *   prefix `private:`
 */
export function isAllowed(url: URL, fileHosts: readonly string[]): boolean {
  return entriesFor(url, fileHosts).length > 0;
}

/**
 * Opens a file of the platform as a stream. Follows up to three redirects, each to an allowed host only. A host that is not
 * named with `private:` must have public addresses only.
 * @param signal aborts the whole transfer
 * @throws the signal's reason when it aborts
 */
export async function openSource(address: string, fileHosts: readonly string[], signal: AbortSignal): Promise<Source> {
  if (!URL.canParse(address)) return { kind: 'refused', message: 'The file has no readable address.' };
  let url = new URL(address);
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const entries = entriesFor(url, fileHosts);
    if (entries.length === 0) {
      const where = hop === 0 ? 'The file is' : 'The file was moved to';
      return {
        kind: 'refused',
        message: `${where} on ${url.host === '' ? url.protocol : url.host}, which FILE_HOSTS does not name.`,
      };
    }
    const mayBePrivate = entries.some((entry) => entry.mayBePrivate);
    const answer = await fetchWithin(url, mayBePrivate, signal);
    if (answer === 'private')
      return {
        kind: 'refused',
        message: `The file is on ${url.host}, which has a private address: FILE_HOSTS must name it as ${privatePrefix}${url.host}.`,
      };
    if (answer === 'impossible')
      return { kind: 'refused', message: `No request can be made to ${url.host} for the file.` };
    if (answer === null) return { kind: 'unavailable', message: `${url.host} cannot be reached or does not answer.` };
    const location = answer.header('location');
    if (answer.status < 300 || answer.status > 399 || location === null) return toSource(answer, url.host);
    answer.body.destroy();
    if (!URL.canParse(location, url.href))
      return { kind: 'refused', message: 'The file was moved to an unreadable address.' };
    url = new URL(location, url.href);
  }
  return { kind: 'refused', message: `The file was moved more than ${mostRedirects} times.` };
}

/**
 * Sends one request, and waits for its headers only as long as `firstByteMs`.
 * @returns `private` if the host has a private address and may not have one; `impossible` if no request can be made of the
 *   address; null if the host cannot be reached
 */
async function fetchWithin(
  url: URL,
  mayBePrivate: boolean,
  signal: AbortSignal,
): Promise<Answer | 'private' | 'impossible' | null> {
  const firstByte = new AbortController();
  const timer = setTimeout(() => firstByte.abort(), firstByteMs);
  const either = AbortSignal.any([firstByte.signal, signal]);
  try {
    const addresses = await unlessAborted(addressesOf(url.hostname), either);
    if (!mayBePrivate && !addresses.every(({ address }) => isPublicAddress(address))) return 'private';
    return await fetchOnce(url, addresses, either);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return isRequestRefused(error) ? 'impossible' : null;
  } finally {
    clearTimeout(timer);
  }
}

/** Rejects as soon as the signal is aborted. A look-up of a name cannot be stopped itself. */
async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('aborted'));
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function toSource(answer: Answer, host: string): Source {
  if (answer.status < 200 || answer.status > 299) {
    answer.body.destroy();
    const message = `${host} answers ${answer.status} for the file.`;
    return { kind: isTemporary(answer.status) ? 'unavailable' : 'refused', message };
  }
  const announced = answer.header('content-length');
  const bytes = announced !== null && !answer.wasCompressed && /^\d+$/.test(announced) ? Number(announced) : null;
  if (bytes !== null && bytes > largestFileBytes) {
    answer.body.destroy();
    return { kind: 'refused', message: tooLarge };
  }
  const body: ReadableStream<Uint8Array> = Readable.toWeb(answer.body);
  return { kind: 'file', body, bytes, contentType: answer.header('content-type') };
}

function isTemporary(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}

export const tooLarge = 'The file is larger than the 50 MB that Zendesk takes.';
