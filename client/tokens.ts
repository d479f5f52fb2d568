import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

export const roles = ['agent', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** The person or program to whom a token is issued (SEC-1). The agent id is the platform's, compared as text. */
export type Bearer = { readonly agentId: string; readonly email: string | null; readonly role: Role };

/** A token whose signature and claims are valid. `expiresAt`: ms since the epoch. */
export type VerifiedToken = Bearer & { readonly expiresAt: number };

const claims = z.object({
  sub: z.string().min(1).max(128),
  email: z.string().max(320).nullish(),
  role: z.enum(roles),
  exp: z.int(),
});

function secretBytes(secret: string): Uint8Array {
  return new TextEncoder().encode(secret);
}

/**
 * Issues a token: a JWT (HS256) with the agent id as `sub`, and `email`, `role` and `exp`.
 *
 * @param expires how long the token is valid, such as `30 minutes`, `8h` or `7d`
 */
export async function issueToken(secret: string, bearer: Bearer, expires: string): Promise<string> {
  const email = bearer.email === null ? {} : { email: bearer.email };
  return await new SignJWT({ ...email, role: bearer.role })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(bearer.agentId)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(secretBytes(secret));
}

/** Reads a token. Null: the signature or a claim is wrong, or the token has expired. */
export async function verifyToken(secret: string, token: string): Promise<VerifiedToken | null> {
  try {
    const { payload } = await jwtVerify(token, secretBytes(secret), { algorithms: ['HS256'] });
    const { data } = claims.safeParse(payload);
    if (data === undefined) return null;
    return { agentId: data.sub, email: data.email ?? null, role: data.role, expiresAt: data.exp * 1_000 };
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
