import { z } from 'zod';

/** One measured value of the bench. */
export type Measure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Null if the value is only reported and has no target. */
  readonly target: number | null;
  readonly better: 'lower' | 'higher';
  /** False if the target was missed. True if there is no target. */
  readonly held: boolean;
};

/** The result of a bench run, in the form that `npm run bench -- --json` writes. */
export type Report = { readonly machine: Machine; readonly measures: readonly Measure[] };

export type Machine = {
  /** Start of the run, ISO 8601. */
  readonly at: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly os: string;
  readonly node: string;
  /** Load average of the last minute before the run: processes that used a core or waited for one. */
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

/** Describes in one line when and on which machine the bench ran. */
export function machineLine({ at, processor, cores, memoryGiB, os, node, loadBefore }: Machine): string {
  return `${at.slice(0, 10)}: ${cores} × ${processor}, ${memoryGiB} GiB, ${os}, Node ${node}, load before ${loadBefore}`;
}

const marks = ['<!-- figures -->', '<!-- end of figures -->'] as const;

/**
 * Replaces the figures between the two marks of a page.
 *
 * @param page text of the page
 * @param json a report that `npm run bench -- --json` wrote
 * @throws Error if the page has no marks; ZodError if the JSON is not a report
 */
export function withFigures(page: string, json: string): string {
  const { machine, measures } = report.parse(JSON.parse(json));
  const [before, rest] = page.split(marks[0]);
  const after = rest?.split(marks[1])[1];
  if (before === undefined || after === undefined) throw new Error('The page has no place for figures.');
  const figures = ['```text', machineLine(machine), '', ...tableOf(measures), '```'].join('\n');
  return `${before}${marks[0]}\n\n${figures}\n\n${marks[1]}${after}`;
}

/**
 * Formats the measures as lines of text: a table of those with a target, a line that names the missed ones, and a table of those
 * without a target.
 */
export function tableOf(measures: readonly Measure[]): readonly string[] {
  const withTarget = measures.filter(({ target }) => target !== null);
  const withoutTarget = measures.filter(({ target }) => target === null);
  const missed = withTarget.filter(({ held }) => !held);
  const names = missed.length === 0 ? '' : `; MISSED: ${missed.map(({ name }) => name).join('; ')}`;
  return [
    ...columns([
      ['', 'measure', 'value', 'unit', 'target'],
      ...withTarget.map(({ name, value, unit, target, better, held }) => [
        held ? 'held' : 'MISSED',
        name,
        String(value),
        unit,
        `${better === 'lower' ? '≤' : '≥'} ${target}`,
      ]),
    ]),
    '',
    `${withTarget.length - missed.length} of ${withTarget.length} targets held${names}`,
    '',
    ...columns([
      ['without a target', 'value', 'unit'],
      ...withoutTarget.map(({ name, value, unit }) => [name, String(value), unit]),
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
