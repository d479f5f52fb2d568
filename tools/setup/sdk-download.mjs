import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from './process.mjs';

const giveUpAfterMs = 10_000;
const checkEveryMs = 500;

/**
 * Lets the Temporal SDK download a server program. Given up when nothing has come for ten seconds, so that a machine
 * without a way out loses little time; a slow download that goes on is left alone.
 *
 * @param {'cli' | 'test-server'} program
 * @param {string} version `v…` as released, or `default`: what fits the SDK
 * @param {string} destination file path; replaced in one step
 * @returns {Promise<boolean>} whether it is there
 */
export async function downloadWithSdk(program, version, destination) {
  const folder = await mkdtemp(`${destination}.download-`);
  const giveUp = new AbortController();
  let size = 0;
  let grewAt = Date.now();
  const watch = setInterval(async () => {
    const now = await folderSize(folder);
    if (now > size) {
      size = now;
      grewAt = Date.now();
    } else if (Date.now() - grewAt > giveUpAfterMs) {
      giveUp.abort();
    }
  }, checkEveryMs);
  try {
    const script = fileURLToPath(new URL('./sdk-download-child.mjs', import.meta.url));
    const { code } = await run(process.execPath, [script, program, version, folder], { signal: giveUp.signal });
    const [file] = (await readdir(folder)).filter((name) => !name.endsWith('.downloading'));
    if (code !== 0 || !file) return false;
    await rename(join(folder, file), destination);
    return true;
  } finally {
    clearInterval(watch);
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
async function folderSize(folder) {
  try {
    const files = await readdir(folder);
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
    return sizes.reduce((sum, bytes) => sum + bytes, 0);
  } catch {
    // A file was renamed or the folder removed between the two reads.
    return 0;
  }
}
