import { Client, Connection } from '@temporalio/client';
import type { House } from './house.testkit.ts';

/** One run of a workflow that goes on as a new one. */
export type Run = {
  readonly runId: string;
  /** The length of its history. */
  readonly events: number;
  /** What it was started with: bytes of all payloads. */
  readonly carriedBytes: number;
};

/**
 * The runs of a workflow, the first one first. Their histories are read whole: the time-skipping server gives no pages, so
 * the messages are larger than a client takes by default.
 */
export async function runsOf(house: House, workflowId: string): Promise<readonly Run[]> {
  const channelArgs = { 'grpc.max_receive_message_length': -1 };
  const connection = await Connection.connect({ address: house.env.address, channelArgs });
  const client = new Client({ connection, namespace: house.env.namespace ?? 'default' });
  try {
    const runs: Run[] = [];
    let { runId } = await client.workflow.getHandle(workflowId).describe();
    while (runId !== '') {
      const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      const start = events?.[0]?.workflowExecutionStartedEventAttributes;
      const carriedBytes = (start?.input?.payloads ?? []).reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
      runs.unshift({ runId, events: events?.length ?? 0, carriedBytes });
      runId = start?.continuedExecutionRunId ?? '';
    }
    return runs;
  } finally {
    await connection.close();
  }
}
