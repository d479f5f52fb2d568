import { describe, expect, it } from 'vitest';
import { tableOf, withFigures } from '../tools/bench-page.ts';
import { mean, measure, percentile } from './measure.ts';

describe('figures', () => {
  it('percentiles are values that occurred', () => {
    expect(percentile([5, 1, 3], 0.5)).toBe(3);
    expect(percentile([5, 1, 3], 0.99)).toBe(5);
    expect(percentile([7], 0.01)).toBe(7);
    expect(mean([1, 2, 6])).toBe(3);
  });

  it('a target is held or missed by which way is better', () => {
    expect(measure({ name: 'a', value: 4.04, unit: 's', better: 'lower', target: 4 }).held).toBe(false);
    expect(measure({ name: 'a', value: 4.04, unit: 's', better: 'higher', target: 4 }).held).toBe(true);
    expect(measure({ name: 'a', value: 4, unit: 's', better: 'lower', target: 4 }).held).toBe(true);
    expect(measure({ name: 'a', value: 4, unit: 's', better: 'higher', target: 4 }).held).toBe(true);
    expect(measure({ name: 'a', value: 4, unit: 's', better: 'lower' }).held).toBe(true);
  });

  it('the table begins with the targets and names what was missed', () => {
    const lines = tableOf([
      measure({ name: 'told', value: 7, unit: 's', better: 'lower' }),
      measure({ name: 'slow', value: 4.04, unit: 's', better: 'lower', target: 4 }),
      measure({ name: 'fast', value: 3, unit: 's', better: 'lower', target: 4 }),
    ]);
    expect(lines[1]).toMatch(/^MISSED +slow +4\.04 +s +≤ 4$/);
    expect(lines[2]).toMatch(/^held +fast +3 +s +≤ 4$/);
    expect(lines).toContain('1 of 2 targets held; MISSED: slow');
    expect(lines.at(-1)).toMatch(/^told +7 +s$/);
    expect(tableOf([measure({ name: 'fast', value: 3, unit: 's', better: 'lower', target: 4 })])).toContain(
      '1 of 1 targets held',
    );
  });

  it('stand on the page between its marks, in the place of those before', () => {
    const machine = {
      at: '2026-01-02T03:04:05Z',
      processor: 'P',
      cores: 2,
      memoryGiB: 8,
      os: 'O',
      node: 'v20',
      loadBefore: 0,
    };
    const json = JSON.stringify({
      machine,
      measures: [measure({ name: 'fresh', value: 1, unit: 's', better: 'lower' })],
    });
    const page = 'before\n<!-- figures -->\nstale\n<!-- end of figures -->\nafter\n';
    const written = withFigures(page, json);
    expect(written).toMatch(/^before\n[^]*2026-01-02: 2 × P[^]*fresh[^]*\nafter\n$/);
    expect(written).not.toContain('stale');
    expect(withFigures(written, json)).toBe(written);
  });
});
