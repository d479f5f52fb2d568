import { setTimeout as pause } from 'node:timers/promises';
import { removeZendeskLimits, saveBatching } from './account.ts';
import type { Bench } from './account.ts';
import { post } from './call.ts';
import { seedCallers } from './callers.ts';
import type { BenchStack } from './stack.ts';
import { measure } from './measure.ts';
import type { Measure } from '../tools/bench-page.ts';
import { contactsOf, inboundCall, standardMix } from './mix.ts';
import type { MixSession } from './mix.ts';
import { plainScript } from './plain.ts';
import { requestsMade } from './simulator.ts';
import type { RequestCounts } from './simulator.ts';

/**
 * Counts the requests to Zendesk that the sessions of the standard mix cause. The load of the machine has no influence.
 */

const count = 100;
const perSecond = 1;
const windowSeconds = 10;

/** The requests to Zendesk while `work` ran. */
async function countRequests(stack: BenchStack, work: () => Promise<void>): Promise<RequestCounts> {
  const before = await requestsMade(stack);
  await work();
  const after = await requestsMade(stack);
  const entries = Object.entries(after).map(([endpoint, n]) => [endpoint, n - (before[endpoint] ?? 0)] as const);
  return Object.fromEntries(entries.filter(([, n]) => n > 0));
}

const sum = (counts: RequestCounts): number => Object.values(counts).reduce((all, n) => all + n, 0);

/**
 * Sends the events of the sessions to the product, each at its time.
 * @param rate sessions that begin per second
 * @returns when all sessions have ended
 */
async function playAll(stack: BenchStack, sessions: readonly MixSession[], rate: number): Promise<void> {
  const one = async ({ id, events }: MixSession, i: number): Promise<void> => {
    const begun = performance.now() + (i * 1_000) / rate;
    for (const { afterMs, type, item } of events) {
      await pause(Math.max(0, begun + afterMs - performance.now()));
      await post(stack, id, type, item);
    }
    await stack.client.workflow.getHandle(`session/${id}`).result();
  };
  await Promise.all(sessions.map(one));
}

/** Screen pops among the requests. A busy machine may make some too late, and then they are left out (ADP-1). */
function countScreenPops(counts: RequestCounts): number {
  return sum(Object.fromEntries(Object.entries(counts).filter(([endpoint]) => endpoint.includes('/display'))));
}

/** By how many per cent `of` is lower than `than`. */
function percentFewer(of: RequestCounts, than: RequestCounts): number {
  return 100 * (1 - sum(of) / sum(than));
}

function perSession(label: string, counts: RequestCounts, sessions: number): readonly Measure[] {
  return [
    measure({
      name: `${label}: Zendesk requests a session`,
      value: sum(counts) / sessions,
      unit: 'requests',
      better: 'lower',
    }),
    ...Object.entries(counts).map(([endpoint, n]) =>
      measure({
        name: `${label}:   ${endpoint.replace('/api/v2', '')}`,
        value: n / sessions,
        unit: 'requests',
        better: 'lower',
      }),
    ),
  ];
}

/**
 * Compares three ways on one account: the plain script, the product without batching, and the product with batching.
 */
export async function measureRequests({ stack, account, log }: Bench): Promise<readonly Measure[]> {
  await removeZendeskLimits(stack, 0);
  const recording = (id: string): string => `${stack.simulatorUrl}/recordings/${id}.wav?seconds=1`;
  const mix = async (prefix: string, area: number): Promise<readonly MixSession[]> =>
    standardMix(prefix, await seedCallers(stack, area, contactsOf(count)), recording);

  log(`the standard mix, ${count} sessions, by the plain script`);
  const script = plainScript(account);
  const forPlain = await mix('plain', 201);
  const plain = await countRequests(stack, async () => {
    for (const session of forPlain) await script.play(session);
  });

  log(`the standard mix, ${count} sessions, batching off`);
  await saveBatching(stack, { on: false, windowSeconds });
  const forOff = await mix('bench-off', 202);
  const off = await countRequests(stack, () => playAll(stack, forOff, 2));

  log(`the standard mix, ${count} sessions, ${60 * perSecond} a minute, windows of ${windowSeconds} s`);
  await saveBatching(stack, { on: true, windowSeconds });
  const forOn = await mix('bench-on', 203);
  const on = await countRequests(stack, () => playAll(stack, forOn, perSecond));

  log(`the same with recordings as files`);
  await saveBatching(stack, { on: true, windowSeconds, recordings: 'file' });
  const forFiles = await mix('bench-files', 205);
  const files = await countRequests(stack, () => playAll(stack, forFiles, perSecond));
  await saveBatching(stack, { on: true, windowSeconds });

  const calls = 30;
  log(`${calls} inbound calls of known customers, ${60 * perSecond} a minute`);
  const known = await seedCallers(
    stack,
    204,
    Array.from({ length: calls }, () => 1),
  );
  const inbound = known.map((caller, i): MixSession => {
    const id = `bench-known-${i}`;
    return {
      id,
      kind: 'inbound',
      caller,
      events: inboundCall(id, caller, recording(id), { transferred: false, rated: i % 3 === 0 }),
    };
  });
  const ofKnown = await countRequests(stack, () => playAll(stack, inbound, perSecond));

  const pops = [plain, off, on].map(countScreenPops);
  if (new Set(pops).size > 1)
    log(`this machine was too busy: agents were shown ${pops.join(', ')} tickets, so these sessions were not alike`);

  return [
    measure({
      name: 'requests: fewer than the plain script',
      value: percentFewer(on, plain),
      unit: '%',
      better: 'higher',
      target: 70,
    }),
    measure({
      name: 'requests: fewer with batching than without',
      value: percentFewer(on, off),
      unit: '%',
      better: 'higher',
      target: 45,
    }),
    measure({
      name: 'requests: inbound call, known contact, new ticket',
      value: sum(ofKnown) / calls,
      unit: 'requests',
      better: 'lower',
      target: 4.5,
    }),
    measure({
      name: 'requests: updates of one ticket, a session with recordings as files',
      value: (files['PUT /api/v2/tickets/:id'] ?? 0) / count,
      unit: 'requests',
      better: 'lower',
      target: 0.15,
    }),
    ...perSession('plain script', plain, count),
    ...script
      .division()
      .map(({ name, share }) =>
        measure({ name: `plain script: share of ${name}`, value: share, unit: '%', better: 'lower' }),
      ),
    ...perSession('batching off', off, count),
    ...perSession('batching on', on, count),
    ...perSession('batching on, recordings as files', files, count),
    ...perSession('inbound, known contact', ofKnown, calls),
  ];
}
