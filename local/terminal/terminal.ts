import { styleText } from 'node:util';

export type Paint = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'underline';

/** Where the local stack speaks to a person, or to a pipe. */
export type Terminal = {
  readonly line: (text?: string) => void;
  /** What is under way, on a line of its own that is replaced; only on a terminal. Null: nothing any more. */
  readonly status: (text: string | null) => void;
  readonly paint: (paint: Paint, text: string) => string;
};

type Output = { readonly isTTY?: boolean | undefined; readonly columns?: number; write(text: string): unknown };

const clearLine = '\r\u001B[2K';
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const frameMs = 120;

/**
 * Colour and a live status line on a terminal, plain lines in a pipe. `NO_COLOR` turns colour off (no-color.org),
 * `TERM=dumb` the status line too.
 */
export function createTerminal(output: Output, env: Readonly<Record<string, string | undefined>>): Terminal {
  const live = output.isTTY === true && env['TERM'] !== 'dumb';
  const coloured = live && !env['NO_COLOR'];
  let status: string | null = null;
  let frame = 0;
  let ticking: NodeJS.Timeout | null = null;

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
        if (ticking !== null) clearInterval(ticking);
        ticking = null;
        output.write(clearLine);
        return;
      }
      ticking ??= setInterval(tick, frameMs).unref();
      draw();
    },
    // The stream was looked at above: styleText must not look again at another.
    paint: (paint, text) => (coloured ? styleText(paint, text, { validateStream: false }) : text),
  };
}
