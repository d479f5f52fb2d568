import { ApplicationFailure } from '@temporalio/common';
import { cutText } from '../../../domain/cut-text.ts';
import { limits } from '../../../domain/limits.ts';
import { fieldName, withWords } from '../../../domain/zendesk/refusal.ts';
import type { RefusalDetails, RefusedValue } from '../../../domain/zendesk/refusal.ts';
import type { SendOutcome } from '../../../domain/zendesk/ticket-write.ts';
import { ZendeskError, isPermanent, perhapsApplied, wordsOf } from './errors.ts';
import type { ZendeskErrorFacts } from './errors.ts';

const second = 1000;

/**
 * Adds 0.1 s plus a random part of up to 0.9 s, or of up to 20 % of the wait if that is more. So thousands of waiting
 * requests do not come back at the same moment.
 */
function withJitter(ms: number): number {
  return Math.round(ms + 100 + Math.random() * Math.max(900, ms * 0.2));
}

/** How long to wait before a retry, in ms. Null if the caller's own retry policy should decide. */
function retryDelayMs(error: ZendeskError): number | null {
  if (error.facts.retryAfterMs !== null) return withJitter(error.facts.retryAfterMs);
  switch (error.code) {
    case 'RateLimited':
    case 'TooManyJobs':
      return withJitter(10 * second);
    case 'Conflict':
      return withJitter(0);
    // A retry fails until somebody has corrected the credentials, so the wait is long.
    case 'Unauthorized':
      return withJitter(60 * second);
    default:
      return null;
  }
}

/**
 * Converts a ZendeskError into an ApplicationFailure, so that Temporal retries it correctly. Its `type` is the error's
 * code, a permanent error is non-retryable, and Zendesk's Retry-After becomes `nextRetryDelay`. Any other error is
 * returned unchanged.
 */
export function asFailure(error: unknown): unknown {
  if (!(error instanceof ZendeskError)) return error;
  const wait = retryDelayMs(error);
  return ApplicationFailure.create({
    message: error.message,
    type: error.code,
    nonRetryable: isPermanent(error.code),
    ...(isPermanent(error.code) ? { details: [refusalDetails(error)] } : {}),
    ...(wait === null || isPermanent(error.code) ? {} : { nextRetryDelay: wait }),
  });
}

/** UPD-6, END-5: Zendesk's own words, and the values that it names. They are no part of the message, because it is logged. */
function refusalDetails({ facts }: ZendeskError): RefusalDetails {
  return { words: wordsOf(facts), values: refusedValues(facts) };
}

/** The values that Zendesk names in a refusal, each with its words. */
export function refusedValues({ details }: Pick<ZendeskErrorFacts, 'details'>): readonly RefusedValue[] {
  return details.map(({ field, ticketFieldId, words }) => ({
    name: ticketFieldId === null ? field : fieldName(ticketFieldId),
    words: cutText(words.trim(), limits.session.zendeskWords.value),
  }));
}

/**
 * How long to wait, in ms, until Zendesk has applied an update whose answer was lost, if it applies it at all. Only
 * after that does a missing marker prove that the update was not applied. Zendesk documents no times, so these are
 * estimates: a request that timed out may still be in progress.
 */
function unknownForMs({ code }: ZendeskError): number {
  if (code === 'TimedOut') return 30 * second;
  return code === 'ConnectionLost' ? 5 * second : 2 * second;
}

/**
 * Converts a ZendeskError into the outcome of a write, for callers that decide themselves whether to send it again.
 * `refused`: never. `later`: not applied, send again after `afterMs`. `unknown`: perhaps applied, look for its marker
 * after `afterMs`. Throws any other error unchanged.
 */
export function asOutcome(error: unknown): Exclude<SendOutcome, { kind: 'applied' }> {
  if (!(error instanceof ZendeskError)) throw error;
  if (isPermanent(error.code))
    return { kind: 'refused', code: error.code, message: withWords(error.message, wordsOf(error.facts)) };
  const afterMs = retryDelayMs(error) ?? withJitter(unknownForMs(error));
  return { kind: perhapsApplied(error.code) ? 'unknown' : 'later', afterMs, reason: error.message };
}
