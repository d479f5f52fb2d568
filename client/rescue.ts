import type { Client } from '@temporalio/client';
import type { RescueReport } from '../domain/operations/rescue.ts';
import type { giveUp, rescue } from '../workflows/rescue.ts';
import { taskQueues, workflowTypes } from '../workflows/messages.ts';

/**
 * OPS-6: gives a session up. It is terminated if it runs, its data is kept as that of a session without a ticket, and the
 * rescue does not start it again. False: there is no such session.
 */
export async function giveUpSession(client: Client, sessionId: string, by: string): Promise<boolean> {
  return await client.workflow.execute<typeof giveUp>(workflowTypes.giveUp, {
    workflowId: `give-up/${sessionId}`,
    workflowIdConflictPolicy: 'USE_EXISTING',
    taskQueue: taskQueues.sessions,
    args: [{ sessionId, by }],
    workflowRunTimeout: '2 minutes',
  });
}

/** OPS-6: the report of the last search for stopped sessions. Null: there was none, or Temporal no longer keeps it. */
export async function lastRescue(client: Client): Promise<RescueReport | null> {
  const query = `WorkflowType = '${workflowTypes.rescue}' AND ExecutionStatus = 'Completed'`;
  // The server lists the newest run first.
  for await (const { workflowId, runId } of client.workflow.list({ query, pageSize: 1 }))
    return await client.workflow.getHandle<typeof rescue>(workflowId, runId).result();
  return null;
}
