import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayConfiguration } from '../../../configuration/environment.ts';
import { GatewayError } from './errors.ts';

/** SEC-1: the time of a signature may be this far from now, before or after it. */
export const signatureMaxAgeMs = 5 * 60 * 1000;

/** Compares two texts. The time that it takes shows neither how much of the text is right nor how long the expected text is. */
export function equalInConstantTime(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function isValidBasic(header: string, { username, password }: GatewayConfiguration['platform']): boolean {
  const [, encoded = null] = /^basic +([a-z0-9+/=_-]+)$/i.exec(header.trim()) ?? [];
  return (
    encoded !== null && equalInConstantTime(Buffer.from(encoded, 'base64').toString('utf8'), `${username}:${password}`)
  );
}

function singleHeader(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' ? header : null;
}

export type PlatformSignIn = 'basic' | { readonly signature: string; readonly timestamp: string };

/**
 * The first step of the sign-in, before the body is read: checks Basic credentials, and the age of a signature. Throws a
 * GatewayError (401).
 *
 * @param now ms since the epoch
 */
export function beginSignIn(
  headers: IncomingHttpHeaders,
  platform: GatewayConfiguration['platform'],
  now: number,
): PlatformSignIn {
  const signature = singleHeader(headers['x-signature']);
  const timestamp = singleHeader(headers['x-signature-timestamp']);
  if (signature !== null || timestamp !== null) {
    if (signature === null || timestamp === null || !/^\d{1,16}$/.test(timestamp))
      throw new GatewayError('unauthenticated');
    if (Math.abs(now - Number(timestamp)) > signatureMaxAgeMs) throw new GatewayError('stale_signature');
    return { signature, timestamp };
  }
  if (!isValidBasic(headers.authorization ?? '', platform)) throw new GatewayError('unauthenticated');
  return 'basic';
}

/**
 * The second step of the sign-in: checks a signature, which is the hex HMAC-SHA256 of `timestamp.body` over the bytes of
 * the body. Throws a GatewayError (401).
 */
export function finishSignIn(signIn: PlatformSignIn, body: Buffer, hmacSecret: string | null): void {
  if (signIn === 'basic') return;
  if (hmacSecret === null) throw new GatewayError('unauthenticated');
  const expected = createHmac('sha256', hmacSecret).update(`${signIn.timestamp}.`).update(body).digest('hex');
  if (!equalInConstantTime(signIn.signature.toLowerCase(), expected)) throw new GatewayError('unauthenticated');
}
