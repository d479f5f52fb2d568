import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { root, run } from './process.mjs';
import { SetupError } from './errors.mjs';
import { withLock } from './lock.mjs';

/**
 * @typedef {object} LockedPackage
 * @property {string} version
 * @property {string} [integrity]
 * @property {boolean} [optional]
 */

/**
 * Installs the packages of the lock file with `npm ci`, unless exactly these are installed already.
 *
 * @param {import('./log.mjs').SetupLog} log
 * @throws {SetupError} PACKAGES_NOT_INSTALLED
 */
export async function installDependencies(log) {
  if (await isInstalled(root)) return;
  const task = async () => {
    if (await isInstalled(root)) return;
    log.line('Installing the packages of package-lock.json (npm ci)…');
    const { code, tail } = await run('npm', ['ci', '--include=dev', '--no-progress']);
    if (code !== 0) {
      throw new SetupError('PACKAGES_NOT_INSTALLED', `npm ci failed (exit code ${code}):\n${tail}`);
    }
    log.line('Packages are installed.');
  };
  await withLock(join(root, '.data/install.lock'), task, () =>
    log.line('Another process installs the packages; waiting for it…'),
  );
}

/**
 * True if exactly the packages of the lock file are installed. It compares the lock file with npm's own record in
 * `node_modules`. npm writes that record only at the end of an installation, so an interrupted one counts as not installed.
 *
 * @param {string} folder the folder with package-lock.json
 */
export async function isInstalled(folder) {
  const wanted = await lockedPackages(join(folder, 'package-lock.json'));
  const present = await lockedPackages(join(folder, 'node_modules/.package-lock.json'));
  if (!wanted || !present) return false;
  for (const [path, entry] of wanted) {
    const found = present.get(path);
    // Optional packages are binaries for one platform each, so most of them are never installed.
    if (!found && entry.optional) continue;
    if (found?.version !== entry.version || found.integrity !== entry.integrity) return false;
  }
  return [...present.keys()].every((path) => wanted.has(path));
}

/**
 * Reads the packages of a lock file.
 *
 * @param {string} path
 * @returns {Promise<Map<string, LockedPackage> | undefined>} by folder, without the project itself; undefined if the file
 *   cannot be read
 */
async function lockedPackages(path) {
  try {
    const { packages } = JSON.parse(await readFile(path, 'utf8'));
    const { '': _project, ...others } = packages;
    return new Map(Object.entries(others));
  } catch {
    return undefined;
  }
}
