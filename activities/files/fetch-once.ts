import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { HostAddress } from './addresses.ts';

/** The answer to one request. `body` must be read to its end, or destroyed. */
export type Answer = {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly body: Readable;
  /** True if the body was compressed, so that the announced size is not its size. */
  readonly wasCompressed: boolean;
};

/** Connects to the addresses that were checked, and never looks the name up again. */
function only(addresses: readonly HostAddress[]): LookupFunction {
  return (hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else if (first === undefined) callback(new Error(`${hostname} has no address`), '', 4);
    else callback(null, first.address, first.family);
  };
}

/**
 * Sends one GET request to an address of the host, and follows no redirect.
 *
 * @param addresses the addresses of the host in the URL
 * @param signal aborts the request, and the answer while it is read
 * @throws the error of the connection, or the reason of `signal`
 */
export async function fetchOnce(url: URL, addresses: readonly HostAddress[], signal: AbortSignal): Promise<Answer> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return await new Promise((resolve, reject) => {
    request(
      url,
      {
        // A connection that is used again could belong to a look-up of an earlier time.
        agent: false,
        lookup: only(addresses),
        // Without compression, the announced size is the size of the file.
        headers: { 'accept-encoding': 'identity', accept: '*/*' },
        signal,
      },
      (response) => resolve(toAnswer(response)),
    )
      .on('error', reject)
      .end();
  });
}

function toAnswer(response: IncomingMessage): Answer {
  const header = (name: string): string | null => {
    const value = response.headers[name];
    return typeof value === 'string' ? value : (value?.[0] ?? null);
  };
  const decoder = decoderOf(header('content-encoding'));
  const body = decoder === null ? response : decoded(response, decoder);
  // The reader of the body gets its error too. Without this listener, an error of a body that nobody reads would end the process.
  body.on('error', () => undefined);
  return {
    status: response.statusCode ?? 0,
    header,
    body,
    wasCompressed: decoder !== null,
  };
}

type Decoder = ReturnType<typeof createGunzip>;

function decoderOf(encoding: string | null): Decoder | null {
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return null;
  }
}

function decoded(response: IncomingMessage, decoder: Decoder): Readable {
  response.on('error', (error) => decoder.destroy(error));
  decoder.on('close', () => response.destroy());
  return response.pipe(decoder);
}
