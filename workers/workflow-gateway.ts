import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { Client } from '@temporalio/client';
import type { WorkflowGateway } from '../activities/sessions.ts';
import { failedWriteWorkflowIds, shownWriteId } from '../client/failed-write-ids.ts';
import { readSavedSettings } from '../client/saved-settings.ts';
import { summaryOf, ticketIdOf } from '../domain/operations/failed.ts';
import { searchAttributes } from '../workflows/search-attributes.ts';
import {
  configureBatching,
  enqueueWrites,
  failedWriteAgain,
  failedWriteHold,
  failedWriteWorkflowId,
  keepUnattached,
  memoKey,
  outboundWorkflowId,
  sessionWorkflowId,
  claimOutbound,
  taskQueues,
  ticketWritesWorkflowId,
  unattachedWorkflowId,
  longText,
  workflowTypes,
  writesSettled,
  writesState,
} from '../workflows/messages.ts';
import type { TicketWritesStart } from '../workflows/messages.ts';

/** gRPC status codes, see https://grpc.io/docs/guides/status-codes/. */
const unimplemented: ReadonlySet<number> = new Set([12]);

const activityTaskQueue = proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY;

/**
 * UPD-14: queries a session for a long text that it received, such as the transcript of a chat.
 *
 * @param fact the key of the text in the session
 * @returns null if the session has no text with that key, or if there is no such session
 */
export async function readLongText(client: Client, sessionId: string, fact: string): Promise<string | null> {
  try {
    return await client.workflow.getHandle(sessionWorkflowId(sessionId)).query(longText, fact);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

function shardStart(shard: number) {
  return {
    workflowId: ticketWritesWorkflowId(shard),
    taskQueue: taskQueues.sessions,
    args: [{ shard, queue: null }] as [TicketWritesStart],
    staticSummary: 'Writes of all sessions to their tickets, grouped',
  };
}

/**
 * Sends the signals, queries and updates of `workflows/messages.ts` for the activities. Activities may not import
 * `workflows/`, so they get these functions as an argument.
 */
export const workflowGateway: WorkflowGateway = {
  async enqueue(client, shard, writes) {
    await client.workflow.signalWithStart(workflowTypes.ticketWrites, {
      ...shardStart(shard),
      signal: enqueueWrites,
      signalArgs: [writes],
    });
  },

  async answer(client, { sessionId, answerTo, outcomes }) {
    await client.workflow.getHandle(answerTo ?? sessionWorkflowId(sessionId)).signal(writesSettled, outcomes);
  },

  async readSessionTicket(client, sessionId) {
    // The search attributes come from the server alone. A query would need a worker, which may be busy with this very session.
    const { typedSearchAttributes } = await client.workflow.getHandle(sessionWorkflowId(sessionId)).describe();
    const ticketId = typedSearchAttributes.get(searchAttributes.ticketId);
    if (ticketId !== undefined) return { kind: 'ticket', ticketId: Number(ticketId) };
    const phase = typedSearchAttributes.get(searchAttributes.phase);
    return { kind: phase === 'open' || phase === 'compensate' ? 'pending' : 'none' };
  },

  async claimOutboundChoice(client, agentId, call) {
    const handle = client.workflow.getHandle(outboundWorkflowId(agentId));
    return await handle.executeUpdate(claimOutbound, { args: [call], updateId: `take/${call.sessionId}` });
  },

  async isDataKept(client, sessionId) {
    const ids = [unattachedWorkflowId(sessionId), failedWriteWorkflowId(`${sessionId}/ticket`)];
    const open = await Promise.all(ids.map((id) => isRunning(client, id)));
    return open.includes(true);
  },

  async keepFailed(client, failed) {
    const { id, refusal } = failed;
    const [workflowId, earlierId] = failedWriteWorkflowIds(id);
    if (earlierId !== undefined && (await isRunning(client, earlierId))) {
      await client.workflow.getHandle(earlierId).signal(failedWriteAgain, refusal);
      return;
    }
    const shownId = shownWriteId(id);
    const ticketId = ticketIdOf(failed);
    await client.workflow.signalWithStart(workflowTypes.failedWrite, {
      workflowId,
      taskQueue: taskQueues.sessions,
      args: [{ failed }],
      signal: failedWriteAgain,
      signalArgs: [refusal],
      memo: { [memoKey]: { ...summaryOf(failed), id: shownId } },
      typedSearchAttributes: new TypedSearchAttributes(
        ticketId === null ? [] : [{ key: searchAttributes.ticketId, value: String(ticketId) }],
      ),
      staticSummary: 'A write that Zendesk refused, for an operator (OPS-3)',
    });
  },

  async keepUnattached(client, session, settings) {
    await client.workflow.signalWithStart(workflowTypes.unattached, {
      workflowId: unattachedWorkflowId(session.id),
      taskQueue: taskQueues.sessions,
      args: [{ sessionId: session.id, settings }],
      signal: keepUnattached,
      signalArgs: [session],
      staticSummary: 'Data of a session without a ticket, for an operator (END-7)',
    });
  },

  async addToKeptData(client, keptBy, session) {
    if (keptBy === 'refused ticket')
      await client.workflow.getHandle(failedWriteWorkflowId(`${session.id}/ticket`)).signal(failedWriteHold, session);
    else await client.workflow.getHandle(unattachedWorkflowId(session.id)).signal(keepUnattached, session);
  },

  async configure(client, shard, batching) {
    await client.workflow.getHandle(ticketWritesWorkflowId(shard)).signal(configureBatching, batching);
  },

  async startAndConfigure(client, shard, batching) {
    await client.workflow.signalWithStart(workflowTypes.ticketWrites, {
      ...shardStart(shard),
      signal: configureBatching,
      signalArgs: [batching],
    });
  },

  async shardState(client, shard) {
    // A terminated workflow still answers queries. Its writes do not count: the sessions hand them over again.
    if (!(await isRunning(client, ticketWritesWorkflowId(shard)))) return null;
    const handle = client.workflow.getHandle(ticketWritesWorkflowId(shard));
    const { batching, waiting, underWay, elsewhere } = await handle.query(writesState);
    return { batching, isEmpty: waiting + underWay + elsewhere === 0 };
  },

  async limitRate(client, requestsPerMinute) {
    try {
      await client.workflowService.updateTaskQueueConfig({
        namespace: client.options.namespace,
        taskQueue: taskQueues.zendesk,
        taskQueueType: activityTaskQueue,
        updateQueueRateLimit: {
          rateLimit: { requestsPerSecond: requestsPerMinute / 60 },
          reason: 'zendesk.requestsPerMinute of the settings',
        },
      });
    } catch (error) {
      // Temporal servers before 1.29 do not implement this call. They keep the rate with which the workers were started.
      if (!isGrpcServiceError(error) || !unimplemented.has(error.code)) throw error;
    }
  },

  savedSettings: readSavedSettings,
};
