import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { TemporalSide } from '../activities/sessions.ts';
import {
  configureBatching,
  currentSettings,
  enqueueWrites,
  sessionWorkflowId,
  settingsWorkflowId,
  taskQueues,
  ticketWritesWorkflowId,
  workflowTypes,
  writesSettled,
} from '../workflows/messages.ts';

/** gRPC status, as https://grpc.io/docs/guides/status-codes/ lists them. */
const unimplemented: ReadonlySet<number> = new Set([12]);

/** As the server's API numbers them (temporal.api.enums.v1.TaskQueueType). */
const activityTaskQueue = 2;

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
