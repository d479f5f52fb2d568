import { mkdir, readFile, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const heartbeatMs = 5_000;
const staleAfterMs = 60_000;
const breakerStaleAfterMs = 10_000;
const pollMs = 250;

/**
 * Runs a task while holding a lock file, so that no other process runs a task with the same lock file. The lock of a process
 * that ended without releasing it is taken over: at once if it ran on this host, else after a minute without a heartbeat.
 *
 * @template T
 * @param {string} path path of the lock file; its folder is created
 * @param {() => Promise<T>} task
 * @param {() => void} [onWait] called once if another process holds the lock
 * @returns {Promise<T>} the result of the task
 */
export async function withLock(path, task, onWait) {
  await mkdir(dirname(path), { recursive: true });
  let waitReported = false;
  while (!(await tryAcquire(path))) {
    if (await isStale(path)) {
      await breakLock(path);
    } else if (!waitReported) {
      waitReported = true;
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

/**
 * @param {string} path
 * @returns {Promise<boolean>} false if another process holds the lock
 */
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
    // The lock was just created and has no content yet, or it was just released. Neither is stale.
    return false;
  }
}

/**
 * Removes a stale lock. Two waiting processes may find the same stale lock. The folder `….breaking` lets only one of them
 * remove it; otherwise the slower process would remove the new lock of the faster one.
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

/**
 * Returns the milliseconds since a file was last changed, or undefined if it does not exist.
 *
 * @param {string} path
 */
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
