import cookies from '@fastify/cookie';
import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { encodedPayloadsSchema } from '../../../domain/api/codec.ts';
import { answer } from '../../../domain/api/open-api.ts';
import type { VerifiedToken } from '../../tokens.ts';
import { bodyBytes, parseBody } from '../http/body.ts';
import { codecPage } from '../http/codec-page.ts';
import { decodePayloads, readOperatorToken, tokenOfForm } from '../http/codec.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { operatorErrors, operatorRoute, requireOperator } from '../http/operator-requests.ts';

const cookie = 'codec';
const path = '/v1/codec';

/**
 * SEC-6: operators read encrypted payloads in the Temporal UI. The UI cannot send a token, so a browser gets a cookie on
 * the page of this endpoint, in exchange for an operator's token. Other programs send the token itself.
 */
export function codecRoutes(app: FastifyInstance, { config, encryption }: GatewayDeps): void {
  void app.register(
    async (codecApp) => {
      await codecApp.register(cookies);
      await codecApp.register(cors, {
        origin: encryption === null ? false : [encryption.temporalUi],
        credentials: true,
        methods: ['POST'],
        allowedHeaders: ['content-type', 'authorization', 'authorization-extras', 'x-namespace'],
      });
      decodeRoute(codecApp, { config, encryption });
      pageRoutes(codecApp, { config, encryption });
    },
    { prefix: path },
  );
}

type Deps = Pick<GatewayDeps, 'config' | 'encryption'>;

function decodeRoute(app: FastifyInstance, { config, encryption }: Deps): void {
  app.route({
    method: 'POST',
    url: '/decode',
    schema: {
      ...operatorRoute,
      summary: 'Decrypt payloads that Temporal stores',
      description: `As Temporal's codec servers do. A browser is let in by the page ${path}.`,
      response: {
        200: answer('The same payloads, in the same order; what was not encrypted is as it was.', 'Payloads'),
        404: answer('Nothing is encrypted: no key is configured.', 'Error'),
        422: answer('Not of this form, damaged, or encrypted with a key that is not known here.', 'Error'),
        ...operatorErrors,
      },
    },
    // Other callers are refused before their body is read.
    onRequest: async ({ cookies: { [cookie]: token }, headers }) => {
      await requireOperator(token === undefined ? headers : { authorization: `Bearer ${token}` }, config);
    },
    handler: async (request, reply) => {
      if (encryption === null) throw new GatewayError('not_encrypted');
      const payloads = parseBody(request.body, encodedPayloadsSchema);
      const decoded = await decodePayloads(encryption.codec, payloads);
      return await reply.header('cache-control', 'no-store').send(decoded);
    },
  });
}

function pageRoutes(app: FastifyInstance, { config: { tokenSecret }, encryption }: Deps): void {
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
    const signedIn = await readOperatorToken(tokenSecret, request.cookies[cookie]);
    return await reply.headers(headers).send(page(signedIn, null));
  });
  app.post('/sign-in', { schema: { hide: true } }, async (request, reply) => {
    const token = tokenOfForm(bodyBytes(request.body));
    const verified = await readOperatorToken(tokenSecret, token);
    if (verified === null || token === undefined)
      return await reply.code(401).headers(headers).send(page(null, 'This is no valid token of an operator.'));
    void reply.setCookie(cookie, token, { ...cookieOptions, expires: new Date(verified.expiresAt) });
    return await reply.redirect(path, 303);
  });
  app.post('/sign-out', { schema: { hide: true } }, async (_request, reply) => {
    void reply.clearCookie(cookie, cookieOptions);
    return await reply.redirect(path, 303);
  });
}
