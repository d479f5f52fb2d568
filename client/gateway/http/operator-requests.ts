import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Command } from '../../failed-writes.ts';
import type { PageRequest } from '../../pages.ts';
import { answer } from '../../../domain/api/open-api.ts';
import type { GatewayDeps } from './deps.ts';
import { GatewayError } from './errors.ts';
import { idempotencyKey } from './idempotency.ts';
import type { VerifiedToken } from '../../tokens.ts';
import { callerName, requireRole } from './sign-in.ts';

/** These parts are common to all endpoints for operators (`/v1/ops`). */

export const operatorRoles = ['operator', 'admin'] as const;

/** The part of the OpenAPI description that all endpoints for operators share. */
export const operatorRoute = { tags: ['operations'], security: [{ token: [] }] };

export const operatorErrors = {
  401: answer('No token, or one that does not hold.', 'Error'),
  403: answer('The token is neither an operator’s nor an administrator’s.', 'Error'),
  503: answer('Temporal or its worker is not there. Try again after Retry-After.', 'Error'),
} as const;

type TokenConfig = Pick<GatewayDeps['config'], 'tokenSecret'>;

/** Throws a GatewayError (401, 403) unless the caller is an operator or an administrator. */
export async function requireOperator(
  headers: IncomingHttpHeaders,
  { tokenSecret }: TokenConfig,
): Promise<VerifiedToken> {
  return await requireRole(headers, tokenSecret, operatorRoles);
}

/** A hook for `onRequest`: it refuses other callers before their body is read. */
export function operatorsOnly(config: TokenConfig): (request: FastifyRequest) => Promise<void> {
  return async ({ headers }) => {
    await requireOperator(headers, config);
  };
}

/** The name of the operator and the key of the command. */
export async function operatorCommand(headers: IncomingHttpHeaders, config: TokenConfig): Promise<Command> {
  return { by: callerName(await requireOperator(headers, config)), key: idempotencyKey(headers) };
}

/** The page that the query asks for, by default the first 50 rows. Throws a GatewayError (400). */
export function pageRequest(query: { readonly cursor?: string; readonly limit?: string }): PageRequest {
  const limit = Number(query.limit ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new GatewayError('bad_request');
  return { cursor: query.cursor ?? null, limit };
}
