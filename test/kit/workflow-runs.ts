import { Client, Connection } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';

/** One run of a workflow that continues as new. */
export type Run = {
  readonly runId: string;
  /** The number of events in its history. */
  readonly events: number;
  /** The size of its input: bytes of all payloads. */
  readonly inputBytes: number;
};

/**
 * Calls `read` with a client that accepts messages of any size. A page of a history can be larger than the default
 * limit, and the time-skipping server does not split histories into pages.
 */
export async function withHistories<Found>(
  env: TestWorkflowEnvironment,
  read: (client: Client) => Promise<Found>,
): Promise<Found> {
  const channelArgs = { 'grpc.max_receive_message_length': -1 };
  const connection = await Connection.connect({ address: env.address, channelArgs });
  try {
    const { dataConverter } = env.client.options;
    return await read(new Client({ connection, namespace: env.namespace ?? 'default', dataConverter }));
  } finally {
    await connection.close();
  }
}

/** Gives the runs of a workflow, the first one first. */
export async function runsOf(env: TestWorkflowEnvironment, workflowId: string): Promise<readonly Run[]> {
  return await withHistories(env, async ({ workflow }) => {
    const runs: Run[] = [];
    let { runId } = await workflow.getHandle(workflowId).describe();
    while (runId !== '') {
      const { events } = await workflow.getHandle(workflowId, runId).fetchHistory();
      const start = events?.[0]?.workflowExecutionStartedEventAttributes;
      const inputBytes = (start?.input?.payloads ?? []).reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
      runs.unshift({ runId, events: events?.length ?? 0, inputBytes });
      runId = start?.continuedExecutionRunId ?? '';
    }
    return runs;
  });
}
