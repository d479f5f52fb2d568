import cookies from '@fastify/cookie';
import cors from '@fastify/cors';
import type { FastifyPluginAsync } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { decodedPayloadsSchema, encodedPayloadsSchema } from '../../../domain/api/codec.ts';
import type { VerifiedToken } from '../../tokens.ts';
import { bodyBytes } from '../http/body.ts';
import { codecPage } from '../http/codec-page.ts';
import { decodePayloads, readOperatorToken, tokenOfForm } from '../http/codec.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { answer, bodyErrors, errorAnswers } from '../http/open-api.ts';
import { operatorErrors, operatorRoles, operatorRoute } from '../http/operator-requests.ts';
import { tokenSignIn } from '../http/token-sign-in.ts';

const cookie = 'codec';
const path = '/v1/codec';

type Deps = Pick<GatewayDeps, 'config' | 'encryption'>;

/**
 * SEC-6: operators read encrypted payloads in the Temporal UI. The UI cannot send a token, so a browser gets a cookie on
 * the page of this endpoint, in exchange for an operator's token. Other programs send the token itself.
 */
export const codecRoutes: FastifyPluginAsyncZod<Deps> = async (app, { config, encryption }) => {
  await app.register(cookies);
  await app.register(cors, {
    origin: encryption === null ? false : [encryption.temporalUi],
    credentials: true,
    methods: ['POST'],
    allowedHeaders: ['content-type', 'authorization', 'authorization-extras', 'x-namespace'],
  });
  await app.register(pageRoutes, { config, encryption });
  await app.register(decodeRoute, { config, encryption });
};

const decodeRoute: FastifyPluginAsyncZod<Deps> = async (app, { config: { tokenSecrets }, encryption }) => {
  await app.register(tokenSignIn, {
    tokenSecrets,
    roles: operatorRoles,
    authorization: ({ cookies: { [cookie]: token }, headers }) =>
      token === undefined ? headers.authorization : `Bearer ${token}`,
  });

  app.route({
    method: 'POST',
    url: '/decode',
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
    preValidation: async () => {
      if (encryption === null) throw new GatewayError('not_encrypted');
    },
    handler: async (request, reply) => {
      if (encryption === null) throw new GatewayError('not_encrypted');
      void reply.header('cache-control', 'no-store');
      return await decodePayloads(encryption.codec, request.body);
    },
  });
};

const pageRoutes: FastifyPluginAsync<Deps> = async (app, { config: { tokenSecrets }, encryption }) => {
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
  app.post('/sign-in', { schema: { hide: true } }, async (request, reply) => {
    const token = tokenOfForm(bodyBytes(request.body));
    const verified = await readOperatorToken(tokenSecrets, token);
    if (verified === null || token === undefined)
      return await reply.code(401).headers(headers).send(page(null, 'This is no valid token of an operator.'));
    void reply.setCookie(cookie, token, { ...cookieOptions, expires: new Date(verified.expiresAt) });
    return await reply.redirect(path, 303);
  });
  app.post('/sign-out', { schema: { hide: true } }, async (_request, reply) => {
    void reply.clearCookie(cookie, cookieOptions);
    return await reply.redirect(path, 303);
  });
};
