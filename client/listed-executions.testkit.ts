import { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { vi } from 'vitest';

/** A run of a workflow as the server lists it. Search attributes are given by name, with their type in Temporal. */
export type ListedExecution = {
  readonly workflowId: string;
  readonly status?: keyof typeof temporal.api.enums.v1.WorkflowExecutionStatus;
  readonly startTime?: { readonly seconds: number; readonly nanos: number };
  readonly closeTime?: { readonly seconds: number; readonly nanos: number };
  readonly attributes?: Readonly<Record<string, readonly [type: string, value: unknown]>>;
};

/** A client without a connection, whose server answers each list with these runs. `queries` holds the queries of the lists. */
export function clientThatLists(
  executions: readonly ListedExecution[],
  nextPageToken = '',
): { readonly client: Client; readonly queries: readonly string[] } {
  const client = new Client({ connection: Connection.lazy() });
  const queries: string[] = [];
  const answer = temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse.fromObject({
    executions: executions.map(
      ({ workflowId, status = 'WORKFLOW_EXECUTION_STATUS_RUNNING', attributes = {}, ...times }) => ({
        execution: { workflowId, runId: `run of ${workflowId}` },
        type: { name: 'session' },
        taskQueue: 'sessions',
        historyLength: 10,
        startTime: { seconds: 1_767_225_600, nanos: 0 },
        status,
        ...times,
        searchAttributes: {
          indexedFields: Object.fromEntries(
            Object.entries(attributes).map(([name, [type, value]]) => [
              name,
              {
                metadata: { encoding: Buffer.from('json/plain'), type: Buffer.from(type) },
                data: Buffer.from(JSON.stringify(value)),
              },
            ]),
          ),
        },
      }),
    ),
    nextPageToken: Buffer.from(nextPageToken),
  });
  vi.spyOn(client.workflowService, 'listWorkflowExecutions').mockImplementation(async ({ query }) => {
    queries.push(query ?? '');
    return answer;
  });
  return { client, queries };
}
