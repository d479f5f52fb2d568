import type { Bearer } from '../../tokens.ts';
import type { Command } from '../../failed-writes.ts';
import type { Cursors } from './cursors.ts';
import type { GatewayDeps } from './deps.ts';
import { GatewayError } from './errors.ts';
import { errorAnswers } from './open-api.ts';
import type { IdempotencyKeys, KeyedRequest } from './idempotency.ts';
import { callerName } from './token-sign-in.ts';

/** These parts are common to all endpoints for operators (`/v1/ops`). */

export const operatorRoles = ['operator', 'admin'] as const;

/** The part of the OpenAPI description that all endpoints for operators share. */
export const operatorRoute = { tags: ['operations'], security: [{ token: [] }] };

export const operatorErrors = errorAnswers({
  401: 'No token, or one that does not hold.',
  403: 'The token is neither an operator’s nor an administrator’s.',
  503: 'Temporal or its worker is not there. Try again after Retry-After.',
});

/** What the endpoints for operators have in common, beside the sign-in. */
export type OperatorDeps = Pick<GatewayDeps, 'sessions'> & {
  readonly keys: IdempotencyKeys;
  readonly cursors: Cursors;
};

/** The name of the operator and the key of the command. Throws a GatewayError (409) if the key was used for another body. */
export function operatorCommand(caller: Bearer, keys: IdempotencyKeys, request: Omit<KeyedRequest, 'caller'>): Command {
  return { by: callerName(caller), ...keys.keyOf({ ...request, caller: caller.agentId }) };
}

/** A list that is read page by page: its name, and the parameters that choose its rows. */
type List = { readonly name: string; readonly filter: Readonly<Record<string, unknown>> };

function nameOf({ name, filter }: List): string {
  return `${name} ${JSON.stringify(filter)}`;
}

/** The cursor of a page as Temporal knows it; null: the first page. Throws a GatewayError that names the parameter. */
export function openCursor(
  cursors: Cursors,
  list: List,
  { cursor, code }: { readonly cursor: string | undefined; readonly code: 'bad_request' | 'bad_search' },
): string | null {
  const opened = cursors.open(nameOf(list), cursor);
  if (opened === undefined) throw wrongCursor(code);
  return opened;
}

/** The cursor of the next page as callers get it. */
export function sealCursor(cursors: Cursors, list: List, next: string | null): string | null {
  return cursors.seal(nameOf(list), next);
}

/** The error for a cursor that is not one of the list. */
export function wrongCursor(code: 'bad_request' | 'bad_search'): GatewayError {
  return new GatewayError(code, [{ path: 'cursor', message: 'expected `next` of an earlier page of the same list' }]);
}
