import { cutText } from '../../../domain/cut-text.ts';
import { limits } from '../../../domain/limits.ts';
import { zendeskErrors } from '../../../domain/zendesk/error-codes.ts';
import type { ZendeskErrorCode } from '../../../domain/zendesk/error-codes.ts';

/** True if the same request would fail again. */
export function isPermanent(code: ZendeskErrorCode): boolean {
  return zendeskErrors[code].permanent;
}

/** True if Zendesk may have carried the write out. Then its marker must be looked for before it is sent again. */
export function perhapsApplied(code: ZendeskErrorCode): boolean {
  return zendeskErrors[code].applied === 'perhaps';
}

/** The request budget as Zendesk's headers name it. Null: the header is missing. */
export type RateLimit = {
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly resetSeconds: number | null;
};

/**
 * One refused field of a 422: its name, and Zendesk's short code for the reason. `words` is Zendesk's own sentence. It may
 * hold personal data, so it is for the session and the failed write only, and no message of an error contains it (END-5).
 */
export type RefusedField = {
  readonly field: string;
  /** The id of the custom field of the ticket. Null: the refusal names none. */
  readonly ticketFieldId: number | null;
  readonly reason: string | null;
  readonly words: string;
};

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

/** END-5: the reason in Zendesk's own words, for operators only. Empty: Zendesk gave none. */
export function wordsOf({ details, description }: ZendeskErrorFacts): string {
  const words = [...new Set(details.map((each) => each.words.trim()).filter((text) => text !== ''))];
  return cutText(words.length > 0 ? words.join('; ') : (description ?? '').trim(), limits.session.zendeskWords.value);
}

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
  return `${zendeskErrors[code].says}${fields === '' ? '' : ` Fields: ${fields}.`} (${answer}${request})`;
}
