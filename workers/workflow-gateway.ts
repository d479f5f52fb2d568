import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import type { WorkflowGateway } from '../activities/sessions.ts';
import { summaryOf, ticketIdOf } from '../domain/operations/failed.ts';
import { searchAttributes } from '../workflows/search-attributes.ts';
import {
  configureBatching,
  currentBatching,
  currentSettings,
  enqueueWrites,
  failedWriteAgain,
  failedWriteHold,
  failedWriteWorkflowId,
  keepUnattached,
  memoKey,
  outboundWorkflowId,
  sessionState,
  sessionWorkflowId,
  settingsWorkflowId,
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

/** gRPC status, as https://grpc.io/docs/guides/status-codes/ lists them. */
const unimplemented: ReadonlySet<number> = new Set([12]);

/** As the server's API numbers them (temporal.api.enums.v1.TaskQueueType). */
const activityTaskQueue = 2;

/** UPD-14: asks the session for a long text that it was told. Null: it keeps none by that name, or is gone itself. */
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

async function unlessMissing<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Binds the activities that speak to Temporal to the message definitions, which they may not know themselves. */
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
    const { ticketId, ticketIs } = await client.workflow.getHandle(sessionWorkflowId(sessionId)).query(sessionState);
    if (ticketId !== null) return { kind: 'ticket', ticketId };
    return { kind: ticketIs === 'not yet' ? 'pending' : 'none' };
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
    const ticketId = ticketIdOf(failed);
    await client.workflow.signalWithStart(workflowTypes.failedWrite, {
      workflowId: failedWriteWorkflowId(id),
      taskQueue: taskQueues.sessions,
      args: [{ failed }],
      signal: failedWriteAgain,
      signalArgs: [refusal],
      memo: { [memoKey]: summaryOf(failed) },
      typedSearchAttributes: new TypedSearchAttributes(
        ticketId === null ? [] : [{ key: searchAttributes.ticketId, value: String(ticketId) }],
      ),
      staticSummary: `Failed write ${id}`,
    });
  },

  async keepUnattached(client, session, settings) {
    await client.workflow.signalWithStart(workflowTypes.unattached, {
      workflowId: unattachedWorkflowId(session.id),
      taskQueue: taskQueues.sessions,
      args: [{ sessionId: session.id, settings }],
      signal: keepUnattached,
      signalArgs: [session],
      staticSummary: `Data of session ${session.id}, which has no ticket`,
    });
  },

  async addToKeptData(client, kept, session) {
    if (kept === 'refused ticket')
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
    // One that was terminated still answers queries; what it held, its sessions hand over again.
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
      // A server before 1.29 knows no such call: there the rate stays the one that workers start with.
      if (!isGrpcServiceError(error) || !unimplemented.has(error.code)) throw error;
    }
  },

  async settings(client) {
    return await unlessMissing(client.workflow.getHandle(settingsWorkflowId).query(currentSettings));
  },

  async batching(client) {
    return await unlessMissing(client.workflow.getHandle(settingsWorkflowId).query(currentBatching));
  },
};
