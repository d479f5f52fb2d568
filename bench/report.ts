import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import type { Measure } from '../tools/bench-page.ts';
import { tableOf } from '../tools/bench-page.ts';
import type { Machine } from '../tools/bench-page.ts';
import { machineLine } from '../tools/bench-page.ts';

/** Describes this machine. Must be called before anything runs, because it reads the load. */
export function thisMachine(): Machine {
  return {
    at: new Date().toISOString(),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    os: `${type()} ${release()}`,
    node: process.version,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

/** Prints the measures as a table, and writes them to the file `json` if one is given. */
export async function reportTo(
  json: string | undefined,
  machine: Machine,
  measures: readonly Measure[],
): Promise<void> {
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ machine, measures }, null, 2)}\n`);
  console.log(`${machineLine(machine)}\n`);
  for (const line of tableOf(measures)) console.log(line);
}
