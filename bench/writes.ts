import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { collector } from '../activities/collector.ts';
import { temporalSide } from '../workers/temporal-side.ts';
import { enqueueWrites, ticketWritesWorkflowId, writesState } from '../workflows/messages.ts';
import { freeOfLimits, settingsFor } from './account.ts';
import { taken } from './bare/writes.ts';
import { cpuMs } from './cpu.ts';
import { feed, seedTickets, write } from './feed.ts';
import type { House } from './house.ts';
import { mean, measure, percentile } from './measure.ts';
import type { Measure } from './measure.ts';
import { simulator } from './simulator.ts';

const rounds = 3;
const few = 20_000;
const many = 60_000;
const ledger = z.object({ entries: z.array(z.object({ metadata: z.looseObject({ writes: z.array(z.string()) }) })) });

type Run = { readonly perSecond: number; readonly cpuMs: number; readonly events: number };

/** @returns how fast the shard took the writes in, and what each cost until the last was settled, in processor time and events */
async function toShard(house: House, shard: number, count: number): Promise<Run> {
  const pids = [await house.pidOf('workers/main.ts'), house.serverPid];
  const used = async (): Promise<number> => (await Promise.all(pids.map(cpuMs))).reduce((sum, ms) => sum + ms, 0);
  const before = await used();
  const handle = house.client.workflow.getHandle(ticketWritesWorkflowId(shard));
  const seconds = await feed(house, `s${shard}`, count, {
    send: (writes) => temporalSide.enqueue(house.client, shard, writes),
    // A query is answered only when everything that came before it is absorbed.
    absorbed: () => handle.query(writesState),
    drained: () => drained(house, shard),
  });
  return {
    perSecond: count / seconds,
    cpuMs: ((await used()) - before) / count,
    events: (await eventsOf(house, ticketWritesWorkflowId(shard))) / count,
  };
}

async function drained(house: House, shard: number): Promise<void> {
  const handle = house.client.workflow.getHandle(ticketWritesWorkflowId(shard));
  for (;;) {
    const { waiting, underWay } = await handle.query(writesState);
    if (waiting + underWay === 0) return;
    await pause(200);
  }
}

/** How many there are, over all runs of the workflow. */
async function eventsOf(house: House, workflowId: string): Promise<number> {
  let events = 0;
  for await (const { runId } of house.client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    events += (await house.client.workflow.getHandle(workflowId, runId).describe()).historyLength;
  return events;
}

async function toBare(house: House, name: string, count: number): Promise<number> {
  const handle = house.client.workflow.getHandle(name);
  const seconds = await feed(house, name, count, {
    send: (writes) =>
      house.client.workflow.signalWithStart('bareWrites', {
        workflowId: name,
        taskQueue: 'bare',
        args: [0],
        signal: enqueueWrites,
        signalArgs: [writes],
      }),
    absorbed: () => handle.query(taken),
    drained: async () => undefined,
  });
  const counted = await handle.query(taken);
  if (counted !== count) throw new Error(`The bare workflow counted ${counted} of ${count} writes.`);
  await handle.terminate();
  return count / seconds;
}

/** 1,000 sessions hand over one write each at the same moment. @returns how many reached their tickets, and tasks that failed */
async function atOnce(house: House, shard: number): Promise<{ readonly written: number; readonly failed: number }> {
  const tickets = await seedTickets(house);
  const collect = collector((to, writes) => temporalSide.enqueue(house.client, to, writes));
  const ids = Array.from({ length: 1_000 }, (_, i) => i);
  await Promise.all(ids.map((i) => collect(shard, write(`once${shard}-${i}`, tickets[i % tickets.length] ?? 0, i))));
  await drained(house, shard);
  const { entries } = await simulator(house, 'ledger?kind=ticket.update_many.item', ledger);
  const written = entries.flatMap(({ metadata }) => metadata.writes).filter((id) => id.startsWith(`once${shard}-`));
  const { events } = await house.client.workflow.getHandle(ticketWritesWorkflowId(shard)).fetchHistory();
  const failed = (events ?? []).filter(({ eventType }) => Number(eventType) === taskFailed);
  return { written: new Set(written).size, failed: failed.length };
}

/** temporal.api.enums.v1.EventType: EVENT_TYPE_WORKFLOW_TASK_FAILED. */
const taskFailed = 9;

/** What one ticket-writes workflow takes, against a bare one that is sent the same signals; and whether it stays as cheap. */
export async function measureWrites(house: House, tell: (line: string) => void): Promise<readonly Measure[]> {
  await freeOfLimits(house, 0);
  await settingsFor(house, { on: true, windowSeconds: 1 });
  const beside = await house.run('bench/bare/worker.ts');
  const small: Run[] = [];
  const large: Run[] = [];
  const bare: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      tell(`${few} writes into a bare workflow and into one shard, then ${many} (${round + 1} of ${rounds})`);
      bare.push(await toBare(house, `bare-writes-${round}`, few));
      small.push(await toShard(house, 20 + round, few));
      large.push(await toShard(house, 30 + round, many));
    }
  } finally {
    await beside.stop();
  }
  tell('1,000 single writes at once');
  const once = await atOnce(house, 40);
  const of = (runs: readonly Run[], pick: (run: Run) => number): number => mean(runs.map(pick));
  const grown = (pick: (run: Run) => number): number => Math.abs(100 * (of(large, pick) / of(small, pick) - 1));
  const ratios = small.map(({ perSecond }, i) => perSecond / (bare[i] ?? Number.NaN));
  return [
    measure(
      'writes: taken a second by one shard, ratio to a bare workflow',
      percentile(ratios, 0.5),
      '×',
      'higher',
      0.85,
    ),
    measure(
      'writes:   a second',
      of(small, (run) => run.perSecond),
      '/s',
      'higher',
    ),
    measure('writes:   a second, bare workflow', mean(bare), '/s', 'higher'),
    measure(
      'writes: processor time a write, 60,000 against 20,000',
      grown((run) => run.cpuMs),
      '% apart',
      'lower',
      10,
    ),
    measure(
      'writes:   processor time a write of 20,000, worker and server',
      of(small, (run) => run.cpuMs),
      'ms',
      'lower',
    ),
    measure(
      'writes:   processor time a write of 60,000, worker and server',
      of(large, (run) => run.cpuMs),
      'ms',
      'lower',
    ),
    measure(
      'writes: events a write, 60,000 against 20,000',
      grown((run) => run.events),
      '% apart',
      'lower',
      10,
    ),
    measure(
      'writes:   events a write of 20,000',
      of(small, (run) => run.events),
      'events',
      'lower',
    ),
    measure('writes: 1,000 single ones at once that reached their tickets', once.written, 'writes', 'higher', 1_000),
    measure('writes:   workflow tasks that failed meanwhile', once.failed, 'tasks', 'lower', 0),
  ];
}
