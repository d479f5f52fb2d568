import type { Bearer } from '../../tokens.ts';
import type { Command } from '../../failed-writes.ts';
import { errorAnswers } from './open-api.ts';
import type { IdempotencyHeaders } from './idempotency.ts';
import { idempotencyKey } from './idempotency.ts';
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

/** The name of the operator and the key of the command. */
export function operatorCommand(caller: Bearer, headers: IdempotencyHeaders): Command {
  return { by: callerName(caller), key: idempotencyKey(headers) };
}
