import { z } from 'zod';
import { collector } from '../activities/collector.ts';
import { workflowGateway } from '../workers/workflow-gateway.ts';
import { ticketWritesWorkflowId } from '../workflows/messages.ts';
import { removeZendeskLimits, saveBatching } from './account.ts';
import type { Bench } from './account.ts';
import { seedTickets, write } from './burst.ts';
import type { BenchStack } from './stack.ts';
import { mean, measure, percentile } from './measure.ts';
import type { Measure } from '../tools/bench-page.ts';
import { waitUntilDrained, playRound } from './shards.ts';
import type { Cost, Round } from './shards.ts';
import { simulator } from './simulator.ts';

const rounds = 3;
const writesPerRound = 20_000;
const warmUpWrites = 2_500;
const sessionsAtOnce = 1_000;
const ledger = z.object({ entries: z.array(z.object({ metadata: z.looseObject({ writes: z.array(z.string()) }) })) });

/**
 * Lets 1,000 sessions hand over one write each at the same moment.
 * @returns `written`: writes that reached their tickets; `failed`: workflow tasks that failed meanwhile
 */
async function enqueueAtOnce(stack: BenchStack): Promise<{ readonly written: number; readonly failed: number }> {
  const shard = 0;
  const tickets = await seedTickets(stack, sessionsAtOnce);
  const collect = collector((to, writes) => workflowGateway.enqueue(stack.client, to, writes));
  await Promise.all(tickets.map((ticketId, i) => collect(shard, write(`once-${i}`, ticketId, 0))));
  await waitUntilDrained(stack, shard);
  const { entries } = await simulator(stack, 'ledger?kind=ticket.update_many.item', ledger);
  const written = entries.flatMap(({ metadata }) => metadata.writes).filter((id) => id.startsWith('once-'));
  const { events } = await stack.client.workflow.getHandle(ticketWritesWorkflowId(shard)).fetchHistory();
  const failed = (events ?? []).filter(({ eventType }) => Number(eventType) === taskFailed);
  return { written: new Set(written).size, failed: failed.length };
}

/** Temporal's number for a failed workflow task (temporal.api.enums.v1.EventType, EVENT_TYPE_WORKFLOW_TASK_FAILED). */
const taskFailed = 9;

/**
 * Measures how many writes per second a ticket-writes workflow receives, compared with a bare workflow that gets the
 * same signals, and whether a write costs the same after many writes as after few.
 */
export async function measureWrites({ stack, log }: Bench): Promise<readonly Measure[]> {
  await removeZendeskLimits(stack, 0);
  await saveBatching(stack, { on: true, windowSeconds: 10 });
  const bareWorker = await stack.run('bench/bare/worker.ts');
  const played: Round[] = [];
  try {
    log('writes to warm up');
    await playRound(stack, 'writes-warm', warmUpWrites);
    for (let round = 1; round <= rounds; round += 1) {
      log(`20,000 and 60,000 writes into two shards, 20,000 into a bare workflow (${round} of ${rounds})`);
      played.push(await playRound(stack, `writes-${round}`, writesPerRound));
    }
  } finally {
    await bareWorker.stop();
  }
  log(`${sessionsAtOnce} single writes at once`);
  await saveBatching(stack, { on: true, windowSeconds: 1 });
  const once = await enqueueAtOnce(stack);
  return [...intake(played), ...costs(played), ...single(once)];
}

function intake(played: readonly Round[]): readonly Measure[] {
  const rates = played.flatMap((round) => round.rates);
  const median = (values: readonly number[]): number => percentile(values, 0.5);
  return [
    measure({
      name: 'writes: taken a second by one shard, ratio to a bare workflow',
      value: median(rates.map(({ ours, bare }) => ours / bare)),
      unit: '×',
      better: 'higher',
      target: 0.85,
    }),
    measure({ name: 'writes:   a second', value: median(rates.map(({ ours }) => ours)), unit: '/s', better: 'higher' }),
    measure({
      name: 'writes:   a second, bare workflow',
      value: median(rates.map(({ bare }) => bare)),
      unit: '/s',
      better: 'higher',
    }),
  ];
}

function costs(played: readonly Round[]): readonly Measure[] {
  const of = (which: 'few' | 'many', what: keyof Cost): number => mean(played.map((round) => round[which][what]));
  const apart = (what: keyof Cost): number => Math.abs(100 * (of('many', what) / of('few', what) - 1));
  return [
    measure({
      name: 'writes: processor time a write, 60,000 against 20,000',
      value: apart('cpuMs'),
      unit: '% apart',
      better: 'lower',
      target: 10,
    }),
    measure({
      name: 'writes:   processor time a write of 20,000, worker and server',
      value: of('few', 'cpuMs'),
      unit: 'ms',
      better: 'lower',
    }),
    measure({
      name: 'writes:   processor time a write of 60,000, worker and server',
      value: of('many', 'cpuMs'),
      unit: 'ms',
      better: 'lower',
    }),
    measure({
      name: 'writes: events a write, 60,000 against 20,000',
      value: apart('events'),
      unit: '% apart',
      better: 'lower',
      target: 10,
    }),
    measure({
      name: 'writes:   events a write of 20,000',
      value: of('few', 'events'),
      unit: 'events',
      better: 'lower',
    }),
    measure({
      name: 'writes:   events a write of 60,000',
      value: of('many', 'events'),
      unit: 'events',
      better: 'lower',
    }),
  ];
}

function single({ written, failed }: { readonly written: number; readonly failed: number }): readonly Measure[] {
  return [
    measure({
      name: 'writes: 1,000 single ones at once that reached their tickets',
      value: written,
      unit: 'writes',
      better: 'higher',
      target: sessionsAtOnce,
    }),
    measure({
      name: 'writes:   workflow tasks that failed meanwhile',
      value: failed,
      unit: 'tasks',
      better: 'lower',
      target: 0,
    }),
  ];
}
