/** One figure of the bench. */
export type Measure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Null: reported only. */
  readonly target: number | null;
  readonly better: 'lower' | 'higher';
  /** False: the target was missed. What has no target can't miss one. */
  readonly held: boolean;
};

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

/** For people: first what has a target, with what was missed in so many words; then what is only told. */
export function tableOf(measures: readonly Measure[]): readonly string[] {
  const judged = measures.filter(({ target }) => target !== null);
  const told = measures.filter(({ target }) => target === null);
  const missed = judged.filter(({ held }) => !held);
  const names = missed.length === 0 ? '' : `; MISSED: ${missed.map(({ name }) => name).join('; ')}`;
  return [
    ...columns([
      ['', 'measure', 'value', 'unit', 'target'],
      ...judged.map(({ name, value, unit, target, better, held }) => [
        held ? 'held' : 'MISSED',
        name,
        String(value),
        unit,
        `${better === 'lower' ? '≤' : '≥'} ${target}`,
      ]),
    ]),
    '',
    `${judged.length - missed.length} of ${judged.length} targets held${names}`,
    '',
    ...columns([
      ['without a target', 'value', 'unit'],
      ...told.map(({ name, value, unit }) => [name, String(value), unit]),
    ]),
  ];
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
