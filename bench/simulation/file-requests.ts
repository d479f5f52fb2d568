import { Readable } from 'node:stream';
import type { Answer } from '../../activities/files/fetch-once.ts';

/**
 * Stands in for `activities/files/fetch-once.ts` and for the look-up of host names in a simulation: the files of the platform
 * come from the simulated network, and not from sockets.
 */

/** A public address, for every name. */
export async function lookup(): Promise<readonly { readonly address: string; readonly family: number }[]> {
  return [{ address: '93.184.215.14', family: 4 }];
}

export async function fetchOnce(url: URL, _addresses: readonly object[], signal: AbortSignal): Promise<Answer> {
  const response = await fetch(url, { signal });
  return {
    status: response.status,
    header: (name) => response.headers.get(name),
    body: Readable.from([Buffer.from(await response.arrayBuffer())]),
    wasCompressed: false,
  };
}
