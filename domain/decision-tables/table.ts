import type { Decision } from '../decision.ts';

/** A table of decisions. Each cell is the decision for the case of its row and the settings of its column. */
export type DecisionTable = {
  readonly title: string;
  /** The text above the table, which explains how to read it. */
  readonly reading: string;
  readonly corner: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly title: string; readonly cells: readonly string[] }[];
};

/** Makes a table whose cells are the decisions of `answer`, with their rules. */
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
