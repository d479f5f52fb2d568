import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { TemporalSide } from '../activities/sessions.ts';
import {
  configureBatching,
  currentSettings,
  enqueueWrites,
  sessionState,
  sessionWorkflowId,
  settingsWorkflowId,
  taskQueues,
  ticketWritesWorkflowId,
  toldText,
  workflowTypes,
  writesSettled,
} from '../workflows/messages.ts';

/** gRPC status, as https://grpc.io/docs/guides/status-codes/ lists them. */
const unimplemented: ReadonlySet<number> = new Set([12]);

/** As the server's API numbers them (temporal.api.enums.v1.TaskQueueType). */
const activityTaskQueue = 2;

/** UPD-14: asks the session for a long text that it was told. Null: it keeps none by that name, or is gone itself. */
export async function readTold(client: Client, sessionId: string, fact: string): Promise<string | null> {
  try {
    return await client.workflow.getHandle(sessionWorkflowId(sessionId)).query(toldText, fact);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Binds the activities that speak to Temporal to the message definitions, which they may not know themselves. */
export const temporalSide: TemporalSide = {
  async enqueue(client, shard, writes) {
    await client.workflow.signalWithStart(workflowTypes.ticketWrites, {
      workflowId: ticketWritesWorkflowId(shard),
      taskQueue: taskQueues.sessions,
      args: [{ shard, queue: null }],
      signal: enqueueWrites,
      signalArgs: [writes],
      staticSummary: 'Writes of all sessions to their tickets, grouped',
    });
  },

  async answer(client, sessionId, outcomes) {
    await client.workflow.getHandle(sessionWorkflowId(sessionId)).signal(writesSettled, outcomes);
  },

  async ticketOf(client, sessionId) {
    const { ticketId, ticketIs } = await client.workflow.getHandle(sessionWorkflowId(sessionId)).query(sessionState);
    if (ticketId !== null) return { kind: 'ticket', ticketId };
    return { kind: ticketIs === 'not yet' ? 'pending' : 'none' };
  },

  async configure(client, shard, batching) {
    await client.workflow.getHandle(ticketWritesWorkflowId(shard)).signal(configureBatching, batching);
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
    try {
      return await client.workflow.getHandle(settingsWorkflowId).query(currentSettings);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  },
};
