import type { ZendeskErrorCode } from '../../../domain/zendesk/error-codes.ts';

/**
 * What each error code means.
 * - `permanent`: asking again with the same request is pointless.
 * - `applied`: may Zendesk have carried the write out although we got no answer? `perhaps` means: look before sending again.
 */
type Entry = { readonly permanent: boolean; readonly applied: 'no' | 'perhaps'; readonly says: string };

const codes = {
  RateLimited: { permanent: false, applied: 'no', says: 'Zendesk limits the request rate; it is asked again later.' },
  TooManyJobs: {
    permanent: false,
    applied: 'no',
    says: 'Zendesk runs as many bulk jobs as it allows; asked again later.',
  },
  Overloaded: { permanent: false, applied: 'no', says: 'Zendesk is overloaded and names a time to come back.' },
  Conflict: { permanent: false, applied: 'no', says: 'Somebody changed the record at the same moment; asked again.' },
  Unreachable: {
    permanent: false,
    applied: 'no',
    says: 'No connection to Zendesk: check ZENDESK_URL and the network.',
  },
  // A credential that has expired must not lose a ticket (END-4 lists 422 and 403 alone as final): retried, rarely.
  Unauthorized: {
    permanent: false,
    applied: 'no',
    says: 'Zendesk does not accept the credentials: check ZENDESK_EMAIL and ZENDESK_API_TOKEN, or ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET.',
  },
  ServerError: { permanent: false, applied: 'perhaps', says: 'Zendesk failed; the request may have been carried out.' },
  ConnectionLost: { permanent: false, applied: 'perhaps', says: 'The connection broke before the answer came.' },
  TimedOut: { permanent: false, applied: 'perhaps', says: 'Zendesk did not answer in time.' },
  UnreadableAnswer: {
    permanent: false,
    applied: 'perhaps',
    says: 'Zendesk answered in a form that is not understood: is a proxy in between, or is ZENDESK_URL another site?',
  },
  BadRequest: { permanent: true, applied: 'no', says: 'Zendesk calls the request malformed.' },
  KeyReused: { permanent: true, applied: 'no', says: 'The idempotency key was used for another request.' },
  Forbidden: {
    permanent: true,
    applied: 'no',
    says: 'The credentials lack a role or scope for this: see the set-up page.',
  },
  NotFound: { permanent: true, applied: 'no', says: 'Zendesk has no such record (any more).' },
  TicketGone: { permanent: true, applied: 'no', says: 'The ticket was deleted.' },
  TicketClosed: { permanent: true, applied: 'no', says: 'The ticket is closed and takes no more changes.' },
  RequesterInvalid: {
    permanent: true,
    applied: 'no',
    says: 'Zendesk does not take this requester (merged away, deleted or suspended): resolve the contact again.',
  },
  AssigneeInvalid: {
    permanent: true,
    applied: 'no',
    says: 'Zendesk does not take this assignee: is it an active agent?',
  },
  Invalid: { permanent: true, applied: 'no', says: 'Zendesk refuses the values of the named fields.' },
  TooLarge: { permanent: true, applied: 'no', says: 'The request or file is larger than Zendesk takes.' },
  Redirected: {
    permanent: true,
    applied: 'no',
    says: 'Zendesk redirects elsewhere, which is not followed: correct ZENDESK_URL.',
  },
  Refused: { permanent: true, applied: 'no', says: 'Zendesk refuses the request.' },
} as const satisfies Readonly<Record<ZendeskErrorCode, Entry>>;

export function isPermanent(code: ZendeskErrorCode): boolean {
  return codes[code].permanent;
}

/** May the write have been carried out all the same? Then its marker must be looked for before it is sent again. */
export function perhapsApplied(code: ZendeskErrorCode): boolean {
  return codes[code].applied === 'perhaps';
}

/** Zendesk's request budget as its headers told it; null where it said nothing. */
export type RateLimit = {
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly resetSeconds: number | null;
};

/** One refused field of a 422: name, and Zendesk's short code for the reason. Never a value: those can be personal data. */
export type RefusedField = { readonly field: string; readonly reason: string | null };

export type ZendeskErrorFacts = {
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  readonly method: string;
  /** Path without the query, which may hold a phone number or an address. */
  readonly path: string;
  /** Zendesk's own name of the error, for instance `RecordInvalid`. */
  readonly name: string | null;
  /** Zendesk's sentence. May hold personal data: for decisions in the adapter only, not for messages. */
  readonly description: string | null;
  readonly details: readonly RefusedField[];
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
  readonly rateLimit: RateLimit | null;
};

const nothing: Omit<ZendeskErrorFacts, 'method' | 'path'> = {
  status: null,
  name: null,
  description: null,
  details: [],
  retryAfterMs: null,
  requestId: null,
  rateLimit: null,
};

/** Every failure of a request to Zendesk. Its message says what to do and holds neither secrets nor personal data (SEC-3). */
export class ZendeskError extends Error {
  override readonly name = 'ZendeskError';
  readonly code: ZendeskErrorCode;
  readonly facts: ZendeskErrorFacts;

  constructor(code: ZendeskErrorCode, facts: Partial<ZendeskErrorFacts> & Pick<ZendeskErrorFacts, 'method' | 'path'>) {
    const whole = { ...nothing, ...facts };
    super(messageOf(code, whole));
    this.code = code;
    this.facts = whole;
  }
}

function messageOf(code: ZendeskErrorCode, facts: ZendeskErrorFacts): string {
  const asked = `${facts.method} ${facts.path}`;
  const answer =
    facts.status === null ? asked : `${asked} → ${facts.status}${facts.name === null ? '' : ` ${facts.name}`}`;
  const fields = facts.details.map(({ field, reason }) => (reason === null ? field : `${field} ${reason}`)).join(', ');
  const request = facts.requestId === null ? '' : `, request ${facts.requestId}`;
  return `${codes[code].says}${fields === '' ? '' : ` Fields: ${fields}.`} (${answer}${request})`;
}
