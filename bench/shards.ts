import { setTimeout as pause } from 'node:timers/promises';
import { batchingOf } from '../domain/ticket-writes/batching.ts';
import { workflowGateway } from '../workers/workflow-gateway.ts';
import { enqueueWrites, ticketWritesWorkflowId, writesState } from '../workflows/messages.ts';
import { writesReceived } from './bare/writes.ts';
import { cpuMsOf, waitUntilIdle } from './cpu.ts';
import { sendBurst, seedTickets, writesPerBurst } from './burst.ts';
import type { BenchStack } from './stack.ts';

const ticketsPerBurst = 20;

/** Two ticket-writes workflows, each with tickets of its own. The large one gets three times as many writes. */
const shards = 2;
const smallShard = 0;
const largeShard = 1;
const ratio = 3;

/**
 * The average cost of one write, until Zendesk has answered all of them. `cpuMs`: processor time of worker and server.
 */
export type Cost = { readonly cpuMs: number; readonly events: number };

export type Round = {
  /** Writes received per second in each burst: `ours` by a shard, `bare` by the bare workflow just before or after. */
  readonly rates: readonly { readonly ours: number; readonly bare: number }[];
  /** The cost in the shard with few writes. */
  readonly few: Cost;
  /** The cost in the shard with three times as many writes. */
  readonly many: Cost;
};

/**
 * Sends bursts of writes to fresh workflows in turn, so that a machine that slows down affects all of them alike.
 *
 * @param name prefix of workflow and session ids; must differ from round to round
 * @param writes how many writes one shard and the bare workflow get; the other shard gets three times as many
 */
export async function playRound(stack: BenchStack, name: string, writes: number): Promise<Round> {
  const pids = [await stack.pidOf('workers/main.ts'), stack.serverPid];
  const batching = batchingOf(await stack.sessions.settings.get(), { shards, most: shards, draining: false });
  const cpu = [0, 0];
  const before: number[] = [];
  for (const shard of [smallShard, largeShard]) {
    await terminate(stack, ticketWritesWorkflowId(shard));
    before.push(await countEvents(stack, ticketWritesWorkflowId(shard)));
    await workflowGateway.startAndConfigure(stack.client, shard, batching);
  }
  await waitUntilIdle(pids);
  let bursts = 0;
  const toShard = async (shard: number): Promise<number> => {
    const handle = stack.client.workflow.getHandle(ticketWritesWorkflowId(shard));
    const tickets = (await seedTickets(stack, ticketsPerBurst * shards)).filter((id) => id % shards === shard);
    const used = await cpuMsOf(pids);
    const perSecond = await sendBurst({
      run: `${name}-${(bursts += 1)}`,
      tickets,
      send: (writes) => workflowGateway.enqueue(stack.client, shard, writes),
      // Temporal answers a query only after the workflow has processed all earlier signals.
      async allReceived() {
        const { parked, elsewhere } = await handle.query(writesState);
        if (parked + elsewhere > 0) throw new Error(`${parked + elsewhere} of the bench's writes were not taken in.`);
      },
    });
    // BAT-6: after a change of settings, everything that waits is sent.
    await workflowGateway.configure(stack.client, shard, batching);
    await waitUntilDrained(stack, shard);
    await waitUntilIdle(pids);
    cpu[shard] = (cpu[shard] ?? 0) + (await cpuMsOf(pids)) - used;
    return perSecond;
  };
  const bare = `bare-${name}`;
  const rates: { readonly ours: number; readonly bare: number }[] = [];
  for (let written = 0; written < writes; written += writesPerBurst) {
    for (let n = 0; n < ratio; n += 1) await toShard(largeShard);
    const isOursFirst = rates.length % 2 === 0;
    const first = isOursFirst ? await toShard(smallShard) : await sendBurstToBare(stack, bare);
    const second = isOursFirst ? await sendBurstToBare(stack, bare) : await toShard(smallShard);
    rates.push(isOursFirst ? { ours: first, bare: second } : { ours: second, bare: first });
  }
  const cost = async (shard: number, count: number): Promise<Cost> => ({
    cpuMs: (cpu[shard] ?? 0) / count,
    events: ((await countEvents(stack, ticketWritesWorkflowId(shard))) - (before[shard] ?? 0)) / count,
  });
  const costs = { few: await cost(smallShard, writes), many: await cost(largeShard, ratio * writes) };
  const counted = await stack.client.workflow.getHandle(bare).query(writesReceived);
  if (counted !== writes) throw new Error(`The bare workflow counted ${counted} of ${writes} writes.`);
  for (const id of [bare, ...[smallShard, largeShard].map(ticketWritesWorkflowId)]) await terminate(stack, id);
  return { rates, ...costs };
}

/** Terminates a workflow, so that the next signal-with-start starts a fresh one. */
async function terminate(stack: BenchStack, workflowId: string): Promise<void> {
  await stack.client.workflow
    .getHandle(workflowId)
    .terminate('The bench has done with it.')
    .catch(() => undefined);
}

async function sendBurstToBare(stack: BenchStack, name: string): Promise<number> {
  return await sendBurst({
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
    allReceived: () => stack.client.workflow.getHandle(name).query(writesReceived),
  });
}

/** Resolves when this shard has no waiting writes and none are being sent. */
export async function waitUntilDrained(stack: BenchStack, shard: number): Promise<void> {
  const handle = stack.client.workflow.getHandle(ticketWritesWorkflowId(shard));
  for (;;) {
    const { waiting, underWay } = await handle.query(writesState);
    if (waiting + underWay === 0) return;
    await pause(200);
  }
}

/** The number of history events in all runs of a workflow. */
async function countEvents(stack: BenchStack, workflowId: string): Promise<number> {
  let events = 0;
  for await (const { runId } of stack.client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    events += (await stack.client.workflow.getHandle(workflowId, runId).describe()).historyLength;
  return events;
}
