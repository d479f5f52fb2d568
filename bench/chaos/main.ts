import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
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
import { wholeNumberFrom } from './whole-number.ts';
import type { Finding } from './judge.ts';
import { judge, findingKinds } from './judge.ts';
import type { Delivery, Disturbance } from './disturbances.ts';
import { deliveriesOf, disturbancesOf } from './disturbances.ts';

/**
 * `npm run chaos`: sends the events of the standard mix, some of them late or twice, while processes are killed and
 * Zendesk fails. Then compares the contents of Zendesk with the events. Exit code 1 if anything is lost, doubled or
 * wrong.
 */
const program = new Command('chaos')
  .description(
    'Kills processes and breaks Zendesk while sessions are told, then counts what is lost: it should be nothing.',
  )
  .option('--sessions <n>', 'how many', wholeNumberFrom(1), 200)
  .option('--per-minute <n>', 'how many begin a minute', wholeNumberFrom(1), 60)
  .option('--seed <n>', 'the same troubles again', wholeNumberFrom(0), Math.floor(Date.now() / 1_000) % 100_000)
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

/** How long the product may take to finish after the last event and the last disturbance. */
const idleTimeoutMs = 15 * 60_000;
const stopping = new AbortController();
const { signal } = stopping;
// Every event that waits for its time adds a listener, which would cause warnings.
setMaxListeners(0, signal);
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => stopping.abort(new Error('stopped')));

const begun = performance.now();
function log(line: string): void {
  const seconds = Math.floor((performance.now() - begun) / 1_000);
  console.error(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} ${line}`);
}

/** Posts an event again and again until the gateway accepts it, as the platform does. */
async function postUntilAccepted(stack: ChaosStack, event: PostedEvent): Promise<void> {
  for (;;) {
    try {
      return await postEvent(stack, event);
    } catch {
      await pause(500, undefined, { signal });
    }
  }
}

/** Sends every event at its time, some late or twice. Resolves when the gateway has accepted all of them. */
async function play(
  stack: ChaosStack,
  sessions: readonly MixSession[],
  deliveries: readonly Delivery[],
): Promise<void> {
  const start = Date.now();
  const nextDelivery = deliveries.values();
  const posts = sessions.flatMap(({ id, events }, i) =>
    events.map(async ({ afterMs, type: eventType, item }, n) => {
      const { lateMs, againMs } = nextDelivery.next().value ?? { lateMs: 0, againMs: null };
      const timestamp = Math.floor(start + (i * 60_000) / options.perMinute + afterMs);
      const event = { event_id: `${id}-${n}`, timestamp, session_id: id, type: eventType, item };
      await pause(Math.max(0, timestamp + lateMs - Date.now()), undefined, { signal });
      await postUntilAccepted(stack, event);
      if (againMs === null) return;
      await pause(againMs, undefined, { signal });
      await postUntilAccepted(stack, event);
    }),
  );
  await Promise.all(posts);
}

const made = z.object({ id: z.number() });

/**
 * Causes the disturbances, each at its time, until `ended` aborts.
 * @returns the disturbances that were caused, when all killed parts run again and Zendesk works again
 */
async function breakThings(
  stack: ChaosStack,
  disturbances: readonly Disturbance[],
  ended: AbortSignal,
): Promise<Disturbance[]> {
  const start = performance.now();
  const started: Disturbance[] = [];
  const repairs: Promise<unknown>[] = [];
  for (const disturbance of disturbances) {
    const wait = Math.max(0, start + disturbance.afterMs - performance.now());
    await pause(wait, undefined, { signal: ended }).catch(() => undefined);
    if (ended.aborted) break;
    started.push(disturbance);
    if (disturbance.kind === 'kill') {
      log(`${disturbance.part} is killed`);
      repairs.push(stack.kill(disturbance.part, disturbance.awayMs));
      continue;
    }
    log(`${disturbance.description}, for ${Math.round(disturbance.forMs / 1_000)} s`);
    const { id } = await simulator(stack, 'faults', made, disturbance.fault);
    const mended = pause(disturbance.forMs, undefined, { signal: ended }).catch(() => undefined);
    repairs.push(mended.then(() => fetch(`${stack.simulatorUrl}/_sim/faults/${id}`, { method: 'DELETE' })));
  }
  await Promise.all(repairs);
  return started;
}

/**
 * Resolves when no session has run for some seconds, or after 15 minutes. A session runs until all its writes are done.
 */
async function waitUntilIdle(stack: ChaosStack): Promise<void> {
  const deadline = Date.now() + idleTimeoutMs;
  for (let quiet = 0; quiet < 3;) {
    const busy = await countRunning(stack).catch(() => null);
    quiet = busy === 0 ? quiet + 1 : 0;
    if (Date.now() > deadline) return log(`${busy ?? 'unknown how many'} session(s) still run after 15 minutes`);
    await pause(2_000, undefined, { signal });
  }
}

async function countRunning({ client }: ChaosStack): Promise<number> {
  const query = "WorkflowType = 'session' AND ExecutionStatus = 'Running'";
  const { count } = await client.workflow.count(query);
  return count;
}

/** Calls `ask` up to 30 times, a second apart, until it succeeds: the part that it calls may have been killed. */
async function retry<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === 30) throw error;
      await pause(1_000, undefined, { signal });
    }
  }
}

function measuresOf(
  sessions: readonly MixSession[],
  deliveries: readonly Delivery[],
  disturbances: readonly Disturbance[],
  findings: readonly Finding[],
): readonly Measure[] {
  const events = sessions.flatMap((session) => session.events);
  const count = (name: string, value: number): Measure => measure({ name, value, unit: '', better: 'higher' });
  const kills = (part: string): number =>
    disturbances.filter((each) => each.kind === 'kill' && each.part.startsWith(part)).length;
  const recordings = events.filter(({ type }) => type === 'recording.ready' || type === 'voicemail.left');
  return [
    ...findingKinds.map((kind) =>
      measure({
        name: kind,
        value: findings.filter((finding) => finding.kind === kind).length,
        unit: '',
        better: 'lower',
        target: 0,
      }),
    ),
    count('sessions', sessions.length),
    count('recordings told', recordings.length),
    count('events told', events.length),
    count('  late', deliveries.filter(({ lateMs }) => lateMs > 0).length),
    count('  twice', deliveries.filter(({ againMs }) => againMs !== null).length),
    count('workers killed', kills('worker')),
    count('gateways killed', kills('gateway')),
    count('Temporal killed', kills('Temporal')),
    count('times that Zendesk broke', disturbances.filter(({ kind }) => kind === 'zendesk').length),
    measure({ name: 'time taken', value: (performance.now() - begun) / 1_000, unit: 's', better: 'lower' }),
  ];
}

async function run(stack: ChaosStack): Promise<readonly Measure[]> {
  const { sessions: count, perMinute, seed } = options;
  await retry(() => stack.sessions.settings.set({}, 'chaos'));
  const account = await prepareAccount(stack);
  const settings = await stack.sessions.settings.get();
  await stack.sessions.settings.set({ ...settings, batching: { windowSeconds: 5 } }, 'chaos');
  const callers = await seedCallers(stack, 301, contactsOf(count));
  const sessions = standardMix('chaos', callers, (id) => `${stack.simulatorUrl}/recordings/${id}.wav?seconds=1`);
  const deliveries = deliveriesOf(
    seed,
    sessions.reduce((sum, { events }) => sum + events.length, 0),
  );
  const durationMs = (count * 60_000) / perMinute + 30_000;
  log(`${count} sessions, ${perMinute} a minute; --seed ${seed} brings the same troubles again`);
  const ended = new AbortController();
  setMaxListeners(0, ended.signal);
  signal.addEventListener('abort', () => ended.abort());
  const breaking = breakThings(stack, disturbancesOf(seed, durationMs), ended.signal);
  await play(stack, sessions, deliveries);
  ended.abort();
  const disturbances = await breaking;
  log('all is told, and nothing breaks any more: waiting until all is written');
  await waitUntilIdle(stack);
  const contents = await readZendeskContents(stack, account.agents);
  const findings = judge(sessions, contents);
  for (const { kind, message } of findings) console.error(`${kind}: ${message}`);
  return measuresOf(sessions, deliveries, disturbances, findings);
}

log('starting everything');
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
