import { gatewayErrors, temporalStatuses } from '../../../domain/api/error-codes.ts';
import type { GatewayErrorCode } from '../../../domain/api/error-codes.ts';
import type { ErrorAnswer, FieldProblem } from '../../../domain/api/errors.ts';
import { TemporalProblem } from '../../errors.ts';

/** Thrown by handlers; `errorResponse` makes the answer of it. */
export class GatewayError extends Error {
  readonly code: GatewayErrorCode;
  readonly fields: readonly FieldProblem[] | null;
  /** The rule that forbids the request. */
  readonly rule: string | null;

  constructor(
    code: GatewayErrorCode,
    fields: readonly FieldProblem[] | null = null,
    message: string = gatewayErrors[code].message,
    rule: string | null = null,
  ) {
    super(message);
    this.name = 'GatewayError';
    this.code = code;
    this.fields = fields;
    this.rule = rule;
  }
}

/** A caller may try again after this time. */
export const retryAfterSeconds = 5;

/** Status and body of the answer to an error that a handler threw. The text of an unexpected error is never sent (SEC-3). */
export function errorResponse(error: unknown): { readonly status: number; readonly body: ErrorAnswer } {
  if (error instanceof GatewayError) {
    const { code, message, fields, rule } = error;
    const more = { ...(rule === null ? {} : { rule }), ...(fields === null ? {} : { fields: [...fields] }) };
    return { status: gatewayErrors[code].status, body: { error: { code, message, ...more } } };
  }
  if (error instanceof TemporalProblem)
    return {
      status: temporalStatuses[error.code] ?? 503,
      body: { error: { code: error.code, message: error.message } },
    };
  const status = statusOf(error);
  if (status === 413) return errorResponse(new GatewayError('too_large'));
  if (status !== null && status >= 400 && status < 500) return errorResponse(new GatewayError('bad_request'));
  return errorResponse(new GatewayError('internal'));
}

function statusOf(error: unknown): number | null {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : null;
}
