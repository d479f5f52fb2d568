import type { Measure } from '../tools/bench-page.ts';

export function measure(
  name: string,
  value: number,
  unit: string,
  better: Measure['better'],
  target: number | null = null,
): Measure {
  const held = target === null || (better === 'lower' ? value <= target : value >= target);
  return { name, value: rounded(value), unit, target, better, held };
}

/** Three significant digits, or whole where the number is large. */
function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** @param share 0.5 is the median; nearest rank */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
