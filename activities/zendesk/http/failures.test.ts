/** This file tests when a failed request is sent again. If these tests fail, a write is doubled, or comes minutes late. */

import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import type { ZendeskErrorCode } from '../../../domain/zendesk/error-codes.ts';
import { ZendeskError } from './errors.ts';
import { asFailure, asOutcome } from './failures.ts';
import { readRetryAfter } from './rate-limit.ts';

const request = { method: 'PUT', path: 'tickets/12' };
const error = (code: ZendeskErrorCode, retryAfterMs: number | null = null): ZendeskError =>
  new ZendeskError(code, { ...request, retryAfterMs });

/** The wait of a hundred attempts: the shortest and the longest. The random part differs each time. */
function waits(wait: () => number | null): { readonly least: number; readonly most: number } {
  const all = Array.from({ length: 100 }, () => wait() ?? Number.NaN);
  return { least: Math.min(...all), most: Math.max(...all) };
}

function expectWait(wait: () => number | null, from: number, to: number): void {
  const { least, most } = waits(wait);
  expect(least).toBeGreaterThanOrEqual(from);
  expect(most).toBeLessThanOrEqual(to);
  expect(most).toBeGreaterThan(least);
}

describe('an update', () => {
  const waitOf =
    (code: ZendeskErrorCode, retryAfterMs: number | null = null) =>
    (): number | null => {
      const outcome = asOutcome(error(code, retryAfterMs));
      return outcome.kind === 'refused' ? null : outcome.afterMs;
    };

  test('BAT-5 is refused, sent again, or looked for, by what Zendesk may have done with it', () => {
    expect(asOutcome(error('Invalid'))).toMatchObject({ kind: 'refused', code: 'Invalid' });
    expect(asOutcome(error('Conflict')).kind).toBe('later');
    expect(asOutcome(error('TimedOut')).kind).toBe('unknown');
    const other = new Error('a mistake of ours');
    expect(() => asOutcome(other)).toThrow(other);
  });

  test('BAT-5 is looked for only when Zendesk has surely applied it, or never will', () => {
    expectWait(waitOf('TimedOut'), 30_100, 36_100);
    expectWait(waitOf('ConnectionLost'), 5_100, 6_100);
    expectWait(waitOf('ServerError'), 2_100, 3_000);
    expectWait(waitOf('UnreadableAnswer'), 2_100, 3_000);
  });

  test('BAT-8 waits as long as Zendesk asks, or else ten seconds at its limit and a minute for credentials', () => {
    expectWait(waitOf('RateLimited', 7_000), 7_100, 8_500);
    expectWait(waitOf('RateLimited'), 10_100, 12_100);
    expectWait(waitOf('TooManyJobs'), 10_100, 12_100);
    expectWait(waitOf('Unauthorized'), 60_100, 72_100);
    expectWait(waitOf('Conflict'), 100, 1_000);
  });
});

describe('an activity', () => {
  test('END-4 that fails for good is not retried, and another is retried after its wait', () => {
    const final = asFailure(error('Forbidden', 5_000));
    expect(final).toMatchObject({ type: 'Forbidden', nonRetryable: true });
    expect(final).toHaveProperty('nextRetryDelay', undefined);
    const limited = asFailure(error('RateLimited', 5_000));
    expect(limited).toBeInstanceOf(ApplicationFailure);
    expect(limited).toMatchObject({ type: 'RateLimited', nonRetryable: false });
    const server = asFailure(error('ServerError'));
    expect(server).toMatchObject({ type: 'ServerError', nonRetryable: false });
    expect(server).toHaveProperty('nextRetryDelay', undefined);
    const other = new Error('a mistake of ours');
    expect(asFailure(other)).toBe(other);
  });
});

test.each([
  ['7', 7_000],
  ['0.25', 250],
  ['0', 0],
  ['Mon, 02 Mar 2026 09:00:30 GMT', 30_000],
  ['Mon, 02 Mar 2026 08:00:00 GMT', 0],
  ['soon', null],
])('BAT-8 Retry-After: %s', (value, expected) => {
  expect(readRetryAfter(new Headers({ 'retry-after': value }), Date.parse('2026-03-02T09:00:00Z'))).toBe(expected);
  expect(readRetryAfter(new Headers(), 0)).toBeNull();
});
