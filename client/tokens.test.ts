import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { limits } from '../domain/limits.ts';
import type { Bearer } from './tokens.ts';
import { isLifeAllowed, issueToken, tokenIssuer, verifyToken } from './tokens.ts';

const [newSecret, oldSecret, otherSecret] = ['n', 'o', 'x'].map((letter) => letter.repeat(32));
const bearer: Bearer = { agentId: '7', email: 'a@example.com', role: 'operator' };
const longest = limits.tokens.life.value;
const now = (): number => Math.floor(Date.now() / 1_000);

function secretOf(secret = ''): Uint8Array {
  return new TextEncoder().encode(secret);
}

/** A token with these claims, which another program signed with the right secret. */
async function made(claims: Readonly<Record<string, unknown>>, alg = 'HS256'): Promise<string> {
  return await new SignJWT({ sub: '7', role: 'agent', ...claims })
    .setProtectedHeader({ alg })
    .sign(secretOf(newSecret));
}

describe('tokens', () => {
  it('SEC-1 every secret of the list verifies, and a token of any other is not valid', async () => {
    for (const secret of [newSecret, oldSecret]) {
      const token = await issueToken(secret ?? '', bearer, '1h');
      expect(await verifyToken([newSecret ?? '', oldSecret ?? ''], token)).toMatchObject(bearer);
    }
    const foreign = await issueToken(otherSecret ?? '', bearer, '1h');
    expect(await verifyToken([newSecret ?? '', oldSecret ?? ''], foreign)).toBeNull();
    expect(await verifyToken([], foreign)).toBeNull();
  });

  it('SEC-1 a token names its issuer, and one of another issuer is not valid', async () => {
    const [, payload = ''] = (await issueToken(newSecret ?? '', bearer, '1h')).split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ iss: tokenIssuer, sub: '7' });
    const exp = now() + 60;
    expect(await verifyToken([newSecret ?? ''], await made({ exp, iss: tokenIssuer }))).toMatchObject({
      role: 'agent',
    });
    expect(await verifyToken([newSecret ?? ''], await made({ exp }))).toMatchObject({ role: 'agent' });
    for (const iss of ['another', '', 7, null])
      expect(await verifyToken([newSecret ?? ''], await made({ exp, iss }))).toBeNull();
  });

  it.each([
    ['the longest life', () => ({ iat: now(), exp: now() + longest }), true],
    ['a second more', () => ({ iat: now(), exp: now() + longest + 1 }), false],
    ['the longest life without a time of issue', () => ({ exp: now() + longest - 5 }), true],
    ['more than that without a time of issue', () => ({ exp: now() + longest + 60 }), false],
    ['a long life that is nearly over', () => ({ iat: now() - longest, exp: now() + 60 }), false],
    ['a time of issue in the future', () => ({ iat: now() + 10 * longest, exp: now() + 10 * longest + 60 }), false],
    ['no end', () => ({ iat: now() }), false],
    ['an end that is past', () => ({ exp: now() - 60 }), false],
  ])('SEC-1 a token with %s is %o: valid %o', async (_, claims, valid) => {
    expect((await verifyToken([newSecret ?? ''], await made(claims()))) !== null).toBe(valid);
  });

  it('SEC-1 a token without a signature, or of another algorithm, is not valid', async () => {
    const claims = { exp: now() + 60 };
    expect(await verifyToken([newSecret ?? ''], await made(claims, 'HS512'))).toBeNull();
    const unsigned = ['{"alg":"none"}', JSON.stringify({ sub: '7', role: 'admin', ...claims })].map((part) =>
      Buffer.from(part).toString('base64url'),
    );
    expect(await verifyToken([newSecret ?? ''], `${unsigned.join('.')}.`)).toBeNull();
    expect(await verifyToken([newSecret ?? ''], 'no token')).toBeNull();
  });

  it.each([
    ['30m', true],
    ['8 hours', true],
    ['90d', true],
    ['91d', false],
    ['2161h', false],
    ['1 week', false],
    ['', false],
  ])('SEC-1 the command issues a token for %j: %s', (expires, allowed) => {
    expect(isLifeAllowed(expires)).toBe(allowed);
  });
});
