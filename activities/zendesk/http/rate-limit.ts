import type { RateLimit } from './errors.ts';

function readNumber(headers: Headers, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null && /^\d+(\.\d+)?$/.test(value.trim())) return Number(value);
  }
  return null;
}

/** The account's budget. Both spellings are in use (`ratelimit-*`, `rate-limit-*`), beside the older `x-rate-limit`. */
export function readRateLimit(headers: Headers): RateLimit | null {
  const budget: RateLimit = {
    limit: readNumber(headers, 'ratelimit-limit', 'rate-limit', 'rate-limit-limit', 'x-rate-limit'),
    remaining: readNumber(headers, 'ratelimit-remaining', 'rate-limit-remaining', 'x-rate-limit-remaining'),
    resetSeconds: readNumber(headers, 'ratelimit-reset', 'rate-limit-reset'),
  };
  return budget.limit === null && budget.remaining === null ? null : budget;
}

/** Retry-After as milliseconds: seconds, or an HTTP date counted from `now`; null when absent or unreadable. */
export function readRetryAfter(headers: Headers, now: number): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  const seconds = readNumber(headers, 'retry-after');
  if (seconds !== null) return Math.ceil(seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
