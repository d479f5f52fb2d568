import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { withLock } from './lock.mjs';
import { isExecutable } from './process.mjs';

/**
 * A program that is kept outside the checkout, so that all clones share it.
 *
 * @typedef {object} CachedProgram
 * @property {string} folder name of its folder in the cache; it contains the version
 * @property {string} file name of the program's file in that folder
 * @property {string} title name for people
 */

/**
 * Finds a program in the cache. If it is not there, `fetchTo` fetches it, while other processes that need it wait.
 *
 * @param {CachedProgram} program
 * @param {(path: string) => Promise<boolean>} fetchTo puts the program at this path, in an empty folder; false: not available
 * @param {import('./log.mjs').SetupLog} log
 * @returns {Promise<string | undefined>} its path; undefined if it is not available
 * @throws the error of `fetchTo`
 */
export async function cachedProgram({ folder, file, title }, fetchTo, log) {
  const target = join(cacheFolder(), folder);
  const path = join(target, file);
  if (await isExecutable(path)) return path;

  const task = async () => {
    if (await isExecutable(path)) return path;
    const part = `${target}.part`;
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { recursive: true });
    log.line(`Getting ${title}…`);
    try {
      if (!(await fetchTo(join(part, file)))) return undefined;
      await rm(target, { recursive: true, force: true });
      await rename(part, target);
    } finally {
      await rm(part, { recursive: true, force: true });
    }
    log.line(`  kept at ${path}`);
    return path;
  };
  return withLock(`${target}.lock`, task, () => log.line(`Another process gets ${title}; waiting for it…`));
}

/** @returns {string} */
function cacheFolder() {
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(base, 'contact-centre-zendesk');
}
