/** One figure of the bench. A target that was missed is told as plainly as one that was held. */
export type Measure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Null: reported only. */
  readonly target: number | null;
  readonly better: 'lower' | 'higher';
  /** Null: there is no target. */
  readonly held: boolean | null;
};

export function measure(
  name: string,
  value: number,
  unit: string,
  better: Measure['better'],
  target: number | null = null,
): Measure {
  const held = target === null ? null : better === 'lower' ? value <= target : value >= target;
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

/** The measures as a table for people. */
export function tableOf(measures: readonly Measure[]): readonly string[] {
  const rows = measures.map(({ name, value, unit, target, better, held }) => [
    name,
    String(value),
    unit,
    target === null ? '' : `${better === 'lower' ? '≤' : '≥'} ${target}`,
    held === null ? '' : held ? 'held' : 'MISSED',
  ]);
  const all = [['measure', 'value', 'unit', 'target', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
