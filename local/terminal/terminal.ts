import { styleText } from 'node:util';

export type Paint = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'underline';

/** The output of `npm start`: a terminal or a pipe. */
export type Terminal = {
  readonly line: (text?: string) => void;
  /** Replaces the text of the status line, which only a terminal has. Null removes the line. */
  readonly status: (text: string | null) => void;
  readonly paint: (paint: Paint, text: string) => string;
};

type Output = { readonly isTTY?: boolean | undefined; readonly columns?: number; write(text: string): unknown };

const clearLine = '\r\u001B[2K';
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const frameMs = 120;

/**
 * Writes colours and a status line to a terminal, and plain lines to a pipe. `NO_COLOR` turns the colours off (see
 * no-color.org). `TERM=dumb` turns the colours and the status line off.
 */
export function createTerminal(output: Output, env: Readonly<Record<string, string | undefined>>): Terminal {
  const live = output.isTTY === true && env['TERM'] !== 'dumb';
  const coloured = live && !env['NO_COLOR'];
  let status: string | null = null;
  let frame = 0;
  let ticker: NodeJS.Timeout | null = null;

  const draw = (): void => {
    if (status === null) return;
    const text = `${frames[frame % frames.length] ?? ''} ${status}`;
    output.write(clearLine + text.slice(0, (output.columns || 80) - 1));
  };
  const tick = (): void => {
    frame += 1;
    draw();
  };
  return {
    line: (text = '') => {
      output.write(status === null ? `${text}\n` : `${clearLine}${text}\n`);
      draw();
    },
    status: (text) => {
      if (!live || text === status) return;
      status = text;
      if (text === null) {
        if (ticker !== null) clearInterval(ticker);
        ticker = null;
        output.write(clearLine);
        return;
      }
      ticker ??= setInterval(tick, frameMs).unref();
      draw();
    },
    // `coloured` already depends on this output. Without the option styleText would check process.stdout instead.
    paint: (paint, text) => (coloured ? styleText(paint, text, { validateStream: false }) : text),
  };
}
