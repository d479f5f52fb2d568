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
const maxTailLines = 40;

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] default: the folder of the checkout
 * @property {NodeJS.ProcessEnv} [env] default: the environment of this process
 * @property {boolean} [show] whether the command writes to the output of this process; default: false
 * @property {(line: string) => void} [onLine] called with each line that the command writes, unless `show` is set
 * @property {AbortSignal} [signal] kills the command
 */

/**
 * Runs a command until it ends, without standard input. SIGINT, SIGTERM and SIGHUP are forwarded to the command; after such a
 * signal this process exits as soon as the command has ended.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, tail: string }>} exit code (127: command not found) and, unless `show` is set, the last 40 lines of output
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
      if (tail.length > maxTailLines) tail.shift();
      onLine?.(line);
    });
  }
  const stopForwarding = forwardSignals(child);
  const code = await exitCode(child);
  const stopSignal = stopForwarding();
  if (stopSignal) process.exit(128 + osConstants.signals[stopSignal]);
  return { code, tail: tail.join('\n') };
}

/**
 * Runs a command with the standard streams of this process, and forwards signals to it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} the command's exit code
 */
export async function runInForeground(command, args, env = process.env) {
  const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
  const stopForwarding = forwardSignals(child);
  const code = await exitCode(child);
  stopForwarding();
  return code;
}

/**
 * Finds a command on the PATH.
 *
 * @param {string} name
 * @returns {Promise<string | undefined>} its path
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
 * @returns {() => NodeJS.Signals | undefined} stops the forwarding and returns the last signal that was forwarded, if any
 */
function forwardSignals(child) {
  /** @type {NodeJS.Signals | undefined} */
  let received;
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    received = signal;
    // A terminal sends Ctrl-C to the child itself. A second SIGINT would end a worker before it has shut down.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of stopSignals) process.on(signal, forward);
  return () => {
    for (const signal of stopSignals) process.off(signal, forward);
    return received;
  };
}
