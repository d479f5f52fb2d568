/**
 * All codes of errors with Zendesk. `activities/zendesk/http/errors.ts` describes each code, and says whether the
 * request may be sent again.
 */
const zendeskErrorCodes = [
  'RateLimited',
  'TooManyJobs',
  'Overloaded',
  'Conflict',
  'Unreachable',
  'Unauthorized',
  'ServerError',
  'ConnectionLost',
  'TimedOut',
  'UnreadableAnswer',
  'BadRequest',
  'KeyReused',
  'Forbidden',
  'NotFound',
  'TicketGone',
  'TicketClosed',
  'RequesterInvalid',
  'AssigneeInvalid',
  'Invalid',
  'TooLarge',
  'Redirected',
  'Refused',
] as const;

export type ZendeskErrorCode = (typeof zendeskErrorCodes)[number];

/** Why a request to Zendesk failed for good. `Unknown`: the reason is not in the list. */
export type ZendeskProblem = { readonly code: ZendeskErrorCode | 'Unknown'; readonly message: string };

/**
 * Why Zendesk gave no answer to the question of an agent or operator. `Unavailable`: Zendesk did not answer in time.
 */
export type NoAnswer = { readonly code: ZendeskProblem['code'] | 'Unavailable'; readonly message: string };

export function isZendeskErrorCode(text: string): text is ZendeskErrorCode {
  return (zendeskErrorCodes as readonly string[]).includes(text);
}

/** Whether the ticket itself accepts no changes any more. Then Zendesk refuses each write to it. */
export function isTicketUnwritable(code: ZendeskProblem['code']): boolean {
  return code === 'TicketClosed' || code === 'TicketGone';
}
