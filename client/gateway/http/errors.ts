import type { ErrorAnswer, FieldProblem } from '../../../domain/api/errors.ts';
import { TemporalProblem } from '../../errors.ts';

/** Every error that an endpoint may answer with: its HTTP status, and a message that says what the caller can do. */
export const gatewayErrors = {
  not_json: { status: 400, message: 'The body is not JSON: send one JSON document in UTF-8.' },
  bad_request: { status: 400, message: 'The request can not be read: see /docs for its form.' },
  unauthenticated: { status: 401, message: 'Sign in: the credentials are missing or wrong.' },
  stale_signature: {
    status: 401,
    message: 'X-Signature-Timestamp is more than 5 minutes away: sign again with the present time in milliseconds.',
  },
  no_token: { status: 401, message: 'Send a valid token, Authorization: Bearer …; `token issue` makes one.' },
  forbidden: { status: 403, message: 'This token does not have the role that this endpoint requires.' },
  not_your_choice: { status: 403, message: 'This choice was made by another agent.' },
  other_agents_session: {
    status: 403,
    message: 'This session was never assigned to you: only the agents of a session see it and act on it.',
  },
  not_found: { status: 404, message: 'There is no endpoint at this address: /docs lists all endpoints.' },
  no_webhook_secret: {
    status: 404,
    message: 'Deliveries of Zendesk are not taken: set ZENDESK_WEBHOOK_SECRET to the secret of the webhook.',
  },
  unknown_session: { status: 404, message: 'No such session, or it ended longer ago than Temporal keeps it.' },
  unknown_failed_write: {
    status: 404,
    message: 'No such failed write: /v1/ops/failed-writes lists the open ones.',
  },
  not_kept: { status: 404, message: 'No data is kept of such a session: /v1/ops/unattached lists those that are.' },
  not_encrypted: { status: 404, message: 'What Temporal stores is not encrypted: PAYLOAD_KEY is not set.' },
  unknown_choice: { status: 404, message: 'No such choice, or it was open longer than an hour ago: make a new one.' },
  choice_taken: { status: 409, message: 'The call has begun: hang up instead.' },
  outbound_refused: { status: 409, message: 'The call can not be made like this: see what is named.' },
  forbidden_by_rule: { status: 409, message: 'A rule forbids it: see /docs for what is allowed when.' },
  session_over: { status: 409, message: 'The session is over: nothing is left to choose, and its ticket is settled.' },
  failed_write_busy: { status: 409, message: 'The failed write is settled, or a replay is under way.' },
  attach_refused: { status: 409, message: 'The session can not be attached to this ticket.' },
  too_large: { status: 413, message: 'The body is larger than 5 MiB: send fewer events in one post.' },
  bad_search: { status: 422, message: 'The search can not be read: correct what is named.' },
  dry_run_refused: { status: 422, message: 'The question can not be answered: correct what is named.' },
  settings_refused: { status: 422, message: 'The settings were not saved: correct what is named.' },
  fields_failed: {
    status: 502,
    message: 'Zendesk did not let all fields be created: see what is named, and send it again. Nothing is made twice.',
  },
  edit_refused: { status: 422, message: 'Nothing was changed: correct what is named.' },
  unreadable_payload: { status: 422, message: 'This can not be decrypted here.' },
  bad_body: { status: 422, message: 'The body has not the form that /docs describes: correct what is named.' },
  zendesk_silent: { status: 503, message: 'Zendesk does not answer: try again.' },
  internal: { status: 500, message: 'Something went wrong here: the log names it by the request id.' },
} as const;

export type GatewayErrorCode = keyof typeof gatewayErrors;

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
    return { status: 503, body: { error: { code: error.code, message: error.message } } };
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
