import { gatewayErrors, temporalStatuses } from '../../../domain/api/error-codes.ts';
import type { GatewayErrorCode } from '../../../domain/api/error-codes.ts';
import type { ErrorAnswer, FieldProblem } from '../../../domain/api/errors.ts';
import { limits } from '../../../domain/limits.ts';
import { cutText } from '../../../domain/cut-text.ts';
import { TemporalProblem } from '../../errors.ts';

export const jsonType = 'application/json; charset=utf-8';

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

/** An error whose caller may try again after a known time. */
export class RetryLater extends GatewayError {
  readonly retryAfterSeconds: number;

  constructor(code: GatewayErrorCode, retryAfterSeconds: number) {
    super(code);
    this.name = 'RetryLater';
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterSeconds));
  }
}

const defaultRetryAfterSeconds = 5;
const statusesToRetry: readonly number[] = [408, 429, 503];

/** The seconds after which the caller may try again. Null: to try again does not help. */
export function retryAfterOf(error: unknown, status: number): number | null {
  if (error instanceof RetryLater) return error.retryAfterSeconds;
  return statusesToRetry.includes(status) ? defaultRetryAfterSeconds : null;
}

/** Status and body of the answer to an error that a handler threw. The text of an unexpected error is never sent (SEC-3). */
export function errorResponse(error: unknown): { readonly status: number; readonly body: ErrorAnswer } {
  if (error instanceof GatewayError) {
    const { code, message, fields, rule } = error;
    const more = { ...(rule === null ? {} : { rule }), ...(fields === null ? {} : namedProblems(fields)) };
    return { status: gatewayErrors[code].status, body: { error: { code, message, ...more } } };
  }
  if (error instanceof TemporalProblem)
    return {
      status: temporalStatuses[error.code] ?? 503,
      body: { error: { code: error.code, message: error.message } },
    };
  const status = statusOf(error);
  if (status === 413) return errorResponse(new GatewayError('too_large'));
  if (status === 415) return errorResponse(new GatewayError('wrong_content_type'));
  if (status !== null && status >= 400 && status < 500) return errorResponse(new GatewayError('bad_request'));
  return errorResponse(new GatewayError('internal'));
}

/** SEC-2: an answer names a bounded number of problems in short texts, however many there are, and counts the others. */
function namedProblems(problems: readonly FieldProblem[]): Pick<ErrorAnswer['error'], 'fields' | 'more'> {
  const { path, message } = limits.request;
  const fields = problems
    .slice(0, limits.post.problems.value)
    .map((each) => ({ ...each, path: cutText(each.path, path.value), message: cutText(each.message, message.value) }));
  const more = problems.length - fields.length;
  return { fields, ...(more > 0 && { more }) };
}

function statusOf(error: unknown): number | null {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : null;
}
