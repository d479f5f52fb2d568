import { mkdir, readFile, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const heartbeatMs = 5_000;
const staleAfterMs = 60_000;
const breakerStaleAfterMs = 10_000;
const pollMs = 250;

/**
 * Runs `task` while no other process runs one under the same lock file. A lock whose holder died is taken over:
 * at once when it died on this host, else after a minute without a heartbeat.
 *
 * @template T
 * @param {string} path of the lock file; its folder is made
 * @param {() => Promise<T>} task
 * @param {() => void} [onWait] called once when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(path, task, onWait) {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  while (!(await tryAcquire(path))) {
    if (await isStale(path)) {
      await breakLock(path);
    } else if (!told) {
      told = true;
      onWait?.();
    }
    await pause(pollMs);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, heartbeatMs);
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    await rm(path, { force: true });
  }
}

/** @param {string} path */
async function tryAcquire(path) {
  try {
    await writeFile(path, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** @param {string} path */
async function isStale(path) {
  const age = await ageMs(path);
  if (age === undefined) return false;
  if (age > staleAfterMs) return true;
  try {
    const holder = JSON.parse(await readFile(path, 'utf8'));
    return holder.host === hostname() && !isAlive(holder.pid);
  } catch {
    // Just created and not yet written, or just released: its age decides.
    return false;
  }
}

/**
 * Two waiters may see the same stale lock; without the breaker the slower one would remove the lock that the faster
 * one has taken since.
 *
 * @param {string} path
 */
async function breakLock(path) {
  const breaker = `${path}.breaking`;
  try {
    await mkdir(breaker);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const age = await ageMs(breaker);
    if (age !== undefined && age > breakerStaleAfterMs) await rmdir(breaker).catch(() => {});
    return;
  }
  try {
    if (await isStale(path)) await rm(path, { force: true });
  } finally {
    await rmdir(breaker).catch(() => {});
  }
}

/** @param {string} path */
async function ageMs(path) {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
