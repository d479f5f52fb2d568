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
 * Brings `node_modules` to what the lock file says; does nothing when it is there already.
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
 * npm keeps its own record of what it installed, written when an installation is complete; so this also sees one that
 * was made by hand or broken off.
 *
 * @param {string} folder of package-lock.json
 */
export async function isInstalled(folder) {
  const wanted = await lockedPackages(join(folder, 'package-lock.json'));
  const present = await lockedPackages(join(folder, 'node_modules/.package-lock.json'));
  if (!wanted || !present) return false;
  for (const [path, entry] of wanted) {
    const found = present.get(path);
    // Optional packages are for one platform each.
    if (!found && entry.optional) continue;
    if (found?.version !== entry.version || found.integrity !== entry.integrity) return false;
  }
  return [...present.keys()].every((path) => wanted.has(path));
}

/**
 * @param {string} path
 * @returns {Promise<Map<string, LockedPackage> | undefined>} by folder, without the project itself
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
