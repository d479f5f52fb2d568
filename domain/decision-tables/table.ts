import type { Decision } from '../decision.ts';

/** One question of a page of decisions: what is done in each row's case under each column's settings. */
export type DecisionTable = {
  readonly title: string;
  /** Above the table: how to read it. */
  readonly reading: string;
  readonly corner: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly title: string; readonly cells: readonly string[] }[];
};

/** A table whose cells are what `answer` decides for each case and column. */
export function decisionTable<Row extends { readonly title: string }, Column extends { readonly title: string }>(
  head: Pick<DecisionTable, 'title' | 'reading' | 'corner'>,
  rows: readonly Row[],
  columns: readonly Column[],
  answer: (row: Row, column: Column) => Decision<string>,
): DecisionTable {
  return {
    ...head,
    columns: columns.map(({ title }) => title),
    rows: rows.map((row) => ({
      title: row.title,
      cells: columns.map((column) => {
        const { choice, rule } = answer(row, column);
        return `${choice} (${rule})`;
      }),
    })),
  };
}

const line = (cells: readonly string[]): string =>
  `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;

/** The table as Markdown, with its heading. */
export function renderTable({ title, reading, corner, columns, rows }: DecisionTable): string {
  return [
    `## ${title}`,
    '',
    reading,
    '',
    line([corner, ...columns]),
    `|${'---|'.repeat(columns.length + 1)}`,
    ...rows.map((row) => line([row.title, ...row.cells])),
  ].join('\n');
}
