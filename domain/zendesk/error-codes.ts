/**
 * The meaning of a code.
 * - `permanent`: true if the same request would fail again.
 * - `applied`: `no` if Zendesk has certainly not carried the write out. `perhaps` if it may have: the write must be looked for
 *   before it is sent again.
 * - `says`: the sentence for people.
 * - `remedy`: what an operator does, as docs/errors.md shows it.
 */
type ZendeskErrorEntry = {
  readonly permanent: boolean;
  readonly applied: 'no' | 'perhaps';
  readonly says: string;
  readonly remedy: string;
};

const waits = 'Nothing. It is repeated until it succeeds.';
const edit = 'Edit the failed write, and replay it.';

/** All codes of errors with Zendesk. docs/errors.md is generated from this table. */
export const zendeskErrors = {
  RateLimited: {
    permanent: false,
    applied: 'no',
    says: 'Zendesk limits the request rate; it is asked again later.',
    remedy: `${waits} If it happens often, lower \`zendesk.requestsPerMinute\` or \`zendesk.ticketUpdatesPerMinute\`.`,
  },
  TooManyJobs: {
    permanent: false,
    applied: 'no',
    says: 'Zendesk runs as many bulk jobs as it allows; asked again later.',
    remedy: waits,
  },
  Overloaded: {
    permanent: false,
    applied: 'no',
    says: 'Zendesk is overloaded and names a time to come back.',
    remedy: waits,
  },
  Conflict: {
    permanent: false,
    applied: 'no',
    says: 'Somebody changed the record at the same moment; asked again.',
    remedy: waits,
  },
  Unreachable: {
    permanent: false,
    applied: 'no',
    says: 'No connection to Zendesk: check ZENDESK_URL and the network.',
    remedy: 'Check ZENDESK_URL and the network. It is repeated until it succeeds.',
  },
  // Expired credentials must not lose a ticket, so the request is retried, at long intervals. By END-4 only 422 and 403 are
  // final.
  Unauthorized: {
    permanent: false,
    applied: 'no',
    says: 'Zendesk does not accept the credentials: check ZENDESK_EMAIL and ZENDESK_API_TOKEN, or ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET.',
    remedy: 'Correct the credentials, and start the worker again. It is repeated until then.',
  },
  ServerError: {
    permanent: false,
    applied: 'perhaps',
    says: 'Zendesk failed; the request may have been carried out.',
    remedy: waits,
  },
  ConnectionLost: {
    permanent: false,
    applied: 'perhaps',
    says: 'The connection broke before the answer came.',
    remedy: waits,
  },
  TimedOut: { permanent: false, applied: 'perhaps', says: 'Zendesk did not answer in time.', remedy: waits },
  UnreadableAnswer: {
    permanent: false,
    applied: 'perhaps',
    says: 'Zendesk answered in a form that is not understood: is a proxy in between, or is ZENDESK_URL another site?',
    remedy: 'Check that ZENDESK_URL is the address of the account, without a proxy that changes answers.',
  },
  NotSent: {
    permanent: true,
    applied: 'no',
    says: 'The request could not be made of these values, so it was not sent.',
    remedy:
      'Edit the failed write, and replay it. If its values look right, report the message: it is a mistake of this product.',
  },
  BadRequest: { permanent: true, applied: 'no', says: 'Zendesk calls the request malformed.', remedy: edit },
  KeyReused: {
    permanent: true,
    applied: 'no',
    says: 'The idempotency key was used for another request.',
    remedy: 'Look at the ticket in Zendesk. If the write is missing there, replay it.',
  },
  Forbidden: {
    permanent: true,
    applied: 'no',
    says: 'The credentials lack a role or scope for this: see the set-up page.',
    remedy:
      'Give the credentials the role or scope of docs/zendesk.md, and replay the write. `npm run -s cli -- check` shows what is missing.',
  },
  NotFound: {
    permanent: true,
    applied: 'no',
    says: 'Zendesk has no such record (any more).',
    remedy: 'Edit the failed write so that it names a record that exists, and replay it, or discard it.',
  },
  TicketGone: {
    permanent: true,
    applied: 'no',
    says: 'The ticket was deleted.',
    remedy: 'Edit the failed write so that it goes to another ticket, and replay it, or discard it.',
  },
  TicketClosed: {
    permanent: true,
    applied: 'no',
    says: 'The ticket is closed and takes no more changes.',
    remedy: 'Edit the failed write so that it goes to another ticket, and replay it, or discard it.',
  },
  RequesterInvalid: {
    permanent: true,
    applied: 'no',
    says: 'Zendesk does not take this requester (merged away, deleted or suspended): resolve the contact again.',
    remedy: 'Edit the failed write so that it names another requester, and replay it.',
  },
  AssigneeInvalid: {
    permanent: true,
    applied: 'no',
    says: 'Zendesk does not take this assignee: is it an active agent?',
    remedy: 'Edit the failed write so that it names an active agent or nobody, and replay it.',
  },
  Invalid: {
    permanent: true,
    applied: 'no',
    says: 'Zendesk refuses the values of the named fields.',
    remedy:
      'Correct the value that the message names, such as a required field, a default user who is no agent, or a suspended contact. Then replay the write.',
  },
  TooLarge: {
    permanent: true,
    applied: 'no',
    says: 'The request or file is larger than Zendesk takes.',
    remedy:
      'Edit the failed write so that its text is shorter, or goes without its file, and replay it. Zendesk takes files up to 50 MB.',
  },
  Redirected: {
    permanent: true,
    applied: 'no',
    says: 'Zendesk redirects elsewhere, which is not followed: correct ZENDESK_URL.',
    remedy: 'Correct ZENDESK_URL, start the worker again, and replay the write.',
  },
  Refused: {
    permanent: true,
    applied: 'no',
    says: 'Zendesk refuses the request.',
    remedy: 'The message names the HTTP status. Edit the failed write and replay it, or discard it.',
  },
} as const satisfies Readonly<Record<string, ZendeskErrorEntry>>;

export type ZendeskErrorCode = keyof typeof zendeskErrors;

/** Codes that this product gives itself where it reports why Zendesk has no write or gave no answer. */
export const otherZendeskErrors = {
  Unknown: {
    permanent: true,
    says: 'The reason is not in this list.',
    remedy: 'The message has the reason. Replay the write after its cause is removed.',
  },
  Unavailable: {
    permanent: false,
    says: 'Zendesk did not answer the question of an agent or operator in time.',
    remedy: 'Ask again.',
  },
  FileRefused: {
    permanent: true,
    says: 'The file of the write can not be fetched or uploaded.',
    remedy: 'Replay the write when the file can be fetched, or edit it so that it goes without its file.',
  },
} as const satisfies Readonly<Record<string, Omit<ZendeskErrorEntry, 'applied'>>>;

/** Why a request to Zendesk failed for good. `Unknown`: the reason is not in the list. */
export type ZendeskProblem = { readonly code: ZendeskErrorCode | 'Unknown'; readonly message: string };

/**
 * Why Zendesk gave no answer to the question of an agent or operator. `Unavailable`: Zendesk did not answer in time.
 */
export type NoAnswer = { readonly code: ZendeskProblem['code'] | 'Unavailable'; readonly message: string };

export function isZendeskErrorCode(text: string): text is ZendeskErrorCode {
  return Object.hasOwn(zendeskErrors, text);
}

/** Whether the ticket itself accepts no changes any more. Then Zendesk refuses each write to it. */
export function isTicketUnwritable(code: ZendeskProblem['code']): boolean {
  return code === 'TicketClosed' || code === 'TicketGone';
}
