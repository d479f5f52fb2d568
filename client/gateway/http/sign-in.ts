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

/** The hex form of an HMAC-SHA256. Nothing else can be a right signature, so that its body need not be read. */
const signatureForm = /^[\da-f]{64}$/i;

/**
 * The first step of the sign-in, before the body is read: checks Basic credentials, and the form and the age of a signature.
 * Throws a GatewayError (401) without credentials, with a signature of another form, and with one that is too old.
 *
 * @param now ms since the epoch
 * @returns `wrong`: there are Basic credentials, and they are not right
 */
export function beginSignIn(
  headers: IncomingHttpHeaders,
  platform: GatewayConfiguration['platform'],
  now: number,
): PlatformSignIn | 'wrong' {
  const signature = singleHeader(headers['x-signature']);
  const timestamp = singleHeader(headers['x-signature-timestamp']);
  if (signature !== null || timestamp !== null) {
    if (platform.hmacSecret === null || signature === null || timestamp === null)
      throw new GatewayError('unauthenticated');
    if (!signatureForm.test(signature) || !/^\d{1,16}$/.test(timestamp)) throw new GatewayError('unauthenticated');
    if (Math.abs(now - Number(timestamp)) > signatureMaxAgeMs) throw new GatewayError('stale_signature');
    return { signature, timestamp };
  }
  const { authorization } = headers;
  if (authorization === undefined) throw new GatewayError('unauthenticated');
  return isValidBasic(authorization, platform) ? 'basic' : 'wrong';
}

/**
 * The second step of the sign-in: whether the signature is the hex HMAC-SHA256 of `timestamp.body` over the bytes of the
 * body.
 */
export function isSignedBody(
  { signature, timestamp }: Exclude<PlatformSignIn, 'basic'>,
  body: Buffer,
  hmacSecret: string | null,
): boolean {
  if (hmacSecret === null) return false;
  const expected = createHmac('sha256', hmacSecret).update(`${timestamp}.`).update(body).digest('hex');
  return equalInConstantTime(signature.toLowerCase(), expected);
}
