import { Client, Connection } from '@temporalio/client';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { batchingOf } from '../../domain/ticket-writes/batching.ts';
import { newQueue, toJson } from '../../domain/ticket-writes/queue.ts';
import type { SavedSettings } from '../../activities/sessions.ts';
import { workflowTypes } from '../../workflows/messages.ts';
import { currentAttempt } from './temporal/attempt.ts';
import type { TemporalModel } from './temporal/temporal-model.ts';
import type { VirtualTime } from './determinism/virtual-time.ts';

/** Failed writes, and data without a ticket, that an operator deals with. Their workflows are not played. */
export type LeftBehind = {
  /** By the id of the workflow that keeps it: the id of a failed write, or of a session without a ticket. */
  kept: ReadonlyMap<string, string>;
};

export type ClientOf = {
  readonly time: VirtualTime;
  readonly temporal: () => TemporalModel;
  readonly saved: SavedSettings;
  readonly leftBehind: LeftBehind;
  /** The size of the queue of ticket writes above which it sends writes back (BAT-9). Null: that of the product. */
  readonly queueBytes: number | null;
};

/** How long a request to Temporal takes, and its answer, each. */
const requestMs = 6;

/** A client of Temporal whose requests go to the model, so that the product's own client code is played too. */
export function simulatedClient(world: ClientOf): Client {
  const { temporal, leftBehind } = world;
  const calls: WorkflowClientInterceptor = {
    signalWithStart: async ({ options, workflowType: type, signalName, signalArgs }) =>
      await requestTemporal(world.time, () => {
        const { workflowId, typedSearchAttributes: given, workflowIdReusePolicy } = options;
        if (type === workflowTypes.failedWrite || type === workflowTypes.unattached)
          leftBehind.kept = new Map([...leftBehind.kept, [workflowId, keptIn(options.args)]]);
        else {
          const attributes = given === undefined ? [] : Array.isArray(given) ? given : given.getAll();
          const args = type === workflowTypes.ticketWrites ? withSmallQueue(world, options.args) : options.args;
          const allowDuplicate = workflowIdReusePolicy !== 'REJECT_DUPLICATE';
          temporal().signalWithStart({ workflowId, type, args, attributes, allowDuplicate }, signalName, signalArgs);
        }
        return 'a run';
      }),
    signal: async ({ workflowExecution: { workflowId }, signalName, args }) => {
      await requestTemporal(world.time, () => {
        if (leftBehind.kept.has(workflowId)) return;
        temporal().signal(workflowId, signalName, args);
      });
    },
    query: async ({ workflowExecution: { workflowId }, queryType, args }) =>
      await requestTemporal(world.time, () => {
        const answer = temporal().query(workflowId, queryType, args);
        if (answer === undefined) throw new WorkflowNotFoundError('not found', workflowId, undefined);
        return answer;
      }),
  };
  return new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }), interceptors: { workflow: [calls] } });
}

/** The id of the failed write, or of the session, with which such a workflow starts. */
function keptIn([start]: readonly unknown[]): string {
  if (typeof start !== 'object' || start === null) return '';
  if ('sessionId' in start) return String(start.sessionId);
  const failed: unknown = 'failed' in start ? start.failed : null;
  return typeof failed === 'object' && failed !== null && 'id' in failed ? String(failed.id) : '';
}

/** Starts the queue as an earlier run of its workflow passes it on, with less room than usual. */
function withSmallQueue({ saved, time, queueBytes }: ClientOf, args: readonly unknown[]): readonly unknown[] {
  const [start, ...rest] = args;
  if (queueBytes === null || typeof start !== 'object' || start === null || !('shard' in start)) return args;
  const batching = batchingOf(saved.settings, saved.sharding);
  const limits = { mostBytes: queueBytes, forgottenUpTo: time.now() - 3_000 };
  return [{ ...start, queue: toJson(newQueue(batching, Number(start.shard), limits)) }, ...rest];
}

/** One request to Temporal. A worker that is killed meanwhile has sent it already, or never does. */
export async function requestTemporal<T>(time: VirtualTime, work: () => T): Promise<T> {
  await time.pause(requestMs);
  const attempt = currentAttempt();
  if (attempt?.isLost === true && !attempt.lands) return await new Promise<never>(() => undefined);
  const result = work();
  await time.pause(requestMs);
  if (attempt?.isLost === true) return await new Promise<never>(() => undefined);
  return result;
}
