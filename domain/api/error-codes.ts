/** The codes of the errors that the HTTP API and the typed client give. docs/errors.md is generated from these lists. */

/**
 * One error. The message says what it means and, after a colon, what to do.
 * - `remedy`: what to do, if the message does not say it. Only docs/errors.md shows it.
 * - `passing`: true if the same request may succeed later, although its status is below 500.
 */
export type ErrorEntry = { readonly message: string; readonly remedy?: string; readonly passing?: true };

/** Every error of an endpoint of the gateway, with its HTTP status. */
export const gatewayErrors = {
  not_json: { status: 400, message: 'The body is not JSON: send one JSON document in UTF-8.' },
  bad_request: { status: 400, message: 'The request can not be read: see /docs for its form.' },
  unauthenticated: {
    status: 401,
    message: 'Sign in: the credentials are missing or wrong.',
    remedy: 'Send the user name and password of the platform, or a signature, as docs/integrator.md describes.',
  },
  stale_signature: {
    status: 401,
    message: 'X-Signature-Timestamp is more than 5 minutes away: sign again with the present time in milliseconds.',
  },
  too_slow: {
    status: 408,
    message: 'The request arrived too slowly: send it again, faster.',
    passing: true,
  },
  no_token: {
    status: 401,
    message: 'Send a valid token, Authorization: Bearer …; `token issue` makes one.',
    remedy: 'Issue a token for the caller. One that has expired, or was signed with another secret, is not valid.',
  },
  forbidden: {
    status: 403,
    message: 'This token does not have the role that this endpoint requires.',
    remedy: 'Use a token with the role that docs/integrator.md names for the endpoint.',
  },
  not_your_choice: {
    status: 403,
    message: 'This choice was made by another agent.',
    remedy: 'Cancel only choices that the same agent made.',
  },
  other_agents_session: {
    status: 403,
    message: 'This session was never assigned to you: only the agents of a session see it and act on it.',
    remedy: 'Use the token of an agent to whom the session was offered or transferred, or who dialled it.',
  },
  not_found: { status: 404, message: 'There is no endpoint at this address: /docs lists all endpoints.' },
  no_webhook_secret: {
    status: 404,
    message: 'Deliveries of Zendesk are not taken: set ZENDESK_WEBHOOK_SECRET to the secret of the webhook.',
  },
  unknown_session: {
    status: 404,
    message: 'No such session, or it ended longer ago than Temporal keeps it.',
    remedy: 'Check the id, such as `call-397`. For an old session, look at its ticket.',
  },
  unknown_failed_write: {
    status: 404,
    message: 'No such failed write: /v1/ops/failed-writes lists the open ones.',
  },
  not_kept: { status: 404, message: 'No data is kept of such a session: /v1/ops/unattached lists those that are.' },
  not_encrypted: {
    status: 404,
    message: 'What Temporal stores is not encrypted: PAYLOAD_KEY is not set.',
    remedy: 'Read the payloads as they are. Nothing has to be decrypted.',
  },
  unknown_choice: { status: 404, message: 'No such choice, or it was open longer than an hour ago: make a new one.' },
  choice_taken: { status: 409, message: 'The call has begun: hang up instead.' },
  outbound_refused: { status: 409, message: 'The call can not be made like this: see what is named.' },
  forbidden_by_rule: { status: 409, message: 'A rule forbids it: see /docs for what is allowed when.' },
  session_over: {
    status: 409,
    message: 'The session is over: nothing is left to choose, and its ticket is settled.',
    remedy: 'Do nothing. A merge of tickets after the end needs no report, because the product notices it.',
  },
  failed_write_busy: {
    status: 409,
    message: 'The failed write is settled, or a replay is under way.',
    passing: true,
    remedy: 'Read the failed write again. After a replay that failed, it can be replayed or discarded again.',
  },
  key_reused: {
    status: 409,
    message:
      'This Idempotency-Key was used for a request with another body, and nothing was done: use a new key for each request.',
  },
  attach_refused: {
    status: 409,
    message: 'The session can not be attached to this ticket.',
    remedy: 'The message names the reason. Choose a ticket that is neither closed, deleted nor merged.',
  },
  method_not_allowed: {
    status: 405,
    message: 'This address does not take this method: the header Allow names those that it takes.',
  },
  too_large: {
    status: 413,
    message: 'The body is larger than this endpoint takes: send less in one request.',
    remedy: 'The message names the limit. Send fewer events in one post, or a shorter text.',
  },
  wrong_content_type: {
    status: 415,
    message: 'The header Content-Type can not be read: send application/json.',
  },
  wrong_expectation: { status: 417, message: 'The header Expect asks for something unknown: leave it out.' },
  too_many_events: {
    status: 413,
    message: 'The post has more than 500 events: send them in several posts.',
  },
  bad_search: { status: 422, message: 'The search can not be read: correct what is named.' },
  dry_run_refused: { status: 422, message: 'The question can not be answered: correct what is named.' },
  settings_refused: { status: 422, message: 'The settings were not saved: correct what is named.' },
  edit_refused: { status: 422, message: 'Nothing was changed: correct what is named.' },
  unreadable_payload: {
    status: 422,
    message: 'This can not be decrypted here.',
    remedy: 'The message says whether a key is missing in PAYLOAD_KEY, or whether the payload is damaged.',
  },
  bad_body: { status: 422, message: 'The body has not the form that /docs describes: correct what is named.' },
  too_many_failures: {
    status: 429,
    message:
      'Too many wrong passwords, signatures or tokens came from this address: correct them, and try again after Retry-After.',
    passing: true,
    remedy:
      'Look in the log for the address. If all callers seem to have the address of a proxy, name the proxy in TRUSTED_PROXIES.',
  },
  too_many_requests: {
    status: 429,
    message: 'Too many requests came with this token: try again after Retry-After, and ask less often.',
    passing: true,
  },
  too_many_streams: {
    status: 429,
    message: 'Too many streams are open: close those that are not needed, and try again after Retry-After.',
    passing: true,
  },
  headers_too_large: { status: 431, message: 'The headers are larger than 16 KiB: send fewer or shorter ones.' },
  internal: {
    status: 500,
    message: 'Something went wrong here: the log names it by the request id.',
    remedy: 'Look in the log of the gateway for the request id, which is in `X-Request-Id` of the answer.',
  },
  fields_failed: {
    status: 502,
    message: 'Zendesk did not let all fields be created: see what is named, and send it again. Nothing is made twice.',
  },
  too_busy: { status: 503, message: 'Too much is being received at the moment: send it again after Retry-After.' },
  stopping: { status: 503, message: 'This gateway is stopping: send it again after Retry-After.' },
  zendesk_silent: { status: 503, message: 'Zendesk does not answer: try again.' },
} as const satisfies Readonly<Record<string, ErrorEntry & { readonly status: number }>>;

export type GatewayErrorCode = keyof typeof gatewayErrors;

/**
 * The reasons why a call to Temporal can fail. A failed call may be repeated without harm. The typed client throws them,
 * and the gateway answers them with 503, or with the status in `temporalStatuses`.
 */
export const temporalProblems = {
  unreachable: 'Temporal can not be reached: check that its server runs at TEMPORAL_ADDRESS, then try again.',
  no_namespace: 'Temporal has no such namespace: create it, or set TEMPORAL_NAMESPACE to one that exists.',
  refused: 'Temporal refused the credentials: check TEMPORAL_API_KEY and the TEMPORAL_TLS variables.',
  not_set_up:
    'The namespace of Temporal lacks the search attributes of the product: run `npm run temporal:setup` for it, then try again.',
  overloaded: 'Temporal takes no more requests at the moment: try again later, and raise the limits of the namespace.',
  slow: 'Temporal did not answer in time: look at the load of its server and its database, then try again.',
  failed: 'Temporal answered with an error of its own: look at the log of its server, then try again.',
  payload_too_large: 'This is larger than Temporal takes in one piece: send less at once.',
  rejected: 'Temporal does not accept a part of this request: correct the ids and filters in it.',
  no_worker: 'No worker answers: start one with `npm run worker`, then try again.',
  unreadable:
    'What Temporal stores was encrypted with a key that PAYLOAD_KEY does not hold here: add that key behind the present one, then try again.',
  session_unreadable:
    'This session can not be read, because its workflow fails again and again: look at it in the Temporal UI. Other sessions are not affected.',
  not_ready: 'The session has only just begun: ask again in a moment.',
} as const;

export type TemporalProblemCode = keyof typeof temporalProblems;

/** The problems that are not answered with 503, because the same request would fail again. */
export const temporalStatuses: { readonly [Code in TemporalProblemCode]?: number } = {
  payload_too_large: 413,
  rejected: 422,
};

function codesOf<Code extends string>(table: Readonly<Record<Code, unknown>>): readonly Code[] {
  const isCode = (key: string): key is Code => key in table;
  return Object.keys(table).filter(isCode);
}

/** The code in each error answer of the gateway. */
export type ErrorCode = GatewayErrorCode | TemporalProblemCode;

export const errorCodes: readonly ErrorCode[] = [...codesOf(gatewayErrors), ...codesOf(temporalProblems)];
