// Stops the child processes of the process that started this one, as soon as that process has ended for any reason.
// Reads lines from standard input: `+PID` adds a process group, `-PID` removes one that has ended. The end of standard input
// means that the parent has ended.
import { createInterface } from 'node:readline';

const graceMs = 10_000;
const pollMs = 100;
/** @type {Set<number>} */
const groups = new Set();

/**
 * @param {number} group
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} false if the group does not exist
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
