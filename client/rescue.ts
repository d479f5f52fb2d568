import type { Client } from '@temporalio/client';
import type { RescueReport } from '../domain/operations/rescue.ts';
import type { rescue } from '../workflows/rescue.ts';
import { workflowTypes } from '../workflows/messages.ts';

/** OPS-6: the report of the last search for stopped sessions. Null: there was none, or Temporal no longer keeps it. */
export async function lastRescue(client: Client): Promise<RescueReport | null> {
  const query = `WorkflowType = '${workflowTypes.rescue}' AND ExecutionStatus = 'Completed'`;
  // The server lists the newest run first.
  for await (const { workflowId, runId } of client.workflow.list({ query, pageSize: 1 }))
    return await client.workflow.getHandle<typeof rescue>(workflowId, runId).result();
  return null;
}
