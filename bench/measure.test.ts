import { describe, expect, it } from 'vitest';
import { mean, measure, percentile, tableOf } from './measure.ts';

describe('figures', () => {
  it('percentiles are values that occurred', () => {
    expect(percentile([5, 1, 3], 0.5)).toBe(3);
    expect(percentile([5, 1, 3], 0.99)).toBe(5);
    expect(percentile([7], 0.01)).toBe(7);
    expect(mean([1, 2, 6])).toBe(3);
  });

  it('a target is held or missed by which way is better', () => {
    expect(measure('a', 4.04, 's', 'lower', 4).held).toBe(false);
    expect(measure('a', 4.04, 's', 'higher', 4).held).toBe(true);
    expect(measure('a', 4, 's', 'lower', 4).held).toBe(true);
    expect(measure('a', 4, 's', 'higher', 4).held).toBe(true);
    expect(measure('a', 4, 's', 'lower').held).toBeNull();
    expect(tableOf([measure('a', 4.04, 's', 'lower', 4)])[1]).toMatch(/a +4\.04 +s +≤ 4 +MISSED/);
  });
});
