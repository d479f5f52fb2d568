import type { Clock } from './clock.ts';
import { tooManyRequests } from './errors.ts';
import type { Settings } from './options.ts';

export type Quota = { readonly limit: number; readonly remaining: number; readonly resetSeconds: number };

const minute = 60_000;

/**
 * The rate limits of the account: requests a minute, ticket updates a minute, and updates of one ticket or user. They use the
 * clock of the simulator. A method throws Refusal 429 over its limit.
 */
export class Limits {
  readonly #clock: Clock;
  readonly #settings: Settings;
  #windows = new Map<string, { readonly endsAt: number; used: number }>();
  #recent = new Map<string, number[]>();

  constructor(clock: Clock, settings: Settings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  reset(): void {
    this.#windows = new Map();
    this.#recent = new Map();
  }

  /** Counts one request of the account. */
  request(): Quota | undefined {
    return this.#take('account', this.#settings.rateLimitPerMinute, 'Too many requests: wait as Retry-After says');
  }

  /** Counts one PUT that updates tickets. A bulk update counts as one too. */
  ticketUpdate(): Quota | undefined {
    const limit = this.#settings.ticketUpdatesPerMinute;
    return this.#take('tickets-update', limit, 'Too many ticket updates: wait as Retry-After says');
  }

  /** Counts an update of one ticket, also as an item of a bulk job. An API user may make 30 in ten minutes. */
  oneTicket(id: number): void {
    this.#slide(`ticket ${id}`, this.#settings.updatesPerTicket, 10 * minute, 'Too many updates of this ticket');
  }

  /** Counts a change of one user record. Five a minute are allowed. */
  oneUser(id: number): void {
    this.#slide(`user ${id}`, this.#settings.updatesPerUser, minute, 'Too many updates of this user');
  }

  /** Counts in a window of a minute, which begins with its first request. */
  #take(name: string, limit: number, description: string): Quota | undefined {
    if (limit <= 0) return undefined;
    const now = this.#clock.now();
    let window = this.#windows.get(name);
    if (window === undefined || window.endsAt <= now) {
      window = { endsAt: now + minute, used: 0 };
      this.#windows.set(name, window);
    }
    const resetSeconds = Math.max(1, Math.ceil((window.endsAt - now) / 1000));
    if (window.used >= limit) throw tooManyRequests(resetSeconds, description);
    window.used += 1;
    return { limit, remaining: limit - window.used, resetSeconds };
  }

  /** Counts in the time before now. */
  #slide(name: string, limit: number, spanMs: number, description: string): void {
    if (limit <= 0) return;
    const now = this.#clock.now();
    const times = (this.#recent.get(name) ?? []).filter((time) => time > now - spanMs);
    this.#recent.set(name, times);
    const [oldest] = times;
    if (oldest !== undefined && times.length >= limit) {
      throw tooManyRequests(Math.max(1, Math.ceil((oldest + spanMs - now) / 1000)), description);
    }
    times.push(now);
  }
}

/** The headers in both spellings: recordings of real answers (2023) have `rate-limit-*`, the documentation `ratelimit-*`. */
export function quotaHeaders(quota: Quota): Readonly<Record<string, string>> {
  const limit = String(quota.limit);
  const remaining = String(quota.remaining);
  const reset = String(quota.resetSeconds);
  return {
    'x-rate-limit': limit,
    'x-rate-limit-remaining': remaining,
    'ratelimit-limit': limit,
    'ratelimit-remaining': remaining,
    'ratelimit-reset': reset,
    'rate-limit': limit,
    'rate-limit-remaining': remaining,
    'rate-limit-reset': reset,
  };
}

/** The value of a header for the limit of one endpoint, such as `zendesk-ratelimit-tickets-update`. */
export const endpointQuota = (quota: Quota): string =>
  `total=${quota.limit}; remaining=${quota.remaining}; resets=${quota.resetSeconds}`;
