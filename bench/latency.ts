import { setTimeout as pause } from 'node:timers/promises';
import { removeZendeskLimits, saveBatching } from './account.ts';
import type { Bench } from './account.ts';
import { agent, callOf, post } from './call.ts';
import type { Caller } from './callers.ts';
import { seedCallers } from './callers.ts';
import type { BenchStack } from './stack.ts';
import { measure, percentile } from './measure.ts';
import type { Measure } from '../tools/bench-page.ts';
import { plainScript } from './plain.ts';
import type { PlainScript } from './plain.ts';
import { ticketsMade } from './simulator.ts';

const zendeskLatencyMs = 50;
const assignedAfterMs = 2_000;
const rounds = 2;
const longestWaitMs = 30_000;
/** For each measured load: calls that begin per second, and number of calls. */
const callsPerRound = [
  [1, 10],
  [4, 30],
] as const;

/** Starts `perSecond` calls per second. Resolves when all have ended. */
async function startPaced(
  callers: readonly Caller[],
  perSecond: number,
  one: (i: number) => Promise<void>,
): Promise<void> {
  const begun = performance.now();
  await Promise.all(
    callers.map(async (_, i) => {
      await pause(Math.max(0, begun + (i * 1_000) / perSecond - performance.now()));
      await one(i);
    }),
  );
}

/**
 * Measures the time from `session.assigned` until the ticket exists, for the product and for a plain script in turn.
 * The agent is assigned two seconds after the call starts. The product uses these two seconds to look the caller up
 * (CON-12: as soon as the session starts); the script does that after the assignment.
 */
export async function measureLatency({ stack, account, log }: Bench): Promise<readonly Measure[]> {
  await removeZendeskLimits(stack, zendeskLatencyMs);
  await saveBatching(stack, { on: true, windowSeconds: 10 });
  const script = plainScript(account);
  const measures: Measure[] = [];
  const played: string[] = [];
  for (const [perSecond, calls] of callsPerRound) {
    const waits: { readonly product: number[]; readonly script: number[] } = { product: [], script: [] };
    for (let round = 0; round < rounds; round += 1) {
      log(`${calls} calls by the product, then by the plain script, ${perSecond} a second (${round + 1} of ${rounds})`);
      const area = 500 + perSecond * 10 + round;
      const callers = await seedCallers(
        stack,
        area,
        Array.from({ length: calls }, (_, i) => (i % 3 === 2 ? 0 : 1)),
      );
      const prefix = `bench-wait-${area}`;
      played.push(...callers.map((_, i) => `${prefix}-${i}`));
      waits.product.push(...(await byProduct(stack, { prefix, callers, perSecond })));
      waits.script.push(...(await byScript(stack, script, { prefix: `plain-${area}`, callers, perSecond })));
    }
    const label = `latency, ${perSecond} a second: assigned to ticket`;
    for (const [share, target] of [
      [0.5, 0.8],
      [0.95, 1.5],
    ] as const) {
      const [ours, theirs] = [percentile(waits.product, share), percentile(waits.script, share)];
      measures.push(
        measure({
          name: `${label}, p${share * 100}, ratio to the plain script`,
          value: ours / theirs,
          unit: '×',
          better: 'lower',
          target,
        }),
        measure({ name: `${label}, p${share * 100}`, value: ours, unit: 'ms', better: 'lower' }),
        measure({ name: `${label}, p${share * 100}, plain script`, value: theirs, unit: 'ms', better: 'lower' }),
      );
    }
  }
  // The next measurement must not run beside sessions of this one.
  for (const id of played) await stack.client.workflow.getHandle(`session/${id}`).result();
  return measures;
}

/** Calls whose ids begin with `prefix`, one for each caller. `perSecond`: the number that begin in each second. */
type Load = { readonly prefix: string; readonly callers: readonly Caller[]; readonly perSecond: number };

async function byProduct(stack: BenchStack, { prefix, callers, perSecond }: Load): Promise<readonly number[]> {
  const assignedAt = new Map<string, number>();
  await startPaced(callers, perSecond, async (i) => {
    const id = `${prefix}-${i}`;
    await post(stack, id, 'session.started', callOf(id, callers[i]?.phone ?? ''));
    await pause(assignedAfterMs);
    assignedAt.set(id, await post(stack, id, 'session.assigned', { agent }));
    await pause(1_000);
    await post(stack, id, 'session.connected', { agent });
    await pause(2_000);
    const expects = { recording_segments: 0, transcript: false, metadata: false };
    await post(stack, id, 'session.ended', { disconnected_by: 'end_user', expects });
  });
  return await readLatencies(stack, assignedAt);
}

async function byScript(
  stack: BenchStack,
  script: PlainScript,
  { prefix, callers, perSecond }: Load,
): Promise<readonly number[]> {
  const assignedAt = new Map<string, number>();
  await startPaced(callers, perSecond, async (i) => {
    const caller = callers[i];
    if (caller === undefined) return;
    const id = `${prefix}-${i}`;
    assignedAt.set(id, Date.now());
    // Without contact ids the script has to look the caller up.
    await script.openTicket({ id, kind: 'inbound', caller: { ...caller, contactIds: [] }, events: [] });
  });
  return await readLatencies(stack, assignedAt);
}

/** The time from each assignment until the ticket was created, in ms. The simulator uses the clock of this machine. */
async function readLatencies(stack: BenchStack, assignedAt: ReadonlyMap<string, number>): Promise<readonly number[]> {
  const until = Date.now() + longestWaitMs;
  for (;;) {
    const made = await ticketsMade(stack);
    const missing = [...assignedAt.keys()].find((id) => !made.has(id));
    if (missing === undefined) return [...assignedAt].map(([id, at]) => (made.get(id) ?? 0) - at);
    if (Date.now() > until) throw new Error(`The call ${missing} has no ticket.`);
    await pause(200);
  }
}
