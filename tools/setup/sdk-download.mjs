import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from './process.mjs';

const noProgressTimeoutMs = 10_000;
const checkEveryMs = 500;

/**
 * Downloads a server program with the Temporal SDK. It stops after ten seconds without progress, so that a machine without
 * internet access loses little time. A slow download may take longer.
 *
 * @param {'cli' | 'test-server'} program
 * @param {string} version a released version such as `v1.9.1`
 * @param {string} destination path of the file; it is replaced in one step
 * @returns {Promise<boolean>} whether the download succeeded
 */
export async function downloadWithSdk(program, version, destination) {
  const folder = await mkdtemp(`${destination}.download-`);
  const giveUp = new AbortController();
  let size = 0;
  let lastGrowthAt = Date.now();
  const watch = setInterval(async () => {
    const now = await folderSize(folder);
    if (now > size) {
      size = now;
      lastGrowthAt = Date.now();
    } else if (Date.now() - lastGrowthAt > noProgressTimeoutMs) {
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
    // A file was renamed, or the folder was removed, while the folder was being read.
    return 0;
  }
}
