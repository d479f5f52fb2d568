/**
 * What can go wrong with Zendesk, as a closed list. `activities/zendesk/http/errors.ts` says of each code what it means
 * and whether the request may be sent again.
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

/** Why a request to Zendesk failed for good. `Unknown`: for a reason that is not in the list. */
export type ZendeskProblem = { readonly code: ZendeskErrorCode | 'Unknown'; readonly message: string };

/** Why a person gets no answer. `Unavailable`: Zendesk did not answer in time. */
export type NoAnswer = { readonly code: ZendeskProblem['code'] | 'Unavailable'; readonly message: string };

export function isZendeskErrorCode(text: string): text is ZendeskErrorCode {
  return (zendeskErrorCodes as readonly string[]).includes(text);
}

/** Whether the ticket itself takes no more changes: then every write to it is refused alike, whatever it changes. */
export function isTicketUnwritable(code: ZendeskProblem['code']): boolean {
  return code === 'TicketClosed' || code === 'TicketGone';
}
