import cookies from '@fastify/cookie';
import cors from '@fastify/cors';
import type { Payload } from '@temporalio/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { UnreadablePayload } from '../../../configuration/encryption.ts';
import type { Holder } from '../../tokens.ts';
import { verifyToken } from '../../tokens.ts';
import { bytesOf } from '../http/body.ts';
import { codecPage } from './codec-page.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { bodyOf, common, denied } from './operator.ts';
import { answer } from '../../../domain/api/schemas.ts';
import { bearerOf } from '../http/sign-in.ts';

const cookie = 'codec';
const path = '/v1/codec';
/** Whoever may see what sessions know; the same as at the other doors for operators. */
const allowed = ['operator', 'admin'] as const;

/** What a Temporal UI sends to a codec server: payloads as protobuf writes them in JSON. */
const payloadsSchema = z.object({
  payloads: z.array(z.object({ metadata: z.record(z.string(), z.base64()).default({}), data: z.base64().default('') })),
});

const bytes = (base64: string): Uint8Array => Buffer.from(base64, 'base64');
const base64 = (value: Uint8Array | null | undefined): string => Buffer.from(value ?? []).toString('base64');

function inJson({ metadata, data }: Payload): object {
  const told = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)]);
  return { metadata: Object.fromEntries(told), data: base64(data) };
}

/**
 * SEC-6: what is encrypted, for operators who look at it in the Temporal UI. A browser is let in by a cookie that a page
 * gives for an operator's token, since the UI has no other way to send one; everyone else sends the token itself.
 */
export function codecRoutes(app: FastifyInstance, { config, encryption }: GatewayDeps): void {
  void app.register(
    async (door) => {
      await door.register(cookies);
      await door.register(cors, {
        origin: encryption === null ? false : [encryption.temporalUi],
        credentials: true,
        methods: ['POST'],
        allowedHeaders: ['content-type', 'authorization', 'authorization-extras', 'x-namespace'],
      });
      decodeRoute(door, { config, encryption });
      pageRoutes(door, { config, encryption });
    },
    { prefix: path },
  );
}

type Deps = Pick<GatewayDeps, 'config' | 'encryption'>;

function decodeRoute(door: FastifyInstance, { config, encryption }: Deps): void {
  door.route({
    method: 'POST',
    url: '/decode',
    schema: {
      ...common,
      summary: 'Decrypt payloads that Temporal stores',
      description: `As Temporal's codec servers do. A browser is let in by the page ${path}.`,
      response: {
        200: answer('The same payloads, in the same order; what was not encrypted is as it was.', 'Payloads'),
        404: answer('Nothing is encrypted: no key is configured.', 'Error'),
        422: answer('Not of this form, damaged, or encrypted with a key that is not known here.', 'Error'),
        ...denied,
      },
    },
    // Asked for before the body is read.
    onRequest: async (request) => {
      const pass = request.cookies[cookie];
      const headers = pass === undefined ? request.headers : { authorization: `Bearer ${pass}` };
      await bearerOf(headers, config.tokenSecret, allowed);
    },
    handler: async (request, reply) => {
      if (encryption === null) throw new GatewayError('not_encrypted');
      const { payloads } = bodyOf(request, payloadsSchema);
      const sealed = payloads.map(({ metadata, data }): Payload => {
        const told = Object.entries(metadata).map(([name, value]) => [name, bytes(value)] as const);
        return { metadata: Object.fromEntries(told), data: bytes(data) };
      });
      try {
        const plain = await encryption.codec.decode(sealed);
        return await reply.header('cache-control', 'no-store').send({ payloads: plain.map(inJson) });
      } catch (error) {
        if (error instanceof UnreadablePayload) throw new GatewayError('unreadable_payload', null, error.message);
        throw error;
      }
    },
  });
}

function pageRoutes(door: FastifyInstance, { config, encryption }: Deps): void {
  const page = (signedIn: Holder | null, problem: string | null): string =>
    codecPage({ temporalUi: encryption?.temporalUi ?? null, signedIn, problem });
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
  };
  const holderOf = async (token: string | undefined): Promise<Holder | null> => {
    const holder = token === undefined ? null : await verifyToken(config.tokenSecret, token);
    return holder !== null && allowed.some((role) => role === holder.role) ? holder : null;
  };
  const options = { path, httpOnly: true, sameSite: 'strict', secure: true } as const;

  door.get('', { schema: { hide: true } }, async (request, reply) => {
    return await reply.headers(headers).send(page(await holderOf(request.cookies[cookie]), null));
  });
  door.post('/sign-in', { schema: { hide: true } }, async (request, reply) => {
    const token = formOf(request)
      .get('token')
      ?.trim()
      .replace(/^bearer +/i, '');
    const holder = await holderOf(token);
    if (holder === null || token === undefined)
      return await reply.code(401).headers(headers).send(page(null, 'This is no valid token of an operator.'));
    void reply.setCookie(cookie, token, { ...options, expires: new Date(holder.expiresAt) });
    return await reply.redirect(path, 303);
  });
  door.post('/sign-out', { schema: { hide: true } }, async (_request, reply) => {
    void reply.clearCookie(cookie, options);
    return await reply.redirect(path, 303);
  });
}

const formOf = (request: FastifyRequest): URLSearchParams =>
  new URLSearchParams(bytesOf(request.body).toString('utf8'));
