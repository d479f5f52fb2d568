import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { prepareAccount } from '../account.ts';
import type { PostedEvent } from '../call.ts';
import { postEvent } from '../call.ts';
import { seedCallers } from '../callers.ts';
import { measure } from '../measure.ts';
import type { Measure } from '../../tools/bench-page.ts';
import type { MixSession } from '../mix.ts';
import { contactsOf, standardMix } from '../mix.ts';
import { reportTo, thisMachine } from '../report.ts';
import { simulator } from '../simulator.ts';
import { readZendeskContents } from './zendesk-contents.ts';
import type { ChaosStack } from './stack.ts';
import { startChaosStack } from './stack.ts';
import type { Finding } from './judge.ts';
import { judge, findingKinds } from './judge.ts';
import type { Delivery, Disturbance } from './disturbances.ts';
import { deliveriesOf, disturbancesOf } from './disturbances.ts';

const wholeAbove = (least: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new InvalidArgumentError(`expected a whole number, ${least} or more`);
  return value;
};
/**
 * `npm run chaos`: the standard mix, told late and twice, while processes are killed and Zendesk breaks; then what Zendesk
 * holds is held against what was told. Exit code 1 if anything is lost, doubled or wrong.
 */
const program = new Command('chaos')
  .description(
    'Kills processes and breaks Zendesk while sessions are told, then counts what is lost: it should be nothing.',
  )
  .option('--sessions <n>', 'how many', wholeAbove(1), 200)
  .option('--per-minute <n>', 'how many begin a minute', wholeAbove(1), 60)
  .option('--seed <n>', 'the same troubles again', wholeAbove(0), Math.floor(Date.now() / 1_000) % 100_000)
  .option('--json <file>', 'writes the figures there')
  .option('--keep', 'leaves the logs of all processes')
  .parse();
const options = program.opts<{
  sessions: number;
  perMinute: number;
  seed: number;
  json?: string;
  keep?: boolean;
}>();

/** How long everything may take to come to rest once all is told and nothing breaks any more. */
const restMs = 15 * 60_000;
const stopping = new AbortController();
const { signal } = stopping;
// Every event that waits for its time listens.
setMaxListeners(0, signal);
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => stopping.abort(new Error('stopped')));

const begun = performance.now();
function tell(line: string): void {
  const seconds = Math.floor((performance.now() - begun) / 1_000);
  console.error(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} ${line}`);
}

/** The platform tells again until it is taken. */
async function insist(stack: ChaosStack, event: PostedEvent): Promise<void> {
  for (;;) {
    try {
      return await postEvent(stack, event);
    } catch {
      await pause(500, undefined, { signal });
    }
  }
}

/** Every event at its time, or late, or twice. Resolves when all are taken. */
async function play(stack: ChaosStack, sessions: readonly MixSession[], tellings: readonly Delivery[]): Promise<void> {
  const start = Date.now();
  const manners = tellings.values();
  const told = sessions.flatMap(({ id, events }, i) =>
    events.map(async ({ afterMs, type: eventType, item }, n) => {
      const { lateMs, againMs } = manners.next().value ?? { lateMs: 0, againMs: null };
      const timestamp = Math.floor(start + (i * 60_000) / options.perMinute + afterMs);
      const event = { event_id: `${id}-${n}`, timestamp, session_id: id, type: eventType, item };
      await pause(Math.max(0, timestamp + lateMs - Date.now()), undefined, { signal });
      await insist(stack, event);
      if (againMs === null) return;
      await pause(againMs, undefined, { signal });
      await insist(stack, event);
    }),
  );
  await Promise.all(told);
}

const made = z.object({ id: z.number() });

/** One after the other, each at its time, until all is told. */
async function breakThings(
  stack: ChaosStack,
  troubles: readonly Disturbance[],
  over: AbortSignal,
): Promise<Disturbance[]> {
  const start = performance.now();
  const done: Disturbance[] = [];
  const mending: Promise<unknown>[] = [];
  for (const trouble of troubles) {
    const wait = Math.max(0, start + trouble.afterMs - performance.now());
    await pause(wait, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) break;
    done.push(trouble);
    if (trouble.kind === 'kill') {
      tell(`${trouble.part} is killed`);
      mending.push(stack.kill(trouble.part, trouble.awayMs));
      continue;
    }
    tell(`${trouble.says}, for ${Math.round(trouble.forMs / 1_000)} s`);
    const { id } = await simulator(stack, 'faults', made, trouble.fault);
    const mended = pause(trouble.forMs, undefined, { signal: over }).catch(() => undefined);
    mending.push(mended.then(() => fetch(`${stack.simulatorUrl}/_sim/faults/${id}`, { method: 'DELETE' })));
  }
  await Promise.all(mending);
  return done;
}

/** Until no session runs and no write waits. */
async function rest(stack: ChaosStack): Promise<void> {
  const deadline = Date.now() + restMs;
  for (let quiet = 0; quiet < 3;) {
    const busy = await running(stack).catch(() => null);
    quiet = busy === 0 ? quiet + 1 : 0;
    if (Date.now() > deadline) return tell(`${busy ?? 'unknown how many'} session(s) still run after 15 minutes`);
    await pause(2_000, undefined, { signal });
  }
}

async function running({ client }: ChaosStack): Promise<number> {
  const query = "WorkflowType = 'session' AND ExecutionStatus = 'Running'";
  const { count } = await client.workflow.count(query);
  return count;
}

/** Until an answer comes: the part that is asked may have been killed. */
async function sure<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === 30) throw error;
      await pause(1_000, undefined, { signal });
    }
  }
}

function figures(
  sessions: readonly MixSession[],
  tellings: readonly Delivery[],
  troubles: readonly Disturbance[],
  findings: readonly Finding[],
): readonly Measure[] {
  const events = sessions.flatMap((session) => session.events);
  const count = (name: string, value: number): Measure => measure(name, value, '', 'higher');
  const kills = (part: string): number =>
    troubles.filter((trouble) => trouble.kind === 'kill' && trouble.part.startsWith(part)).length;
  const recordings = events.filter(({ type: told }) => told === 'recording.ready' || told === 'voicemail.left');
  return [
    ...findingKinds.map((wrong) =>
      measure(wrong, findings.filter((finding) => finding.wrong === wrong).length, '', 'lower', 0),
    ),
    count('sessions', sessions.length),
    count('recordings told', recordings.length),
    count('events told', events.length),
    count('  late', tellings.filter(({ lateMs }) => lateMs > 0).length),
    count('  twice', tellings.filter(({ againMs }) => againMs !== null).length),
    count('workers killed', kills('worker')),
    count('gateways killed', kills('gateway')),
    count('Temporal killed', kills('Temporal')),
    count('times that Zendesk broke', troubles.filter(({ kind }) => kind === 'zendesk').length),
    measure('time taken', (performance.now() - begun) / 1_000, 's', 'lower'),
  ];
}

async function run(stack: ChaosStack): Promise<readonly Measure[]> {
  const { sessions: count, perMinute, seed } = options;
  await sure(() => stack.sessions.settings.set({}, 'chaos'));
  const account = await prepareAccount(stack);
  const settings = await stack.sessions.settings.get();
  await stack.sessions.settings.set({ ...settings, batching: { windowSeconds: 5 } }, 'chaos');
  const callers = await seedCallers(stack, 301, contactsOf(count));
  const sessions = standardMix('chaos', callers, (id) => `${stack.simulatorUrl}/recordings/${id}.wav?seconds=1`);
  const tellings = deliveriesOf(
    seed,
    sessions.reduce((sum, { events }) => sum + events.length, 0),
  );
  const durationMs = (count * 60_000) / perMinute + 30_000;
  tell(`${count} sessions, ${perMinute} a minute; --seed ${seed} brings the same troubles again`);
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  signal.addEventListener('abort', () => over.abort());
  const breaking = breakThings(stack, disturbancesOf(seed, durationMs), over.signal);
  await play(stack, sessions, tellings);
  over.abort();
  const troubles = await breaking;
  tell('all is told, and nothing breaks any more: waiting until all is written');
  await rest(stack);
  const held = await readZendeskContents(stack, account.agents);
  const findings = judge(sessions, held);
  for (const { wrong, says } of findings) console.error(`${wrong}: ${says}`);
  return figures(sessions, tellings, troubles, findings);
}

tell('starting everything');
const machine = thisMachine();
const stack = await startChaosStack(signal);
let failed = true;
try {
  const measures = await run(stack);
  failed = measures.some(({ held }) => !held);
  await reportTo(options.json, machine, measures);
} catch (error) {
  console.error(error);
} finally {
  const keep = options.keep === true || (failed && !signal.aborted);
  await stack.stop(keep);
  if (keep) console.error(`The logs of all processes are in ${stack.folder}`);
}
process.exit(failed ? 1 : 0);
