import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** The unit of times in /proc: USER_HZ, which is 100 on Linux (proc(5)). */
const ticksPerSecond = 100;

/** Processor time that a process has used so far, in user mode and in the kernel, in ms. */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The process name in parentheses may contain spaces, so fields are counted after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond;
}

/** Processor time that several processes together have used so far, in ms. */
export async function cpuMsOf(pids: readonly number[]): Promise<number> {
  return (await Promise.all(pids.map(cpuMs))).reduce((sum, ms) => sum + ms, 0);
}

/** Resolves when these processes are idle: for 0.2 s they use at most a tenth of one processor. */
export async function waitUntilIdle(pids: readonly number[]): Promise<void> {
  const intervalMs = 200;
  for (let before = await cpuMsOf(pids); ;) {
    await pause(intervalMs);
    const now = await cpuMsOf(pids);
    if (now - before <= intervalMs / 10) return;
    before = now;
  }
}
