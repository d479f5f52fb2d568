import { limits } from '../../../domain/limits.ts';
import type { RateLimit } from './errors.ts';

function readNumber(headers: Headers, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null && /^\d+(\.\d+)?$/.test(value.trim())) return Number(value);
  }
  return null;
}

/**
 * Reads the account's request limit from the headers. Zendesk uses two spellings (`ratelimit-*`, `rate-limit-*`) and
 * the older `x-rate-limit`. Null if the headers name neither the limit nor the remaining requests.
 */
export function readRateLimit(headers: Headers): RateLimit | null {
  const budget: RateLimit = {
    limit: readNumber(headers, 'ratelimit-limit', 'rate-limit', 'rate-limit-limit', 'x-rate-limit'),
    remaining: readNumber(headers, 'ratelimit-remaining', 'rate-limit-remaining', 'x-rate-limit-remaining'),
    resetSeconds: readNumber(headers, 'ratelimit-reset', 'rate-limit-reset'),
  };
  return budget.limit === null && budget.remaining === null ? null : budget;
}

/**
 * Reads the Retry-After header, which holds seconds or an HTTP date. Gives the wait in ms, at most 15 minutes; null
 * if it is absent or unreadable.
 * @param now ms since the epoch
 */
export function readRetryAfter(headers: Headers, now: number): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  const seconds = readNumber(headers, 'retry-after');
  const most = limits.zendesk.retryAfter.value * 1000;
  if (seconds !== null) return Math.min(most, Math.ceil(seconds * 1000));
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.min(most, Math.max(0, date - now));
}
