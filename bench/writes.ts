import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { collector } from '../activities/collector.ts';
import { temporalSide } from '../workers/temporal-side.ts';
import { enqueueWrites, ticketWritesWorkflowId, writesState } from '../workflows/messages.ts';
import { freeOfLimits, settingsFor } from './account.ts';
import { taken } from './bare/writes.ts';
import { cpuMsOf, quiet } from './cpu.ts';
import { feed, seedTickets, write } from './feed.ts';
import type { House } from './house.ts';
import { mean, measure, percentile } from './measure.ts';
import type { Measure } from './measure.ts';
import { simulator } from './simulator.ts';

const rounds = 3;
const few = 20_000;
const many = 60_000;
/** With one shard all tickets are its own; to another it would only pass them on. */
const shard = 0;
const shardId = ticketWritesWorkflowId(shard);
const ledger = z.object({ entries: z.array(z.object({ metadata: z.looseObject({ writes: z.array(z.string()) }) })) });

type Run = { readonly perSecond: number; readonly cpuMs: number; readonly events: number };

/** @returns how fast a fresh shard took the writes in, and what each cost until all was quiet again, in processor time and events */
async function toShard(house: House, run: string, count: number): Promise<Run> {
  const handle = house.client.workflow.getHandle(shardId);
  await handle.terminate('The bench begins with a fresh one.').catch(() => undefined);
  const pids = [await house.pidOf('workers/main.ts'), house.serverPid];
  await quiet(pids);
  const [cpuBefore, eventsBefore] = [await cpuMsOf(pids), await eventsOf(house, shardId)];
  const seconds = await feed(house, run, count, {
    send: (writes) => temporalSide.enqueue(house.client, shard, writes),
    // A query is answered only when everything that came before it is absorbed.
    async absorbed() {
      const { held, elsewhere } = await handle.query(writesState);
      if (held + elsewhere > 0) throw new Error(`${held + elsewhere} of the bench's writes were not taken in.`);
    },
    drained: () => drained(house),
  });
  await quiet(pids);
  return {
    perSecond: count / seconds,
    cpuMs: ((await cpuMsOf(pids)) - cpuBefore) / count,
    events: ((await eventsOf(house, shardId)) - eventsBefore) / count,
  };
}

async function drained(house: House): Promise<void> {
  const handle = house.client.workflow.getHandle(shardId);
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
async function atOnce(house: House): Promise<{ readonly written: number; readonly failed: number }> {
  const tickets = await seedTickets(house, 1_000);
  const collect = collector((to, writes) => temporalSide.enqueue(house.client, to, writes));
  await Promise.all(tickets.map((ticketId, i) => collect(shard, write(`once-${i}`, ticketId, i))));
  await drained(house);
  const { entries } = await simulator(house, 'ledger?kind=ticket.update_many.item', ledger);
  const written = entries.flatMap(({ metadata }) => metadata.writes).filter((id) => id.startsWith('once-'));
  const { events } = await house.client.workflow.getHandle(shardId).fetchHistory();
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
  const toFew = async (round: number): Promise<void> => {
    bare.push(await toBare(house, `bare-${round}`, few));
    small.push(await toShard(house, `few-${round}`, few));
  };
  const toMany = async (round: number): Promise<void> => {
    large.push(await toShard(house, `many-${round}`, many));
  };
  try {
    tell(`${few} writes to warm up`);
    await toBare(house, 'bare-warm', few);
    await toShard(house, 'warm', few);
    for (let round = 0; round < rounds; round += 1) {
      tell(`${few} writes into a bare workflow and into one shard, and ${many} into one (${round + 1} of ${rounds})`);
      // Each goes first in its turn, so that a machine that slows down favours neither.
      for (const run of round % 2 === 0 ? [toFew, toMany] : [toMany, toFew]) await run(round);
    }
  } finally {
    await beside.stop();
  }
  tell('1,000 single writes at once');
  const once = await atOnce(house);
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
