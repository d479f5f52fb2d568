import { Command } from 'commander';
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

/** What is measured in the running stack, in this order; memory is that after the sessions. */
const inHouse: Readonly<Record<string, (bench: Bench) => Promise<readonly Measure[]>>> = {
  requests: measureRequests,
  updates: measureUpdates,
  adaptive: measureAdaptive,
  history: measureHistory,
  latency: measureLatency,
  throughput: measureThroughput,
  writes: measureWrites,
  memory: measureMemory,
  streams: measureStreams,
  simulator: measureSimulator,
};
const names = [...Object.keys(inHouse), 'second-start'];

const program = new Command('bench')
  .description(`Measures the product on this machine, with the simulator: ${names.join(', ')}.`)
  .option('--only <names>', 'one of them, or several with commas')
  .option('--json <file>', 'writes the figures there')
  .parse();
const { only, json } = program.opts<{ only?: string; json?: string }>();
const chosen = only?.split(',');
for (const name of chosen ?? [])
  if (!names.includes(name)) program.error(`--only: there is no ${name}; there are ${names.join(', ')}`);

const tell: Bench['tell'] = (line) => console.error(`${clock()} ${line}`);
const wanted = (name: string): boolean => chosen === undefined || chosen.includes(name);
const secondsSince = (begun: number): number => (performance.now() - begun) / 1_000;

/** Since the bench was started, as m:ss. */
function clock(): string {
  const seconds = Math.floor(secondsSince(0));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The measures of one name, and how long they took. None where it fails, which does not stop the others. */
async function timed(name: string, run: () => Promise<readonly Measure[]>): Promise<readonly Measure[]> {
  tell(name);
  const begun = performance.now();
  try {
    const measures = await run();
    const took = secondsSince(begun);
    tell(`${name} took ${Math.round(took)} s`);
    return [...measures, measure(`time taken: ${name}`, took, 's', 'lower')];
  } catch (error) {
    process.exitCode = 1;
    tell(`${name} FAILED`);
    explain(error);
    return [];
  }
}

async function measureAll(home: BenchFolders): Promise<readonly Measure[]> {
  const measures: Measure[] = [];
  tell('starting everything');
  const stack = await home.open();
  await stack.ready;
  // A second start finds saved settings, as on any machine that is in use.
  await stack.sessions.settings.set({}, 'bench');
  const bench: Bench = { stack, account: await prepareAccount(stack), tell };
  for (const [name, run] of Object.entries(inHouse))
    if (wanted(name)) measures.push(...(await timed(name, () => run(bench))));
  await stack.stop();
  if (wanted('second-start')) measures.push(...(await timed('second-start', () => measureSecondStart(home))));
  if (chosen === undefined) measures.push(measure('time taken: all of it', secondsSince(0), 's', 'lower', 900));
  return measures;
}

const interrupted = new Promise<null>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(null));
});
const machine = thisMachine();
// More than one of them wanted a core in the minute before: times are of little worth then.
if (machine.loadBefore > machine.cores / 2)
  tell(`this machine is busy with other work (load ${machine.loadBefore}): expect worse times`);
const home = await newBenchFolders();
try {
  const measures = await Promise.race([measureAll(home), interrupted]);
  if (measures === null) {
    tell('stopping everything');
    process.exitCode = 130;
  } else {
    await reportTo(json, machine, measures);
  }
} catch (error) {
  explain(error);
  process.exitCode = 1;
} finally {
  await home.remove();
}
// What was under way when it was interrupted may still wait for an answer that never comes.
process.exit();

function explain(error: unknown): void {
  console.error(error, '\nWhat the product said last:');
  for (const line of home.lastLines()) console.error(`  ${line}`);
}
