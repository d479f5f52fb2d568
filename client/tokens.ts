import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { limits } from '../domain/limits.ts';

export const roles = ['agent', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** The person or program to whom a token is issued (SEC-1). The agent id is the platform's, compared as text. */
export type Bearer = { readonly agentId: string; readonly email: string | null; readonly role: Role };

/** A token whose signature and claims are valid. `expiresAt`: ms since the epoch. */
export type VerifiedToken = Bearer & { readonly expiresAt: number };

/** The `iss` of the tokens that this product issues. */
export const tokenIssuer = 'contact-centre-zendesk';

/** The longest life of a token. A stolen token is useless after it. */
const longestLifeSeconds = limits.tokens.life.value;

const claims = z.object({
  sub: z.string().min(1).max(128),
  email: z.string().max(320).nullish(),
  role: z.enum(roles),
  /** An integrator may leave it out. A token of another issuer is not valid, although it may have the same secret. */
  iss: z.literal(tokenIssuer).optional(),
  iat: z.int().optional(),
  exp: z.int(),
});

function secretBytes(secret: string): Uint8Array {
  return new TextEncoder().encode(secret);
}

/** Whether a text such as `30 minutes`, `8h` or `7d` is no longer than the longest life of a token. */
export function isLifeAllowed(expires: string): boolean {
  const [, count = '', unit = ''] = /^(\d+) ?([mhd])/.exec(expires) ?? [];
  const seconds = { m: 60, h: 3_600, d: 86_400 }[unit];
  return seconds !== undefined && Number(count) * seconds <= longestLifeSeconds;
}

/**
 * Issues a token: a JWT (HS256) with the agent id as `sub`, and `email`, `role`, `iss`, `iat` and `exp`.
 *
 * @param secret the first of the token secrets
 * @param expires how long the token is valid, such as `30 minutes`, `8h` or `7d`
 */
export async function issueToken(secret: string, bearer: Bearer, expires: string): Promise<string> {
  const email = bearer.email === null ? {} : { email: bearer.email };
  return await new SignJWT({ ...email, role: bearer.role })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(tokenIssuer)
    .setSubject(bearer.agentId)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(secretBytes(secret));
}

/**
 * Reads a token.
 *
 * @param secrets any of them may have signed the token
 * @returns null if the signature or a claim is wrong, or if the token has expired or would live longer than allowed
 */
export async function verifyToken(secrets: readonly string[], token: string): Promise<VerifiedToken | null> {
  const payload = await verifiedPayload(secrets, token);
  const { data } = claims.safeParse(payload);
  if (data === undefined) return null;
  // A time of issue in the future would allow a token of any life.
  const now = Math.floor(Date.now() / 1_000);
  const issuedAt = Math.min(data.iat ?? now, now);
  if (data.exp - issuedAt > longestLifeSeconds) return null;
  return { agentId: data.sub, email: data.email ?? null, role: data.role, expiresAt: data.exp * 1_000 };
}

/** The claims of a token that one of the secrets signed and that has not expired. Null: it is not valid. */
async function verifiedPayload(secrets: readonly string[], token: string): Promise<unknown> {
  for (const secret of secrets) {
    try {
      return (await jwtVerify(token, secretBytes(secret), { algorithms: ['HS256'] })).payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) return null;
    }
  }
  return null;
}
