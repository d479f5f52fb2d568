import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayConfiguration } from '../../../configuration/environment.ts';
import type { Holder, Role } from '../../tokens.ts';
import { verifyToken } from '../../tokens.ts';
import { GatewayError } from './errors.ts';

/** SEC-1: how far a signature's time may be from now, in either direction. */
export const signatureMaxAgeMs = 5 * 60 * 1000;

/** Compares without telling by its time how much was right, nor how long the expected text is. */
export function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function basicHolds(header: string, { username, password }: GatewayConfiguration['platform']): boolean {
  const [, encoded = null] = /^basic +([a-z0-9+/=_-]+)$/i.exec(header.trim()) ?? [];
  return encoded !== null && same(Buffer.from(encoded, 'base64').toString('utf8'), `${username}:${password}`);
}

function one(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' ? header : null;
}

export type PlatformSignIn = 'basic' | 'none' | { readonly signature: string; readonly timestamp: string };

/**
 * What can be told before the body is read: Basic is settled, a signature is recent. Throws a GatewayError (401).
 *
 * @param now ms since the epoch
 */
export function beginSignIn(
  headers: IncomingHttpHeaders,
  platform: GatewayConfiguration['platform'],
  now: number,
): PlatformSignIn {
  const signature = one(headers['x-signature']);
  const timestamp = one(headers['x-signature-timestamp']);
  if (signature !== null || timestamp !== null) {
    if (signature === null || timestamp === null || !/^\d{1,16}$/.test(timestamp))
      throw new GatewayError('unauthenticated');
    if (Math.abs(now - Number(timestamp)) > signatureMaxAgeMs) throw new GatewayError('stale_signature');
    return { signature, timestamp };
  }
  if (!basicHolds(headers.authorization ?? '', platform)) throw new GatewayError('unauthenticated');
  return 'basic';
}

/** Checks a signature, hex HMAC-SHA256 of `timestamp.body`, over the bytes as they came. Throws a GatewayError (401). */
export function finishSignIn(signIn: PlatformSignIn, body: Buffer, hmacSecret: string | null): void {
  if (signIn === 'basic') return;
  if (signIn === 'none' || hmacSecret === null) throw new GatewayError('unauthenticated');
  const expected = createHmac('sha256', hmacSecret).update(`${signIn.timestamp}.`).update(body).digest('hex');
  if (!same(signIn.signature.toLowerCase(), expected)) throw new GatewayError('unauthenticated');
}

/** Who carries the token, if one of `allowed`. Throws a GatewayError: 401 without a valid token, 403 with another role. */
export async function bearerOf(
  headers: IncomingHttpHeaders,
  tokenSecret: string,
  allowed: readonly Role[],
): Promise<Holder> {
  const [, token = null] = /^bearer +(\S+)$/i.exec(headers.authorization?.trim() ?? '') ?? [];
  const bearer = token === null ? null : await verifyToken(tokenSecret, token);
  if (bearer === null) throw new GatewayError('no_token');
  if (!allowed.includes(bearer.role)) throw new GatewayError('forbidden');
  return bearer;
}
