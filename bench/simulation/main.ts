import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { troubleKinds } from './scenario.ts';
import type { TroubleKind } from './scenario.ts';
import { replaceModules } from './temporal/module-hooks.ts';

const wholeNumberFrom = (least: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new InvalidArgumentError(`expected a whole number, ${least} or more`);
  return value;
};

function kindsOf(text: string): ReadonlySet<TroubleKind> {
  const named = text.split(',').map((name) => {
    const kind = troubleKinds.find((known) => known === name.trim());
    if (kind === undefined) throw new InvalidArgumentError(`expected some of ${troubleKinds.join(', ')}`);
    return kind;
  });
  return new Set(named);
}

/**
 * `npm run simulate`: plays sessions on a virtual clock in this process, with the product's own workflows, adapter and
 * activities, the simulated Zendesk, and a model of Temporal. A seed decides everything. Exit code 1 if anything is lost,
 * doubled, wrong or late.
 */
const program = new Command('simulate')
  .description(
    'Plays sessions with every kind of trouble on a virtual clock, and counts what is lost, doubled or wrong.',
  )
  .option('--sessions <n>', 'how many sessions', wholeNumberFrom(1), 1_000)
  .option(
    '--seed <n>',
    'the same sessions and troubles again',
    wholeNumberFrom(0),
    Math.floor(Date.now() / 1_000) % 100_000,
  )
  .option('--scenario <n>', 'only this scenario of a run', wholeNumberFrom(0))
  .option('--without <kinds>', `leaves out some of ${troubleKinds.join(', ')}`, kindsOf, new Set<TroubleKind>())
  .option('--findings <n>', 'ends after so many scenarios with findings', wholeNumberFrom(1), 5)
  .option('--no-shrink', 'does not look for the smallest scenario with a finding')
  .option('--json <file>', 'writes the result there')
  .parse();
const options = program.opts<{
  sessions: number;
  seed: number;
  scenario?: number;
  without: ReadonlySet<TroubleKind>;
  findings: number;
  shrink: boolean;
  json?: string;
}>();

const files = {
  for: new URL('../../activities/files/', import.meta.url),
  by: new URL('file-requests.ts', import.meta.url),
};
replaceModules([
  { ...files, specifier: './fetch-once.ts' },
  { ...files, specifier: 'node:dns/promises' },
]);
const { run, progress } = await import('./run.ts');
const log = (line: string): void => console.log(line);
const { sessions, seed, scenario = null, without } = options;
if (scenario === null) log(`${sessions} sessions; --seed ${seed} plays the same again`);
const result = await run({
  sessions,
  seed,
  scenario,
  without,
  mostFindings: options.findings,
  shrinks: options.shrink,
  log,
});
log(progress(result.sessions, result.scenarios, result.tookMs, result.failures.length));
if (options.json !== undefined) await writeFile(options.json, JSON.stringify({ seed, ...result }, null, 2));
process.exit(result.failures.length > 0 ? 1 : 0);
