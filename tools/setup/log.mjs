/**
 * The output of the set-up.
 *
 * @typedef {object} SetupLog
 * @property {(text: string) => void} line
 * @property {(label: string, percent: number) => void} progress shows the progress of a long step, in per cent
 */

/**
 * Creates a log. On a terminal the progress is one line that is rewritten. In a pipe it is one line for every ten per cent.
 *
 * @param {NodeJS.WriteStream} [stream]
 * @returns {SetupLog}
 */
export function createLog(stream = process.stderr) {
  const rewrites = stream.isTTY;
  let open = false;
  /** @type {Map<string, number>} the last printed progress of each label, in tenths */
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
