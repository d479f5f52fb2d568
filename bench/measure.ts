import type { Measure } from '../tools/bench-page.ts';

/** One figure of the report. `target`: the value that should be reached, or null if there is none. */
export function measure({
  name,
  value,
  unit,
  better,
  target = null,
}: Omit<Measure, 'target' | 'held'> & { readonly target?: number | null }): Measure {
  const held = target === null || (better === 'lower' ? value <= target : value >= target);
  return { name, value: rounded(value), unit, target, better, held };
}

/** Rounds to three significant digits; numbers of 100 and more to whole numbers. */
function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/**
 * The percentile by nearest rank. NaN for an empty list.
 * @param share 0 to 1; 0.5 is the median
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
