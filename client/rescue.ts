import type { Client } from '@temporalio/client';
import type { RescueReport } from '../domain/operations/rescue.ts';
import type { rescue } from '../workflows/rescue.ts';
import { workflowTypes } from '../workflows/messages.ts';

/** OPS-6: what the last look for stopped sessions came to; null: there was none, or Temporal keeps it no more. */
export async function lastRescue(client: Client): Promise<RescueReport | null> {
  const query = `WorkflowType = '${workflowTypes.rescue}' AND ExecutionStatus = 'Completed'`;
  // Newest first, as the server lists them.
  for await (const { workflowId, runId } of client.workflow.list({ query, pageSize: 1 }))
    return await client.workflow.getHandle<typeof rescue>(workflowId, runId).result();
  return null;
}
