import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Command } from '../../failed-writes.ts';
import type { PageRequest } from '../../pages.ts';
import { jsonOf } from '../http/body.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { answer } from '../../../domain/api/schemas.ts';
import { bearerOf } from '../http/sign-in.ts';

/** What the doors for operators have in common. */

export const denied = {
  401: answer('No token, or one that does not hold.', 'Error'),
  403: answer('The token is neither an operator’s nor an administrator’s.', 'Error'),
  503: answer('Temporal or its worker is not there. Try again after Retry-After.', 'Error'),
} as const;

export const common = { tags: ['operations'], security: [{ token: [] }] };

/** For routes that change something: the same key again does nothing twice. */
export const keyHeader = {
  type: 'object',
  properties: { 'idempotency-key': { type: 'string', description: 'The same key again changes nothing.' } },
} as const;

export const pageQuery = {
  cursor: { type: 'string', description: 'From the page before.' },
  limit: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
} as const;

/** Lets operators and administrators in, before a body is read. */
export function operatorsOnly({ config }: Pick<GatewayDeps, 'config'>): (request: FastifyRequest) => Promise<void> {
  return async ({ headers }) => {
    await bearerOf(headers, config.tokenSecret, ['operator', 'admin']);
  };
}

/** Who commands, and by which key. */
export async function commandOf(
  { headers }: FastifyRequest,
  { tokenSecret }: Pick<GatewayDeps['config'], 'tokenSecret'>,
): Promise<Command> {
  const { email, agentId } = await bearerOf(headers, tokenSecret, ['operator', 'admin']);
  return { by: email ?? agentId, key: keyOf(headers) };
}

/** The caller's `Idempotency-Key`, else one of its own. */
export function keyOf(headers: FastifyRequest['headers']): string {
  const given = headers['idempotency-key'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

/** The body by its schema; throws a GatewayError: 400 if it isn't JSON, 422 with each field that is wrong. */
export function bodyOf<Body>(request: FastifyRequest, schema: z.ZodType<Body>): Body {
  const read = schema.safeParse(jsonOf(request.body));
  if (read.success) return read.data;
  const fields = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new GatewayError('bad_body', fields);
}

export function pageOf(query: { readonly cursor?: string; readonly limit?: string }): PageRequest {
  const limit = Number(query.limit ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new GatewayError('bad_request');
  return { cursor: query.cursor ?? null, limit };
}
