import type { FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Bearer, Role, VerifiedToken } from '../../tokens.ts';
import { verifyToken } from '../../tokens.ts';
import { GatewayError } from './errors.ts';

const decorator = 'caller';

export type TokenSignIn = {
  /** Any of these secrets may have signed the token. */
  readonly tokenSecrets: readonly string[];
  /** The roles that the endpoints of the scope require. */
  readonly roles: readonly Role[];
  /** The token, and the word `Bearer` before it. By default it is in the header `Authorization`. */
  readonly authorization?: (request: FastifyRequest) => string | undefined;
};

/**
 * The sign-in by token (SEC-1). Each request of the scope is refused before its body is read: with 401 without a valid token,
 * with 403 if the role of the token is another one.
 */
export const tokenSignIn = fastifyPlugin<TokenSignIn>(
  async (scope, { tokenSecrets, roles, authorization = ({ headers }) => headers.authorization }) => {
    scope.decorateRequest(decorator, null);
    scope.addHook('onRequest', async (request) => {
      const [, token = null] = /^bearer +(\S+)$/i.exec(authorization(request)?.trim() ?? '') ?? [];
      const bearer = token === null ? null : await verifyToken(tokenSecrets, token);
      if (bearer === null) throw new GatewayError('no_token');
      if (!roles.includes(bearer.role)) throw new GatewayError('forbidden');
      request.setDecorator<VerifiedToken>(decorator, bearer);
    });
  },
);

/** The caller of a request in a scope with `tokenSignIn`. */
export function callerOf(request: Pick<FastifyRequest, 'getDecorator'>): VerifiedToken {
  return request.getDecorator<VerifiedToken>(decorator);
}

/** The name of the caller in histories: the e-mail address, or the agent id if the token has no address. */
export function callerName({ email, agentId }: Bearer): string {
  return email ?? agentId;
}
