import { setTimeout as pause } from 'node:timers/promises';
import { batchingOf } from '../domain/ticket-writes/batching.ts';
import { workflowGateway } from '../workers/workflow-gateway.ts';
import { enqueueWrites, ticketWritesWorkflowId, writesState } from '../workflows/messages.ts';
import { taken } from './bare/writes.ts';
import { cpuMsOf, quiet } from './cpu.ts';
import { feed, seedTickets, writesABurst } from './feed.ts';
import type { BenchStack } from './stack.ts';

const ticketsABurst = 20;

/** Two ticket-writes workflows side by side, each with tickets of its own: one takes three times as many writes. */
const shards = 2;
const few = 0;
const many = 1;
const times = 3;

/** What one write cost until the last was settled. */
export type Cost = { readonly cpuMs: number; readonly events: number };

export type Round = {
  /** Writes taken in a second, burst by burst: by a shard, and by the bare workflow just before or after. */
  readonly rates: readonly { readonly ours: number; readonly bare: number }[];
  readonly few: Cost;
  readonly many: Cost;
};

/**
 * Bursts into fresh workflows in turns, so that a machine that slows down favours none of them.
 *
 * @param writes into one shard, and into the bare workflow; three times as many go into another shard
 */
export async function playRound(stack: BenchStack, name: string, writes: number): Promise<Round> {
  const pids = [await stack.pidOf('workers/main.ts'), stack.serverPid];
  const batching = batchingOf(await stack.sessions.settings.get(), { shards, most: shards, draining: false });
  const cpu = [0, 0];
  const before: number[] = [];
  for (const shard of [few, many]) {
    await end(stack, ticketWritesWorkflowId(shard));
    before.push(await eventsOf(stack, ticketWritesWorkflowId(shard)));
    await workflowGateway.startAndConfigure(stack.client, shard, batching);
  }
  await quiet(pids);
  let bursts = 0;
  const toShard = async (shard: number): Promise<number> => {
    const handle = stack.client.workflow.getHandle(ticketWritesWorkflowId(shard));
    const tickets = (await seedTickets(stack, ticketsABurst * shards)).filter((id) => id % shards === shard);
    const used = await cpuMsOf(pids);
    const perSecond = await feed({
      run: `${name}-${(bursts += 1)}`,
      tickets,
      send: (writes) => workflowGateway.enqueue(stack.client, shard, writes),
      // A query is answered only when everything that came before it is absorbed.
      async absorbed() {
        const { parked, elsewhere } = await handle.query(writesState);
        if (parked + elsewhere > 0) throw new Error(`${parked + elsewhere} of the bench's writes were not taken in.`);
      },
    });
    // BAT-6: closes the window.
    await workflowGateway.configure(stack.client, shard, batching);
    await drained(stack, shard);
    await quiet(pids);
    cpu[shard] = (cpu[shard] ?? 0) + (await cpuMsOf(pids)) - used;
    return perSecond;
  };
  const bare = `bare-${name}`;
  const rates: { readonly ours: number; readonly bare: number }[] = [];
  for (let written = 0; written < writes; written += writesABurst) {
    for (let n = 0; n < times; n += 1) await toShard(many);
    const isOursFirst = rates.length % 2 === 0;
    const first = isOursFirst ? await toShard(few) : await toBare(stack, bare);
    const second = isOursFirst ? await toBare(stack, bare) : await toShard(few);
    rates.push(isOursFirst ? { ours: first, bare: second } : { ours: second, bare: first });
  }
  const cost = async (shard: number, count: number): Promise<Cost> => ({
    cpuMs: (cpu[shard] ?? 0) / count,
    events: ((await eventsOf(stack, ticketWritesWorkflowId(shard))) - (before[shard] ?? 0)) / count,
  });
  const costs = { few: await cost(few, writes), many: await cost(many, times * writes) };
  const counted = await stack.client.workflow.getHandle(bare).query(taken);
  if (counted !== writes) throw new Error(`The bare workflow counted ${counted} of ${writes} writes.`);
  for (const id of [bare, ...[few, many].map(ticketWritesWorkflowId)]) await end(stack, id);
  return { rates, ...costs };
}

/** So that the next message begins with a fresh one. */
async function end(stack: BenchStack, workflowId: string): Promise<void> {
  await stack.client.workflow
    .getHandle(workflowId)
    .terminate('The bench has done with it.')
    .catch(() => undefined);
}

async function toBare(stack: BenchStack, name: string): Promise<number> {
  return await feed({
    run: name,
    tickets: [1],
    send: (writes) =>
      stack.client.workflow.signalWithStart('bareWrites', {
        workflowId: name,
        taskQueue: 'bare',
        args: [0],
        signal: enqueueWrites,
        signalArgs: [writes],
      }),
    absorbed: () => stack.client.workflow.getHandle(name).query(taken),
  });
}

/** Resolves when nothing waits in this shard any more. */
export async function drained(stack: BenchStack, shard: number): Promise<void> {
  const handle = stack.client.workflow.getHandle(ticketWritesWorkflowId(shard));
  for (;;) {
    const { waiting, underWay } = await handle.query(writesState);
    if (waiting + underWay === 0) return;
    await pause(200);
  }
}

/** How many there are, over all runs of the workflow. */
async function eventsOf(stack: BenchStack, workflowId: string): Promise<number> {
  let events = 0;
  for await (const { runId } of stack.client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    events += (await stack.client.workflow.getHandle(workflowId, runId).describe()).historyLength;
  return events;
}
