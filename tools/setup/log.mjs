/**
 * Where set-up tells what it does.
 *
 * @typedef {object} SetupLog
 * @property {(text: string) => void} line
 * @property {(label: string, percent: number) => void} progress how far a long step is, 0 to 100
 */

/**
 * On a terminal, progress is one line that is rewritten; in a pipe, a plain line at every ten per cent.
 *
 * @param {NodeJS.WriteStream} [stream]
 * @returns {SetupLog}
 */
export function createLog(stream = process.stderr) {
  const rewrites = stream.isTTY;
  let open = false;
  /** @type {Map<string, number>} the tenth that was printed last, by label */
  const printed = new Map();
  return {
    line(text) {
      stream.write(open ? `\r\u001B[K${text}\n` : `${text}\n`);
      open = false;
    },
    progress(label, percent) {
      const shown = Math.max(0, Math.min(100, Math.floor(percent)));
      if (rewrites) {
        stream.write(`\r\u001B[K  ${label}: ${shown} %`);
        open = shown < 100;
        if (!open) stream.write('\n');
        return;
      }
      const tenth = Math.floor(shown / 10);
      if (tenth === printed.get(label)) return;
      printed.set(label, tenth);
      stream.write(`  ${label}: ${tenth * 10} %\n`);
    },
  };
}
