import type { FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { decodeJwt } from 'jose';
import type { Bearer, Role, VerifiedToken } from '../../tokens.ts';
import { verifyToken } from '../../tokens.ts';
import type { Brakes } from './brakes.ts';
import { GatewayError } from './errors.ts';

const decorator = 'caller';

export type TokenSignIn = {
  /** Any of these secrets may have signed the token. */
  readonly tokenSecrets: readonly string[];
  /** The roles that the endpoints of the scope require. */
  readonly roles: readonly Role[];
  readonly brakes: Brakes;
  /** The token, and the word `Bearer` before it. By default it is in the header `Authorization`. */
  readonly authorization?: (request: FastifyRequest) => string | undefined;
};

/**
 * The sign-in by token (SEC-1). Each request of the scope is refused before its body is read: with 401 without a valid token,
 * with 403 if the role of the token is another one, with 429 if too many requests came with the token, or too many wrong
 * tokens from the address.
 */
export const tokenSignIn = fastifyPlugin<TokenSignIn>(
  async (scope, { tokenSecrets, roles, brakes, authorization = ({ headers }) => headers.authorization }) => {
    scope.decorateRequest(decorator, null);
    scope.addHook('onRequest', async (request) => {
      await brakes.beforeSignIn(request.ip);
      const [, token = null] = /^bearer +(\S+)$/i.exec(authorization(request)?.trim() ?? '') ?? [];
      if (token === null) throw new GatewayError('no_token');
      const bearer = await verifiedBearer({ tokenSecrets, token, brakes, address: request.ip });
      await brakes.beforeRequest(`${bearer.role}/${bearer.agentId}`);
      if (!roles.includes(bearer.role)) throw new GatewayError('forbidden');
      request.setDecorator<VerifiedToken>(decorator, bearer);
    });
  },
);

type GivenToken = {
  readonly tokenSecrets: readonly string[];
  readonly token: string;
  readonly brakes: Brakes;
  readonly address: string;
};

/** The bearer of a token. Throws a GatewayError: 401 if it is not valid, 429 if too many wrong ones came from the address. */
async function verifiedBearer({ tokenSecrets, token, brakes, address }: GivenToken): Promise<VerifiedToken> {
  const bearer = await verifyToken(tokenSecrets, token);
  if (bearer === null) {
    // A page that was open overnight sends an expired token again and again. That is no attempt to guess one.
    if (!saysItIsExpired(token)) await brakes.afterWrongSignIn(address);
    throw new GatewayError('no_token');
  }
  brakes.afterRightSignIn(address);
  return bearer;
}

/** Whether a token names a time in the past as its end. Such a token cannot be valid, whoever made it. */
function saysItIsExpired(token: string): boolean {
  try {
    const { exp } = decodeJwt(token);
    return exp !== undefined && exp * 1_000 < Date.now();
  } catch {
    return false;
  }
}

/** The caller of a request in a scope with `tokenSignIn`. */
export function callerOf(request: Pick<FastifyRequest, 'getDecorator'>): VerifiedToken {
  return request.getDecorator<VerifiedToken>(decorator);
}

/** The name of the caller in histories: the e-mail address, or the agent id if the token has no address. */
export function callerName({ email, agentId }: Bearer): string {
  return email ?? agentId;
}
