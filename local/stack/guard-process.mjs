// Outlives the process that started it by a moment: when that one is gone, however it went, its children are stopped.
// Reads `+PID` and `-PID` lines: process groups to look after, and those that have ended.
import { createInterface } from 'node:readline';

const graceMs = 10_000;
const pollMs = 100;
/** @type {Set<number>} */
const groups = new Set();

/**
 * @param {number} group
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} whether there is such a group
 */
function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const group = Number(line.slice(1));
  if (line.startsWith('+')) groups.add(group);
  else groups.delete(group);
});
lines.on('close', () => {
  if (groups.size === 0) return;
  for (const group of groups) signalGroup(group, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  const poll = setInterval(() => {
    for (const group of groups) if (!signalGroup(group, 0)) groups.delete(group);
    if (groups.size > 0 && Date.now() < deadline) return;
    for (const group of groups) signalGroup(group, 'SIGKILL');
    clearInterval(poll);
  }, pollMs);
});
