import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { emptyChange } from '../domain/zendesk/change.ts';
import type { TicketWrite } from '../domain/zendesk/ticket-write.ts';
import {
  enqueueWrites,
  taskQueues,
  ticketWritesWorkflowId,
  workflowTypes,
  writesState,
} from '../workflows/messages.ts';
import { removeZendeskLimits, saveBatching } from './account.ts';
import type { Bench } from './account.ts';
import { measure } from './measure.ts';
import type { Measure } from '../tools/bench-page.ts';
import { requestsMade, simulator } from './simulator.ts';
import type { RequestCounts } from './simulator.ts';

const perMinute = 300;
/** As many updates as come in four batch windows. */
const count = 200;
const windowSeconds = 10;
const seeded = z.object({ tickets: z.array(z.object({ id: z.number() })) });

/** Number of requests that Zendesk counts as ticket updates. Requests for the state of a job are not among them. */
function updatesIn(counts: RequestCounts): number {
  return Object.entries(counts)
    .filter(([endpoint]) => endpoint.startsWith('PUT /api/v2/tickets'))
    .reduce((sum, [, n]) => sum + n, 0);
}

function tagWrite(ticketId: number, i: number): TicketWrite {
  return {
    id: `bench-updates-${i}/tag`,
    sessionId: `bench-updates-${i}`,
    ticketId,
    dueAt: Date.now(),
    check: false,
    change: { ...emptyChange, tags: [`bench_${i}`] },
  };
}

/** Sends 200 updates of different tickets, 300 per minute. Without batching, each update would be a request. */
export async function measureUpdates({ stack, log }: Bench): Promise<readonly Measure[]> {
  log(`${count} ticket updates, ${perMinute} a minute, windows of ${windowSeconds} s`);
  await removeZendeskLimits(stack, 0);
  await saveBatching(stack, { on: true, windowSeconds });
  const tickets = Array.from({ length: count }, (_, i) => ({ subject: `Updated ${i}` }));
  const ids = (await simulator(stack, 'seed', seeded, { tickets })).tickets.map(({ id }) => id);
  const before = updatesIn(await requestsMade(stack));
  const writes = await stack.client.workflow.signalWithStart(workflowTypes.ticketWrites, {
    workflowId: ticketWritesWorkflowId(0),
    taskQueue: taskQueues.sessions,
    args: [{ shard: 0, queue: null }],
    signal: enqueueWrites,
    signalArgs: [[]],
  });
  const begun = performance.now();
  for (const [i, ticketId] of ids.entries()) {
    await pause(Math.max(0, begun + (i * 60_000) / perMinute - performance.now()));
    await writes.signal(enqueueWrites, [tagWrite(ticketId, i)]);
  }
  const isDone = async (): Promise<boolean> => {
    const { waiting, underWay } = await writes.query(writesState);
    return waiting + underWay === 0;
  };
  while (!(await isDone())) await pause(200);
  const requests = updatesIn(await requestsMade(stack)) - before;
  return [
    measure({
      name: 'updates: fewer ticket-update requests, 300 updates a minute',
      value: 100 * (1 - requests / count),
      unit: '%',
      better: 'higher',
      target: 98,
    }),
    measure({ name: 'updates:   ticket-update requests for them', value: requests, unit: 'requests', better: 'lower' }),
  ];
}
