import { Command } from 'commander';
import { measureActivation } from './activation.ts';
import { measureAdaptive } from './adaptive.ts';
import { prepareAccount } from './account.ts';
import type { Bench } from './account.ts';
import type { BenchFolders } from './stack.ts';
import { newBenchFolders } from './stack.ts';
import { measureHistory } from './history.ts';
import { measureLatency } from './latency.ts';
import type { Measure } from '../tools/bench-page.ts';
import { measure } from './measure.ts';
import { measureMemory } from './memory.ts';
import { reportTo, thisMachine } from './report.ts';
import { measureRequests } from './requests.ts';
import { measureSecondStart } from './second-start.ts';
import { measureSimulator } from './simulator-speed.ts';
import { measureStreams } from './streams.ts';
import { measureThroughput } from './throughput.ts';
import { measureUpdates } from './updates.ts';
import { measureWrites } from './writes.ts';

/** The measurements in the running product, in this order. `memory` comes after those that run sessions. */
const stackMeasures: Readonly<Record<string, (bench: Bench) => Promise<readonly Measure[]>>> = {
  requests: measureRequests,
  updates: measureUpdates,
  adaptive: measureAdaptive,
  activation: measureActivation,
  history: measureHistory,
  latency: measureLatency,
  throughput: measureThroughput,
  writes: measureWrites,
  memory: measureMemory,
  streams: measureStreams,
  simulator: measureSimulator,
};
const names = [...Object.keys(stackMeasures), 'second-start'];

const program = new Command('bench')
  .description(`Measures the product on this machine, with the simulator: ${names.join(', ')}.`)
  .option('--only <names>', 'one of them, or several with commas')
  .option('--json <file>', 'writes the figures there')
  .parse();
const { only, json } = program.opts<{ only?: string; json?: string }>();
const chosen = only?.split(',');
for (const name of chosen ?? [])
  if (!names.includes(name)) program.error(`--only: there is no ${name}; there are ${names.join(', ')}`);

const log: Bench['log'] = (line) => console.error(`${clock()} ${line}`);
const wanted = (name: string): boolean => chosen === undefined || chosen.includes(name);
const secondsSince = (begun: number): number => (performance.now() - begun) / 1_000;

/** The time since the start of the bench, as m:ss. */
function clock(): string {
  const seconds = Math.floor(secondsSince(0));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Runs one measurement and adds how long it took. Gives no measures if it fails; the others still run. */
async function timed(name: string, run: () => Promise<readonly Measure[]>): Promise<readonly Measure[]> {
  log(name);
  const begun = performance.now();
  try {
    const measures = await run();
    const took = secondsSince(begun);
    log(`${name} took ${Math.round(took)} s`);
    return [...measures, measure({ name: `time taken: ${name}`, value: took, unit: 's', better: 'lower' })];
  } catch (error) {
    process.exitCode = 1;
    log(`${name} FAILED`);
    explain(error);
    return [];
  }
}

async function measureAll(folders: BenchFolders): Promise<readonly Measure[]> {
  const measures: Measure[] = [];
  log('starting everything');
  const stack = await folders.start();
  await stack.ready;
  // The second start should find saved settings, as it would in a product that is in use.
  await stack.sessions.settings.set({}, 'bench');
  const bench: Bench = { stack, account: await prepareAccount(stack), log };
  for (const [name, run] of Object.entries(stackMeasures))
    if (wanted(name)) measures.push(...(await timed(name, () => run(bench))));
  await stack.stop();
  if (wanted('second-start')) measures.push(...(await timed('second-start', () => measureSecondStart(folders))));
  if (chosen === undefined)
    measures.push(
      measure({ name: 'time taken: all of it', value: secondsSince(0), unit: 's', better: 'lower', target: 900 }),
    );
  return measures;
}

const interrupted = new Promise<null>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(null));
});
const machine = thisMachine();
// If more than half of the cores were busy in the last minute, other programs distort the times.
if (machine.loadBefore > machine.cores / 2)
  log(`this machine is busy with other work (load ${machine.loadBefore}): expect worse times`);
const folders = await newBenchFolders();
try {
  const measures = await Promise.race([measureAll(folders), interrupted]);
  if (measures === null) {
    log('stopping everything');
    process.exitCode = 130;
  } else {
    await reportTo(json, machine, measures);
  }
} catch (error) {
  explain(error);
  process.exitCode = 1;
} finally {
  await folders.remove();
}
// After an interruption, a measurement may still wait for an answer that never comes.
process.exit();

function explain(error: unknown): void {
  console.error(error, '\nWhat the product said last:');
  for (const line of folders.lastOutput()) console.error(`  ${line}`);
}
