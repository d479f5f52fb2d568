import { Client, Connection } from '@temporalio/client';
import { createSessionActivities } from '../../activities/sessions.ts';
import type { SavedSettings, WorkflowGateway } from '../../activities/sessions.ts';
import { createZendeskActivities } from '../../activities/zendesk/zendesk-activities.ts';
import { newQueue, toJson } from '../../domain/ticket-writes/queue.ts';
import { batchingOf } from '../../domain/ticket-writes/batching.ts';
import { currentAttempt } from './temporal/attempt.ts';
import type { Worker } from './temporal/activities.ts';
import type { TemporalModel } from './temporal/temporal-model.ts';
import { fileHost, zendeskUrl } from './network.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Data that sessions left behind for an operator: failed writes by their id, and sessions without a ticket by theirs. */
export type LeftBehind = { failed: ReadonlySet<string>; unattached: ReadonlySet<string> };

export type WorkersOf = {
  readonly time: VirtualTime;
  readonly temporal: () => TemporalModel;
  readonly saved: SavedSettings;
  readonly leftBehind: LeftBehind;
  /** The size of the queue of ticket writes above which it sends writes back (BAT-9). Null: that of the product. */
  readonly queueBytes: number | null;
  /** Called when a write, or the draft of a ticket, is handed over. */
  readonly onWanted: (id: string) => void;
};

/** It is never connected: the gateway below gets it with each call, and does not use it. */
const client = new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) });
const requestMs = 6;

/** Starts a worker process with the product's own activities. What they keep in memory is lost with the process. */
export function startWorker(world: WorkersOf): Worker {
  const zendesk = createZendeskActivities({
    zendesk: { url: zendeskUrl, credentials: { kind: 'token', email: 'admin@example.com', token: 'local-only' } },
    fileHosts: [fileHost],
    readLongText: async (sessionId, fact) => {
      const text = world.temporal().query(`session/${sessionId}`, 'longText', [fact]);
      return typeof text === 'string' ? text : null;
    },
  });
  const sessions = createSessionActivities({ client, gateway: gatewayOf(world), accountTimeZone: async () => 'UTC' });
  return {
    ...zendesk,
    ...sessions,
    openTicket: async (...given: Parameters<typeof zendesk.openTicket>) => {
      world.onWanted(given[0].key);
      return await zendesk.openTicket(...given);
    },
    handOver: async (...given: Parameters<typeof sessions.handOver>) => {
      for (const { id } of given[0].writes) world.onWanted(id);
      await sessions.handOver(...given);
    },
  };
}

/** The messages of `workers/workflow-gateway.ts`, sent to the model of Temporal. */
function gatewayOf(world: WorkersOf): WorkflowGateway {
  const { temporal, leftBehind, saved, queueBytes } = world;
  const request = async <T>(work: () => T): Promise<T> => await requestTemporal(world.time, work);
  const shardStart = (shard: number) => ({
    workflowId: `ticket-writes/${shard}`,
    type: 'ticketWrites',
    args: [{ shard, queue: queueBytes === null ? null : smallQueue(world, shard, queueBytes) }],
    allowDuplicate: true,
  });
  return {
    enqueue: async (_, shard, writes) =>
      await request(() => temporal().signalWithStart(shardStart(shard), 'writes.enqueue', [writes])),
    answer: async (_, { sessionId, answerTo, outcomes }) =>
      await request(() => temporal().signal(answerTo ?? `session/${sessionId}`, 'writes.settled', [outcomes])),
    readSessionTicket: async () => await request(() => ({ kind: 'none' as const })),
    isDataKept: async (_, sessionId) =>
      await request(() => leftBehind.unattached.has(sessionId) || leftBehind.failed.has(`${sessionId}/ticket`)),
    claimOutboundChoice: async () => await request(() => null),
    configure: async (_, shard, batching) =>
      await request(() => temporal().signal(`ticket-writes/${shard}`, 'batching.configure', [batching])),
    startAndConfigure: async (_, shard, batching) =>
      await request(() => temporal().signalWithStart(shardStart(shard), 'batching.configure', [batching])),
    shardState: async () => await request(() => null),
    keepFailed: async (_, failed) =>
      await request(() => {
        leftBehind.failed = new Set([...leftBehind.failed, failed.id]);
      }),
    keepUnattached: async (_, session) =>
      await request(() => {
        leftBehind.unattached = new Set([...leftBehind.unattached, session.id]);
      }),
    addToKeptData: async () => await request(() => undefined),
    limitRate: async () => undefined,
    savedSettings: async () => await request(() => saved),
  };
}

/** The queue as an earlier run of the ticket-writes workflow passes it on, with less room than usual. */
function smallQueue({ saved, time }: WorkersOf, shard: number, mostBytes: number): object {
  const batching = batchingOf(saved.settings, saved.sharding);
  return toJson(newQueue(batching, shard, { mostBytes, forgottenUpTo: time.now() - 3_000 }));
}

/** One request to Temporal. A worker that is killed meanwhile has sent it already, or never does. */
async function requestTemporal<T>(time: VirtualTime, work: () => T): Promise<T> {
  await time.pause(requestMs);
  const attempt = currentAttempt();
  if (attempt?.isLost === true && !attempt.lands) return await new Promise<never>(() => undefined);
  const result = work();
  await time.pause(requestMs);
  if (attempt?.isLost === true) return await new Promise<never>(() => undefined);
  return result;
}
