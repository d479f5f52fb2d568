import { judgePlayed } from './judge.ts';
import type { Finding } from './judge.ts';
import { findingLines, stepsOf } from './report.ts';
import { planScenario } from './plan-scenario.ts';
import { scenarioSeed } from './scenario.ts';
import type { Scenario, TroubleKind } from './scenario.ts';
import { shrink } from './shrink.ts';
import { play } from './world.ts';
import { startZendesk } from './zendesk.ts';
import type { SimulatedZendesk } from './zendesk.ts';

export type RunOptions = {
  /** How many sessions to play at least. */
  readonly sessions: number;
  readonly seed: number;
  /** Only the scenario with this seed. Null: as many as are needed. */
  readonly scenario: number | null;
  readonly without: ReadonlySet<TroubleKind>;
  /** After how many scenarios with findings the run ends. */
  readonly mostFindings: number;
  /** Whether the first scenario with each kind of finding is made smaller and shown. */
  readonly shrinks: boolean;
  readonly log: (line: string) => void;
};

/** A scenario with findings. `findings` are those before it was made smaller. */
export type Failure = {
  readonly scenario: number;
  readonly sessionsBefore: number;
  readonly findings: readonly Finding[];
};

export type RunResult = {
  readonly sessions: number;
  readonly scenarios: number;
  /** The time that it took, ms of the real clock. */
  readonly tookMs: number;
  readonly failures: readonly Failure[];
};

/** How many scenarios are played to make one smaller. */
const mostPlays = 400;
const progressEveryMs = 10_000;

/** Plays scenarios one after the other, and judges each. */
export async function run(options: RunOptions): Promise<RunResult> {
  const zendesk = await startZendesk();
  const begun = performance.now();
  const failures: Failure[] = [];
  const shown = new Set<string>();
  let [sessions, scenarios, shownAt] = [0, 0, begun];
  while (sessions < options.sessions && failures.length < options.mostFindings) {
    const seed = options.scenario ?? scenarioSeed(options.seed, scenarios);
    const scenario = planScenario(seed, options.without);
    const findings = await findingsOf(scenario, zendesk);
    scenarios += 1;
    if (findings.length > 0) {
      failures.push({ scenario: seed, sessionsBefore: sessions, findings });
      await show(scenario, findings, zendesk, { ...options, shown });
    }
    sessions += scenario.sessions.length;
    if (options.scenario !== null) break;
    if (performance.now() - shownAt < progressEveryMs) continue;
    shownAt = performance.now();
    options.log(progress(sessions, scenarios, shownAt - begun, failures.length));
  }
  return { sessions, scenarios, tookMs: performance.now() - begun, failures };
}

export function progress(sessions: number, scenarios: number, tookMs: number, failed: number): string {
  const { user, system } = process.cpuUsage();
  const a = (ms: number): number => Math.round((sessions * 1_000) / Math.max(1, ms));
  const rates = `${a(tookMs)} a second (${a((user + system) / 1_000)} a second of processor time)`;
  return `${sessions} sessions in ${scenarios} scenarios, ${rates}, ${failed} scenario(s) with findings`;
}

async function findingsOf(scenario: Scenario, zendesk: SimulatedZendesk): Promise<readonly Finding[]> {
  try {
    return judgePlayed(await play(scenario, zendesk), zendesk);
  } catch (error) {
    return [{ kind: 'an error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }];
  }
}

async function show(
  scenario: Scenario,
  findings: readonly Finding[],
  zendesk: SimulatedZendesk,
  { log, shrinks, without, shown }: RunOptions & { readonly shown: Set<string> },
): Promise<void> {
  const { seed, sessions, troubles } = scenario;
  log('');
  log(`scenario ${seed}, ${sessions.length} session(s), ${troubles.length} trouble(s):`);
  for (const line of findingLines(findings)) log(`  ${line}`);
  const left = without.size === 0 ? '' : ` --without ${[...without].join(',')}`;
  log(`  again: npm run simulate -- --scenario ${seed}${left}`);
  const [first] = findings.filter(({ kind }) => !shown.has(kind));
  if (!shrinks || first === undefined) return;
  shown.add(first.kind);
  const fails = async (smaller: Scenario): Promise<boolean> =>
    (await findingsOf(smaller, zendesk)).some(({ kind }) => kind === first.kind);
  const smallest = await shrink(scenario, fails, mostPlays);
  const played = await play(smallest, zendesk);
  log(`  with as little as possible (${smallest.sessions.length} session(s), ${smallest.troubles.length} trouble(s)):`);
  for (const line of stepsOf(smallest, played, zendesk)) log(`    ${line}`);
  for (const line of findingLines(judgePlayed(played, zendesk))) log(`    => ${line}`);
}
