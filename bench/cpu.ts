import { readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second, whatever the kernel's own tick is (proc(5), USER_HZ). */
const ticksPerSecond = 100;

/** Processor time that a process has used so far, of its own and of the kernel for it, in ms. */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold spaces; the fields are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond;
}
