import { describe, expect, test } from 'vitest';
import { updateAllowedAt, nothingSpent, requestsLeft, requestAllowedAt, countRequest } from './limits.ts';

const t0 = 1_700_000_040_000;
const minute = 60_000;

describe('limits of ticket updates', () => {
  test('BAT-8 as many requests a minute as allowed, then none until the first is a minute old', () => {
    let spent = nothingSpent;
    for (const at of [0, 10_000, 20_000]) spent = countRequest(spent, [1], t0 + at);
    expect(requestsLeft(spent, 3, t0 + 30_000)).toBe(0);
    expect(requestAllowedAt(spent, 3)).toBe(t0 + minute);
    expect(requestsLeft(spent, 3, t0 + minute)).toBe(1);
    expect(requestsLeft(spent, 4, t0 + 30_000)).toBe(1);
  });

  test('BAT-8 a ticket is left alone after 28 updates, until ten minutes have passed, and the others are not', () => {
    let spent = nothingSpent;
    for (let i = 0; i < 27; i++) spent = countRequest(spent, [1, 2], t0 + i * 1_000);
    expect(updateAllowedAt(spent, 1)).toBe(0);
    spent = countRequest(spent, [1], t0 + 30_000);
    expect(updateAllowedAt(spent, 1)).toBeGreaterThan(t0 + 10 * minute);
    expect(updateAllowedAt(spent, 2)).toBe(0);
    const later = countRequest(spent, [3], t0 + 16 * minute);
    expect(updateAllowedAt(later, 1)).toBe(0);
    expect(later.buckets).toHaveLength(1);
  });
});
