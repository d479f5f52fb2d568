import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

export const roles = ['agent', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who carries a token (SEC-1). Agent ids are the platform's and compare as strings. */
export type Bearer = { readonly agentId: string; readonly email: string | null; readonly role: Role };

/** `expiresAt`: ms since the epoch. */
export type Holder = Bearer & { readonly expiresAt: number };

const claims = z.object({
  sub: z.string().min(1).max(128),
  email: z.string().max(320).nullish(),
  role: z.enum(roles),
  exp: z.int(),
});

function keyOf(secret: string): Uint8Array {
  return new TextEncoder().encode(secret);
}

/**
 * A JWT (HS256) with the agent id as `sub`, `email`, `role` and `exp`.
 *
 * @param expires how long it holds, as `30 minutes`, `8h` or `7d`
 */
export async function issueToken(secret: string, bearer: Bearer, expires: string): Promise<string> {
  const email = bearer.email === null ? {} : { email: bearer.email };
  return await new SignJWT({ ...email, role: bearer.role })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(bearer.agentId)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(keyOf(secret));
}

/** Who the token was issued to; null when its signature, its claims or its time don't hold. */
export async function verifyToken(secret: string, token: string): Promise<Holder | null> {
  try {
    const { payload } = await jwtVerify(token, keyOf(secret), { algorithms: ['HS256'] });
    const { data } = claims.safeParse(payload);
    if (data === undefined) return null;
    return { agentId: data.sub, email: data.email ?? null, role: data.role, expiresAt: data.exp * 1_000 };
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
