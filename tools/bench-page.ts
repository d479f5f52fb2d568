import { z } from 'zod';

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

/** What a run of the bench keeps, as `--json` writes it. */
export type Report = { readonly machine: Machine; readonly measures: readonly Measure[] };

export type Machine = {
  /** When the run began, ISO 8601. */
  readonly at: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly os: string;
  readonly node: string;
  /** Processes that wanted a core in the minute before. */
  readonly loadBefore: number;
};

const report: z.ZodType<Report> = z.object({
  machine: z.object({
    at: z.string(),
    processor: z.string(),
    cores: z.number(),
    memoryGiB: z.number(),
    os: z.string(),
    node: z.string(),
    loadBefore: z.number(),
  }),
  measures: z.array(
    z.object({
      name: z.string(),
      value: z.number(),
      unit: z.string(),
      target: z.number().nullable(),
      better: z.enum(['lower', 'higher']),
      held: z.boolean(),
    }),
  ),
});

export function machineLine({ at, processor, cores, memoryGiB, os, node, loadBefore }: Machine): string {
  return `${at.slice(0, 10)}: ${cores} × ${processor}, ${memoryGiB} GiB, ${os}, Node ${node}, load before ${loadBefore}`;
}

const marks = ['<!-- figures -->', '<!-- end of figures -->'] as const;

/**
 * The page with the figures of this run between its marks.
 *
 * @param json as `--json` wrote it; throws if it has another shape
 */
export function withFigures(page: string, json: string): string {
  const { machine, measures } = report.parse(JSON.parse(json));
  const [before, rest] = page.split(marks[0]);
  const after = rest?.split(marks[1])[1];
  if (before === undefined || after === undefined) throw new Error('The page has no place for figures.');
  const figures = ['```text', machineLine(machine), '', ...tableOf(measures), '```'].join('\n');
  return `${before}${marks[0]}\n\n${figures}\n\n${marks[1]}${after}`;
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
