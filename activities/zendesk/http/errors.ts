import type { ZendeskErrorCode } from '../../../domain/zendesk/error-codes.ts';

/**
 * The meaning of an error code.
 * - `permanent`: true if the same request would fail again.
 * - `applied`: `no` if Zendesk has certainly not carried the write out. `perhaps` if it may have: the write must be looked for
 *   before it is sent again.
 * - `says`: the sentence for people, which says what to do.
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
  // Expired credentials must not lose a ticket, so the request is retried, at long intervals. By END-4 only 422 and 403 are
  // final.
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

/** True if the same request would fail again. */
export function isPermanent(code: ZendeskErrorCode): boolean {
  return codes[code].permanent;
}

/** True if Zendesk may have carried the write out. Then its marker must be looked for before it is sent again. */
export function perhapsApplied(code: ZendeskErrorCode): boolean {
  return codes[code].applied === 'perhaps';
}

/** The request budget as Zendesk's headers name it. Null: the header is missing. */
export type RateLimit = {
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly resetSeconds: number | null;
};

/**
 * One refused field of a 422: its name, and Zendesk's short code for the reason. The value is left out, because it can be
 * personal data.
 */
export type RefusedField = { readonly field: string; readonly reason: string | null };

export type ZendeskErrorFacts = {
  /** HTTP status. Null: no answer arrived. */
  readonly status: number | null;
  readonly method: string;
  /** Path without the query, because the query may hold a phone number or an address. */
  readonly path: string;
  /** The name that Zendesk gives the error, for example `RecordInvalid`. */
  readonly name: string | null;
  /** The sentence of Zendesk. It may hold personal data, so only the adapter uses it to decide; no message contains it. */
  readonly description: string | null;
  readonly details: readonly RefusedField[];
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
  readonly rateLimit: RateLimit | null;
};

const noFacts: Omit<ZendeskErrorFacts, 'method' | 'path'> = {
  status: null,
  name: null,
  description: null,
  details: [],
  retryAfterMs: null,
  requestId: null,
  rateLimit: null,
};

/** A failed request to Zendesk. The message says what to do, and holds neither secrets nor personal data (SEC-3). */
export class ZendeskError extends Error {
  override readonly name = 'ZendeskError';
  readonly code: ZendeskErrorCode;
  readonly facts: ZendeskErrorFacts;

  constructor(code: ZendeskErrorCode, facts: Partial<ZendeskErrorFacts> & Pick<ZendeskErrorFacts, 'method' | 'path'>) {
    const allFacts = { ...noFacts, ...facts };
    super(messageOf(code, allFacts));
    this.code = code;
    this.facts = allFacts;
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
