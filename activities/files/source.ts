import { isRequestRefused } from '../request-refused.ts';

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

/**
 * Is this an address on an allowed host? Private and loopback addresses are refused as well, unless they are listed.
 * @param fileHosts `host` allows the default port of the scheme (443 or 80), `host:port` allows that port
 */
export function isAllowed(url: URL, fileHosts: readonly string[]): boolean {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return false;
  if (url.username !== '' || url.password !== '') return false;
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const host = url.hostname.replace(/\.$/, '').toLowerCase();
  return fileHosts.some((entry) => {
    const named = entry.trim().toLowerCase();
    return named === `${host}:${port}` || (named === host && url.port === '');
  });
}

/**
 * Opens a file of the platform as a stream. Follows up to three redirects, each to an allowed host only.
 * @param signal aborts the whole transfer
 * @throws the signal's reason when it aborts
 */
export async function openSource(address: string, fileHosts: readonly string[], signal: AbortSignal): Promise<Source> {
  if (!URL.canParse(address)) return { kind: 'refused', message: 'The file has no readable address.' };
  let url = new URL(address);
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    if (!isAllowed(url, fileHosts)) {
      const where = hop === 0 ? 'The file is' : 'The file was moved to';
      return {
        kind: 'refused',
        message: `${where} on ${url.host === '' ? url.protocol : url.host}, which FILE_HOSTS does not name.`,
      };
    }
    const response = await fetchOnce(url, signal);
    if (response === 'refused') return { kind: 'refused', message: `${url.host} can not be asked for a file.` };
    if (response === null) return { kind: 'unavailable', message: `${url.host} cannot be reached or does not answer.` };
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return toSource(response, url.host);
    await response.body?.cancel();
    if (!URL.canParse(location, url.href))
      return { kind: 'refused', message: 'The file was moved to an unreadable address.' };
    url = new URL(location, url.href);
  }
  return { kind: 'refused', message: `The file was moved more than ${mostRedirects} times.` };
}

/** `refused`: no request can be made to this address. Null: there was no answer. */
async function fetchOnce(url: URL, signal: AbortSignal): Promise<Response | 'refused' | null> {
  const firstByte = new AbortController();
  const timer = setTimeout(() => firstByte.abort(), firstByteMs);
  try {
    return await fetch(url, {
      redirect: 'manual',
      // Without compression, the announced size is the size of the file.
      headers: { 'accept-encoding': 'identity' },
      signal: AbortSignal.any([firstByte.signal, signal]),
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return isRequestRefused(error) ? 'refused' : null;
  } finally {
    clearTimeout(timer);
  }
}

async function toSource(response: Response, host: string): Promise<Source> {
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    const message = `${host} answers ${response.status} for the file.`;
    return { kind: isTemporary(response.status) ? 'unavailable' : 'refused', message };
  }
  const announced = response.headers.get('content-length');
  const plain = response.headers.get('content-encoding') ?? 'identity';
  const bytes = announced !== null && plain === 'identity' && /^\d+$/.test(announced) ? Number(announced) : null;
  if (bytes !== null && bytes > largestFileBytes) {
    await response.body.cancel();
    return { kind: 'refused', message: tooLarge };
  }
  return { kind: 'file', body: response.body, bytes, contentType: response.headers.get('content-type') };
}

function isTemporary(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}

export const tooLarge = 'The file is larger than the 50 MB that Zendesk takes.';
