/** SEC-5: where files may be fetched from, and how. */

const firstByteMs = 15_000;
const mostRedirects = 3;

/** Zendesk takes 50 MB a file. */
export const largestFileBytes = 50 * 1024 * 1024;

export type SourceFile = {
  readonly kind: 'file';
  readonly body: ReadableStream<Uint8Array>;
  /** As the platform announces it; null when it doesn't. */
  readonly bytes: number | null;
  readonly contentType: string | null;
};

export type Source =
  | SourceFile
  /** Asking again won't help. */
  | { readonly kind: 'refused'; readonly message: string }
  /** It may be there later: a busy or broken server, a connection that failed. */
  | { readonly kind: 'unavailable'; readonly message: string };

/**
 * Is this address on a named host? `host` stands for the scheme's own port, `host:port` for that one. Only what is named is
 * asked, so private and loopback addresses are refused unless somebody named them.
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
 * Opens a file of the platform as a stream. Redirects are followed one by one, to named hosts alone.
 * @param signal ends the whole transfer
 * @throws the signal's reason
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
    const response = await ask(url, signal);
    if (response === null) return { kind: 'unavailable', message: `${url.host} cannot be reached or does not answer.` };
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return judge(response, url.host);
    await response.body?.cancel();
    if (!URL.canParse(location, url.href))
      return { kind: 'refused', message: 'The file was moved to an unreadable address.' };
    url = new URL(location, url.href);
  }
  return { kind: 'refused', message: `The file was moved more than ${mostRedirects} times.` };
}

async function ask(url: URL, signal: AbortSignal): Promise<Response | null> {
  const first = new AbortController();
  const timer = setTimeout(() => first.abort(), firstByteMs);
  try {
    return await fetch(url, {
      redirect: 'manual',
      // The size announced must be the size that arrives.
      headers: { 'accept-encoding': 'identity' },
      signal: AbortSignal.any([first.signal, signal]),
    });
  } catch {
    if (signal.aborted) throw signal.reason;
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function judge(response: Response, host: string): Promise<Source> {
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
