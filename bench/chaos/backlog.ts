import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { removeZendeskLimits, saveBatching } from '../account.ts';
import { agent, callOf, postEvent } from '../call.ts';
import { seedCallers } from '../callers.ts';
import { startChaosStack } from './stack.ts';
import type { ChaosStack } from './stack.ts';
import { measure, percentile } from '../measure.ts';
import { reportTo, thisMachine } from '../report.ts';
import { wholeNumberFrom } from './whole-number.ts';
import { simulator, ticketsMade } from '../simulator.ts';
import type { Measure } from '../../tools/bench-page.ts';
import { until } from '../../local/stack/ready.ts';

/**
 * `npm run backlog`: measures how one worker works off sessions that began while no worker was running. Sessions read the
 * settings when they begin, so a backlog with saved settings is compared with one without. It takes hours.
 */
const program = new Command('backlog')
  .description('Lets sessions begin without a worker, and measures how one worker works them off.')
  .option('--sessions <n>', 'how many, in the large backlog', wholeNumberFrom(1), 10_000)
  .option('--compared <n>', 'how many, in each of the backlogs that are compared', wholeNumberFrom(1), 1_000)
  .option('--pairs <n>', 'how many backlogs with saved settings, and without', wholeNumberFrom(0), 3)
  .option('--json <file>', 'writes the figures there')
  .parse();
const options = program.opts<{ sessions: number; compared: number; pairs: number; json?: string }>();

/** Events that are posted to the gateway at the same time. */
const concurrency = 20;
/** A backlog in which no ticket is made for so long is given up. */
const longestPauseMs = 5 * 60_000;

type Backlog = {
  readonly sessions: number;
  /** `none`: nobody has ever saved settings. `same`: the defaults were saved. `fast`: without limits of the product's own. */
  readonly settings: 'none' | 'same' | 'fast';
};

const begun = performance.now();
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => stopping.abort(new Error('stopped')));

function log(line: string): void {
  const seconds = Math.floor((performance.now() - begun) / 1_000);
  console.error(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} ${line}`);
}

async function measureBacklogs({ sessions, compared, pairs }: typeof options): Promise<readonly Measure[]> {
  const ratios: number[] = [];
  for (let pair = 1; pair <= pairs; pair += 1) {
    const order = pair % 2 === 0 ? (['same', 'none'] as const) : (['none', 'same'] as const);
    const seconds = { none: Number.NaN, same: Number.NaN };
    for (const settings of order) seconds[settings] = (await workOff({ sessions: compared, settings })).seconds;
    ratios.push(seconds.same / seconds.none);
  }
  const { tickets, seconds } = await workOff({ sessions, settings: 'fast' });
  const large = [
    measure({
      name: `backlog: tickets of ${sessions} sessions that began without a worker`,
      value: tickets,
      unit: '',
      better: 'higher',
      target: sessions,
    }),
    measure({ name: 'backlog: until the last ticket', value: seconds, unit: 's', better: 'lower' }),
  ];
  if (ratios.length === 0) return large;
  const name = `backlog: ${compared} sessions with saved settings, ratio to those without`;
  return [...large, measure({ name, value: percentile(ratios, 0.5), unit: '×', better: 'lower', target: 1.2 })];
}

/**
 * Posts the events of all sessions while no worker is running, and starts one.
 *
 * @returns how many sessions got their ticket, and the time until the last of them
 */
async function workOff({
  sessions,
  settings,
}: Backlog): Promise<{ readonly tickets: number; readonly seconds: number }> {
  const stack = await startChaosStack(stopping.signal, ['worker one', 'worker two']);
  try {
    await removeZendeskLimits(stack, 0);
    const { name, email } = agent;
    await simulator(stack, 'seed', z.unknown(), { users: [{ name, email, role: 'agent' }] });
    if (settings !== 'none') await saveSettings(stack, settings);
    const callers = await seedCallers(
      stack,
      401,
      Array.from({ length: sessions }, () => 1),
    );
    log(`${sessions} sessions begin without a worker, ${settings === 'none' ? 'without' : 'with'} saved settings`);
    const waiting = [...callers.entries()];
    const postNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        await postCall(stack, `backlog-${next[0]}`, next[1].phone);
    };
    await Promise.all(Array.from({ length: concurrency }, postNext));
    log('one worker starts');
    stack.start('worker one');
    return await untilAllHaveTickets(stack, sessions);
  } finally {
    await stack.stop(false);
  }
}

/** Settings are checked by a worker, so one runs for this moment. */
async function saveSettings(stack: ChaosStack, settings: 'same' | 'fast'): Promise<void> {
  stack.start('worker two');
  const save = (): Promise<unknown> =>
    settings === 'fast'
      ? saveBatching(stack, { on: true, windowSeconds: 10 })
      : stack.sessions.settings.set({}, 'bench');
  const saved = (): Promise<true | null> =>
    save().then(
      () => true,
      () => null,
    );
  await until(saved, { what: 'The worker', timeoutMs: 120_000, signal: stopping.signal });
  await stack.end('worker two');
}

async function postCall(stack: ChaosStack, id: string, phone: string): Promise<void> {
  const events = [
    ['session.started', callOf(id, phone)],
    ['session.assigned', { agent }],
    ['session.connected', { agent }],
    ['session.ended', { disconnected_by: 'end_user', durations: { call_s: 60, wait_s: 2, hold_s: 0 } }],
  ] as const;
  const now = Date.now();
  for (const [i, [type, item]] of events.entries())
    await postEvent(stack, { event_id: `${id}-${i}`, timestamp: now + i, session_id: id, type, item });
}

async function untilAllHaveTickets(
  stack: ChaosStack,
  sessions: number,
): Promise<{ readonly tickets: number; readonly seconds: number }> {
  const begun = performance.now();
  let tickets = 0;
  let lastAt = begun;
  let announcedAt = begun;
  while (tickets < sessions && performance.now() - lastAt < longestPauseMs) {
    await pause(2_000, undefined, { signal: stopping.signal });
    const made = (await ticketsMade(stack)).size;
    if (made > tickets) lastAt = performance.now();
    tickets = made;
    if (performance.now() - announcedAt < 60_000) continue;
    announcedAt = performance.now();
    log(`${tickets} of ${sessions} have their ticket`);
  }
  return { tickets, seconds: (lastAt - begun) / 1_000 };
}

const machine = thisMachine();
try {
  const measures = await measureBacklogs(options);
  await reportTo(options.json, machine, measures);
  process.exitCode = measures.every(({ held }) => held) ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
process.exit();
