import { writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { Command } from 'commander';
import type { House } from './house.ts';
import { newHome } from './house.ts';
import type { Measure } from './measure.ts';
import { tableOf } from './measure.ts';
import { measureMemory } from './memory.ts';
import { measureSecondStart } from './second-start.ts';
import { measureSessions } from './sessions.ts';
import { measureSimulator } from './simulator-speed.ts';

/** What is measured in the running house, in this order; memory is that after the sessions. */
const inHouse: Readonly<Record<string, (house: House, tell: (line: string) => void) => Promise<readonly Measure[]>>> = {
  sessions: measureSessions,
  memory: measureMemory,
  simulator: measureSimulator,
};
const names = [...Object.keys(inHouse), 'second-start'];

const program = new Command('bench')
  .description(`Measures the product on this machine, with the simulator: ${names.join(', ')}.`)
  .option('--only <name>', 'one of them')
  .option('--json <file>', 'writes the figures there')
  .parse();
const { only, json } = program.opts<{ only?: string; json?: string }>();
if (only !== undefined && !names.includes(only))
  program.error(`--only: there is no ${only}; there are ${names.join(', ')}`);

const tell = (line: string): void => console.error(`… ${line}`);
const wanted = (name: string): boolean => only === undefined || only === name;
const measures: Measure[] = [];
const home = await newHome();
try {
  tell('starting everything');
  const house = await home.open();
  try {
    for (const [name, run] of Object.entries(inHouse)) {
      if (!wanted(name)) continue;
      tell(name);
      measures.push(...(await run(house, tell)));
    }
  } finally {
    await house.stop();
  }
  if (wanted('second-start')) {
    tell('second start');
    measures.push(...(await measureSecondStart(home)));
  }
} finally {
  await home.remove();
}
const machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 1024 ** 3),
  system: release(),
  node: process.version,
};
console.log(`${machine.cores} × ${machine.processor}, ${machine.memoryGiB} GiB, Node ${machine.node}\n`);
for (const line of tableOf(measures)) console.log(line);
if (json !== undefined) await writeFile(json, `${JSON.stringify({ machine, measures }, null, 2)}\n`);
