import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Linux counts in hundredths of a second, whatever the kernel's own tick is (proc(5), USER_HZ). */
const ticksPerSecond = 100;

/** Processor time that a process has used so far, of its own and of the kernel for it, in ms. */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold spaces; the fields are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond;
}

/** Of several processes together. */
export async function cpuMsOf(pids: readonly number[]): Promise<number> {
  return (await Promise.all(pids.map(cpuMs))).reduce((sum, ms) => sum + ms, 0);
}

/** Resolves when these processes have nothing left to do: for a fifth of a second they use a tenth of a processor or less. */
export async function quiet(pids: readonly number[]): Promise<void> {
  const lookMs = 200;
  for (let before = await cpuMsOf(pids); ;) {
    await pause(lookMs);
    const now = await cpuMsOf(pids);
    if (now - before <= lookMs / 10) return;
    before = now;
  }
}
