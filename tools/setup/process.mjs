import { spawn } from 'node:child_process';
import { constants as fsConstants } from 'node:fs';
import { access } from 'node:fs/promises';
import { constants as osConstants } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout, with a trailing slash. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** @type {readonly NodeJS.Signals[]} */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const keptLines = 40;

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] default: the folder of the checkout
 * @property {NodeJS.ProcessEnv} [env] default: this process's
 * @property {boolean} [show] the command writes to this process's own output
 * @property {(line: string) => void} [onLine] each line that the command writes, when not shown
 * @property {AbortSignal} [signal] kills the command
 */

/**
 * Runs a command to its end, without standard input. When this process is told to stop, the command is told too and
 * this process ends after it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, tail: string }>} exit code (127: not found) and the last lines when not shown
 */
export async function run(command, args, { cwd = root, env = process.env, show = false, onLine, signal } = {}) {
  const output = show ? 'inherit' : 'pipe';
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output], ...(signal && { signal }) });
  /** @type {string[]} */
  const tail = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      tail.push(line);
      if (tail.length > keptLines) tail.shift();
      onLine?.(line);
    });
  }
  const stopped = forwardSignals(child);
  const code = await exitCode(child);
  const stopSignal = stopped();
  if (stopSignal) process.exit(128 + osConstants.signals[stopSignal]);
  return { code, tail: tail.join('\n') };
}

/**
 * Hands this process's standard streams, signals and exit code over to a command.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} the command's exit code
 */
export async function handOver(command, args, env = process.env) {
  const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
  const stopped = forwardSignals(child);
  const code = await exitCode(child);
  stopped();
  return code;
}

/**
 * Where a command is found on the PATH.
 *
 * @param {string} name
 * @returns {Promise<string | undefined>}
 */
export async function findOnPath(name) {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (folder !== '' && (await isExecutable(join(folder, name)))) return join(folder, name);
  }
  return undefined;
}

/** @param {string} path */
export async function isExecutable(path) {
  try {
    await access(path, fsConstants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function exitCode(child) {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      if ('code' in error && error.code === 'ENOENT') resolve(127);
      else if (error.name === 'AbortError') resolve(1);
      else reject(error);
    });
    child.once('close', (code, signal) => resolve(code ?? (signal ? 128 + osConstants.signals[signal] : 1)));
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => NodeJS.Signals | undefined} ends the forwarding; gives the signal that came, if any
 */
function forwardSignals(child) {
  /** @type {NodeJS.Signals | undefined} */
  let received;
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    received = signal;
    child.kill(signal);
  };
  for (const signal of stopSignals) process.on(signal, forward);
  return () => {
    for (const signal of stopSignals) process.off(signal, forward);
    return received;
  };
}
