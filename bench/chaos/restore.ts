import { setTimeout as pause } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { prepareAccount } from '../account.ts';
import type { PostedEvent } from '../call.ts';
import { postEvent } from '../call.ts';
import { seedCallers } from '../callers.ts';
import { measure } from '../measure.ts';
import type { MixSession, PlatformEvent } from '../mix.ts';
import { contactsOf, standardMix } from '../mix.ts';
import { reportTo, thisMachine } from '../report.ts';
import { simulator } from '../simulator.ts';
import type { Measure } from '../../tools/bench-page.ts';
import { documentOf } from './documents.ts';
import type { Finding, FindingKind } from './judge.ts';
import { findingKinds, judge } from './judge.ts';
import type { ChaosStack } from './stack.ts';
import { startChaosStack } from './stack.ts';
import { readZendeskContents } from './zendesk-contents.ts';

/**
 * `npm run restore-drill`: restores Temporal's database from a copy, and counts what Zendesk has twice afterwards, and
 * what it lacks. Twenty sessions are over before the copy is made, twenty are under way, and twenty begin after it. A
 * minute later everything but the simulated Zendesk is killed, and started again with the copy. Exit code 1 if anything
 * is doubled or wrong, or if anything is lost that was told again.
 */
const variants = ['documents', 'events'] as const;
type Variant = (typeof variants)[number];

const options = new Command('restore-drill')
  .description('Restores an earlier copy of the database, and counts what is written twice or lost.')
  .addOption(
    new Option('--variant <name>', 'what the platform sends again: the documents of all sessions, or all events')
      .choices(variants)
      .default(undefined, 'both, one after the other'),
  )
  .option('--json <file>', 'writes the figures there')
  .option('--keep', 'leaves the logs of all processes')
  .parse()
  .opts<{ variant?: Variant; json?: string; keep?: boolean }>();

const sessionsPerGroup = 20;
const dumpAfterMs = 60_000;
const killAfterMs = 120_000;
/** How long the product may take to finish after everything was sent again. */
const idleTimeoutMs = 5 * 60_000;
const quietMs = 20_000;
const stopping = new AbortController();
const { signal } = stopping;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => stopping.abort(new Error('stopped')));

const begun = performance.now();
function log(line: string): void {
  const seconds = Math.floor((performance.now() - begun) / 1_000);
  console.error(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} ${line}`);
}

/** A group of sessions that begin one after the other between two times, in ms after the begin of the drill. */
const groups = [
  { name: 'over before the copy', from: 0, to: 10_000 },
  { name: 'under way at the copy', from: dumpAfterMs - 22_000, to: dumpAfterMs - 500 },
  { name: 'begun after the copy', from: dumpAfterMs + 500, to: killAfterMs - 4_000 },
] as const;

/** The sessions of the groups take turns, so that each group has every kind of session. */
function beginOf(i: number): number {
  const group = groups[Math.floor(i / sessionsPerGroup)] ?? groups[0];
  return group.from + ((i % sessionsPerGroup) * (group.to - group.from)) / (sessionsPerGroup - 1);
}

type Told = PostedEvent & { readonly afterMs: number; acceptedAt: number | null };

/** Posts an event until the gateway accepts it, as the platform does. */
async function postUntilAccepted(stack: ChaosStack, event: PostedEvent): Promise<void> {
  for (;;) {
    const accepted = await postEvent(stack, event).then(
      () => true,
      () => false,
    );
    if (accepted) return;
    await pause(1_000, undefined, { signal });
  }
}

async function sendDocument(stack: ChaosStack, document: object): Promise<void> {
  const response = await fetch(`${stack.gatewayUrl}/v1/platform/metadata`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('platform:local-only').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(document),
  });
  if (response.status !== 202) throw new Error(`The gateway answered ${response.status}: ${await response.text()}`);
}

const ledger = z.object({ entries: z.array(z.unknown()) });

/**
 * Resolves when Zendesk got no write for 20 seconds, which is longer than a window and a look for a marker take. Sessions
 * may still run then, because they wait for data that was lost.
 */
async function untilQuiet(stack: ChaosStack): Promise<void> {
  const deadline = Date.now() + idleTimeoutMs;
  let [count, since] = [-1, Date.now()];
  while (Date.now() < deadline && Date.now() - since < quietMs) {
    const { entries } = await simulator(stack, 'ledger', ledger);
    if (entries.length !== count) [count, since] = [entries.length, Date.now()];
    await pause(2_000, undefined, { signal });
  }
}

/** Saves the default settings as soon as a worker has started, which takes a while on a busy machine. */
async function untilWorkersAnswer({ sessions }: ChaosStack): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const error: unknown = await sessions.settings.set({}, 'drill').then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error === null) return;
    if (attempt === 12) throw error;
    await pause(1_000, undefined, { signal });
  }
}

/** The document of a session can not bring these back. */
const notInDocument: readonly PlatformEvent['type'][] = ['summary.generated', 'transcript.ready'];

type Drill = {
  readonly findings: readonly Finding[];
  readonly onlyInEvents: readonly string[];
  readonly early: number;
};

async function drill(stack: ChaosStack, variant: Variant): Promise<Drill> {
  await untilWorkersAnswer(stack);
  const account = await prepareAccount(stack);
  const settings = await stack.sessions.settings.get();
  await stack.sessions.settings.set({ ...settings, batching: { windowSeconds: 5 } }, 'drill');
  const count = groups.length * sessionsPerGroup;
  const callers = await seedCallers(stack, 302, contactsOf(count));
  const url = (id: string): string => `${stack.simulatorUrl}/recordings/${id}.wav?seconds=1`;
  const sessions = standardMix((kind) => (kind === 'chat' ? 'chat-drill' : 'call-drill'), callers, url);
  const start = Date.now() + 1_000;
  const told = sessions.map(({ id, events }, i) =>
    events.map(({ afterMs, type, item }, n): Told => {
      const timestamp = Math.floor(start + beginOf(i) + afterMs);
      return { event_id: `${id}-${n}`, timestamp, session_id: id, type, item, afterMs, acceptedAt: null };
    }),
  );
  const playing = Promise.all(
    told.flat().map(async (event) => {
      await pause(Math.max(0, event.timestamp - Date.now()), undefined, { signal });
      const { afterMs: _after, acceptedAt: _accepted, ...posted } = event;
      await postUntilAccepted(stack, posted);
      event.acceptedAt = Date.now();
    }),
  );
  const until = async (afterMs: number): Promise<void> => {
    await pause(Math.max(0, start + afterMs - Date.now()), undefined, { signal });
  };
  await until(dumpAfterMs);
  const dumpedAt = Date.now();
  await stack.dump('dump.db');
  log('the database is copied');
  await until(killAfterMs);
  await stack.killAll();
  const killedAt = Date.now();
  log('everything but Zendesk is killed');
  await stack.restore('dump.db');
  log('the copy is restored, everything runs again');
  await playing;
  await pause(30_000, undefined, { signal });
  const early = judge([], await readZendeskContents(stack, account.agents)).length;
  log(`before anything is sent again, ${early} write(s) are there twice`);
  if (variant === 'documents')
    for (const [i, session] of sessions.entries())
      await sendDocument(
        stack,
        documentOf(
          session,
          (told[i] ?? []).map((event) => ({ ...event, at: event.timestamp })),
        ),
      );
  else {
    const lost = told.flat().filter(({ acceptedAt }) => acceptedAt !== null && acceptedAt >= dumpedAt - 1_000);
    for (const { afterMs: _after, acceptedAt: _accepted, ...event } of lost.sort((a, b) => a.timestamp - b.timestamp))
      await postUntilAccepted(stack, event);
  }
  log(`the ${variant} are sent again; waiting until everything is written`);
  await untilQuiet(stack);
  const contents = await readZendeskContents(stack, account.agents);
  const isLost = ({ acceptedAt }: Told): boolean =>
    acceptedAt !== null && acceptedAt >= dumpedAt && acceptedAt <= killedAt;
  const mayLack = (session: MixSession, finding: Finding): boolean => {
    if (variant === 'events') return false;
    const lost = (told[sessions.indexOf(session)] ?? []).filter(isLost);
    if (finding.kind === 'recordings lost')
      return lost.some(({ type, item }) => type === 'recording.ready' && isFirstOfTwo(item));
    return (
      finding.kind === 'notes lost' && lost.some(({ type }) => type === finding.event && notInDocument.includes(type))
    );
  };
  const judged = sessions.flatMap((session) =>
    judge([session], { ...contents, writes: [] }).map((finding) => ({ session, finding })),
  );
  const onlyInEvents = judged.filter(({ session, finding }) => mayLack(session, finding));
  const others = judged.filter((each) => !onlyInEvents.includes(each));
  return {
    early,
    onlyInEvents: onlyInEvents.map(({ finding }) => finding.message),
    findings: [...others.map(({ finding }) => finding), ...judge([], contents)],
  };
}

function isFirstOfTwo(item: object): boolean {
  return 'url' in item && String(item.url).includes('-1.wav');
}

function measuresOf(variant: Variant, { findings, onlyInEvents, early }: Drill): readonly Measure[] {
  const ofKind = (kind: FindingKind): number => findings.filter((finding) => finding.kind === kind).length;
  const least = (name: string, value: number, target: number | null): Measure =>
    measure({ name: `${name} (${variant})`, value, unit: '', better: 'lower', target });
  return [
    least('writes twice before anything is sent again', early, 0),
    ...findingKinds.map((kind) => least(kind, ofKind(kind), 0)),
    least('known only from lost events', onlyInEvents.length, null),
  ];
}

const machine = thisMachine();
const measures: Measure[] = [];
for (const variant of options.variant === undefined ? variants : [options.variant]) {
  log(`starting everything: ${variant}`);
  const stack = await startChaosStack(signal);
  let held = false;
  try {
    const result = await drill(stack, variant);
    for (const { kind, message } of result.findings) console.error(`${kind}: ${message}`);
    for (const message of result.onlyInEvents) console.error(`known only from lost events: ${message}`);
    const own = measuresOf(variant, result);
    held = own.every((each) => each.held);
    measures.push(...own);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    const keep = options.keep === true || (!held && !signal.aborted);
    await stack.stop(keep);
    if (keep) console.error(`The logs of all processes are in ${stack.folder}`);
  }
}
await reportTo(options.json, machine, measures);
process.exit(process.exitCode ?? (measures.every(({ held }) => held) ? 0 : 1));
