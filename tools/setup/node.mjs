import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { isInstalled } from './dependencies.mjs';
import { SetupError } from './errors.mjs';
import { withLock } from './lock.mjs';
import { root, run } from './process.mjs';

// tools/run.mjs imports this file on old versions of Node too, so it and its imports must parse on Node 18.

/** The oldest major version of Node that runs this repository. Older ones do not run TypeScript. package.json names it too. */
export const minimumNode = 24;

const folder = join(root, 'tools/node24');
const installed = join(folder, 'node_modules/.bin/node');

/** @returns {boolean} whether the Node that runs this process can run this repository */
export function isNodeSupported() {
  return Number.parseInt(process.versions.node, 10) >= minimumNode;
}

/** @throws {SetupError} NODE_TOO_OLD */
export function requireNode() {
  if (!isNodeSupported()) throw nodeTooOld();
}

/**
 * Installs the Node that tools/node24 pins, unless it is installed already.
 *
 * @param {import('./log.mjs').SetupLog} log
 * @returns {Promise<string>} path of its program, in a folder with nothing else
 * @throws {SetupError} NODE_TOO_OLD: tools/node24 has no Node for this machine, or it cannot be installed or does not run
 */
export async function installNode(log) {
  const { optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const version = optionalDependencies[`node-${process.platform}-${process.arch}`];
  if (!version) throw nodeTooOld();
  if (await isReady(version)) return installed;
  const task = async () => {
    if (await isReady(version)) return installed;
    log.line(`Node ${process.versions.node} is too old. Installing Node ${version} for this checkout (npm ci)…`);
    await run('npm', ['ci', '--ignore-scripts', '--include=optional', '--no-progress', '--fetch-retries=1'], {
      cwd: folder,
    });
    // npm reports no error if it cannot fetch an optional package.
    if (!(await isReady(version))) throw nodeTooOld(`, and npm could not install Node ${version}`);
    log.line(`Node ${version} is installed.`);
    return installed;
  };
  return withLock(join(root, '.data/node24.lock'), task, () =>
    log.line(`Another process installs Node ${version}; waiting for it…`),
  );
}

/** @param {string} version */
async function isReady(version) {
  if (!(await isInstalled(folder))) return false;
  const { code, tail } = await run(installed, ['--version']);
  return code === 0 && tail === `v${version}`;
}

/** @param {string} [detail] */
function nodeTooOld(detail = '') {
  return new SetupError(
    'NODE_TOO_OLD',
    `Node ${process.versions.node} is too old${detail}: install Node ${minimumNode} or later from https://nodejs.org.`,
  );
}
