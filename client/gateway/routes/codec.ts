import cookies from '@fastify/cookie';
import cors from '@fastify/cors';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { limits } from '../../../domain/limits.ts';
import { decodedPayloadsSchema, encodedPayloadsSchema } from '../../../domain/api/codec.ts';
import type { VerifiedToken } from '../../tokens.ts';
import { bodyBytes } from '../http/body.ts';
import { codecPage } from '../http/codec-page.ts';
import { decodePayloads, readOperatorToken, tokenOfForm } from '../http/codec.ts';
import { expectUnverifiedBody } from '../http/bodies.ts';
import type { Brakes } from '../http/brakes.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { answer, bodyErrors, errorAnswers } from '../http/open-api.ts';
import { operatorErrors, operatorRoles, operatorRoute } from '../http/operator-requests.ts';
import { tokenSignIn } from '../http/token-sign-in.ts';

const cookie = 'codec';
const path = '/v1/codec';

type Deps = Pick<GatewayDeps, 'config' | 'encryption'> & { readonly brakes: Brakes };

/**
 * SEC-6: operators read encrypted payloads in the Temporal UI. The UI cannot send a token, so a browser gets a cookie on
 * the page of this endpoint, in exchange for an operator's token. Other programs send the token itself.
 */
export const codecRoutes: FastifyPluginAsyncZod<Deps> = async (app, { config, encryption, brakes }) => {
  // The prefix of this scope is not for the scopes in it.
  const deps = { config, encryption, brakes };
  await app.register(cookies);
  await app.register(cors, {
    origin: encryption === null ? false : [encryption.temporalUi],
    credentials: true,
    methods: ['POST'],
    allowedHeaders: ['content-type', 'authorization', 'authorization-extras', 'x-namespace'],
  });
  await app.register(pageRoutes, deps);
  await app.register(decodeRoute, deps);
};

const decodeRoute: FastifyPluginAsyncZod<Deps> = async (app, { config: { tokenSecrets }, encryption, brakes }) => {
  await app.register(tokenSignIn, {
    tokenSecrets,
    brakes,
    roles: operatorRoles,
    authorization: ({ cookies: { [cookie]: token }, headers }) =>
      token === undefined ? headers.authorization : `Bearer ${token}`,
  });

  app.route({
    method: 'POST',
    url: '/decode',
    bodyLimit: limits.received.postBytes.value,
    // Without a key there is nothing to decrypt, whatever the body has.
    onRequest: async () => {
      if (encryption === null) throw new GatewayError('not_encrypted');
    },
    schema: {
      ...operatorRoute,
      operationId: 'decodePayloads',
      summary: 'Decrypt payloads that Temporal stores',
      description: `As Temporal's codec servers do. A browser is let in by the page ${path}.`,
      body: encodedPayloadsSchema,
      response: {
        200: answer(
          'The same payloads, in the same order; what was not encrypted is as it was.',
          decodedPayloadsSchema,
        ),
        ...bodyErrors,
        ...operatorErrors,
        ...errorAnswers({
          404: 'Nothing is encrypted: no key is configured.',
          422: 'Not of this form, damaged, or encrypted with a key that is not known here.',
        }),
      },
    },
    handler: async (request, reply) => {
      if (encryption === null) throw new GatewayError('not_encrypted');
      void reply.header('cache-control', 'no-store');
      return await decodePayloads(encryption.codec, request.body);
    },
  });
};

const pageRoutes: FastifyPluginAsync<Deps> = async (app, { config: { tokenSecrets }, encryption, brakes }) => {
  const page = (signedIn: VerifiedToken | null, problem: string | null): string =>
    codecPage({ temporalUi: encryption?.temporalUi ?? null, signedIn, problem });
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
  };
  const cookieOptions = { path, httpOnly: true, sameSite: 'strict', secure: true } as const;

  app.get('', { schema: { hide: true } }, async (request, reply) => {
    const signedIn = await readOperatorToken(tokenSecrets, request.cookies[cookie]);
    return await reply.headers(headers).send(page(signedIn, null));
  });
  /** The token is in the body, so that the headers can only say that there is nothing to sign in to. */
  const beforeSignIn = async (request: FastifyRequest): Promise<void> => {
    if (encryption === null) throw new GatewayError('not_encrypted');
    await brakes.beforeSignIn(request.ip);
    expectUnverifiedBody(request);
  };
  app.post('/sign-in', { schema: { hide: true }, onRequest: beforeSignIn }, async (request, reply) => {
    const token = tokenOfForm(bodyBytes(request.body));
    const verified = await readOperatorToken(tokenSecrets, token);
    if (verified === null || token === undefined) {
      await brakes.afterWrongSignIn(request.ip);
      return await reply.code(401).headers(headers).send(page(null, 'This is no valid token of an operator.'));
    }
    brakes.afterRightSignIn(request.ip);
    void reply.setCookie(cookie, token, { ...cookieOptions, expires: new Date(verified.expiresAt) });
    return await reply.redirect(path, 303);
  });
  app.post('/sign-out', { schema: { hide: true } }, async (_request, reply) => {
    void reply.clearCookie(cookie, cookieOptions);
    return await reply.redirect(path, 303);
  });
};
