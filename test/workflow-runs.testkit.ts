import { Client, Connection } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';

/** One run of a workflow that goes on as a new one. */
export type Run = {
  readonly runId: string;
  /** The length of its history. */
  readonly events: number;
  /** What it was started with: bytes of all payloads. */
  readonly carriedBytes: number;
};

/**
 * Gives a client that reads histories whole: a page may be larger than a client takes by default, and the time-skipping
 * server gives no pages at all.
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

/** The runs of a workflow, the first one first. */
export async function runsOf(env: TestWorkflowEnvironment, workflowId: string): Promise<readonly Run[]> {
  return await withHistories(env, async ({ workflow }) => {
    const runs: Run[] = [];
    let { runId } = await workflow.getHandle(workflowId).describe();
    while (runId !== '') {
      const { events } = await workflow.getHandle(workflowId, runId).fetchHistory();
      const start = events?.[0]?.workflowExecutionStartedEventAttributes;
      const carriedBytes = (start?.input?.payloads ?? []).reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
      runs.unshift({ runId, events: events?.length ?? 0, carriedBytes });
      runId = start?.continuedExecutionRunId ?? '';
    }
    return runs;
  });
}
