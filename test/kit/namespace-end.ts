import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Client, WorkflowExecutionInfo, WorkflowHandle } from '@temporalio/client';
import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import type { ReplayWorkerOptions } from '@temporalio/worker';

/** Ends all workflows and Schedules of the namespace, so that they do no more work on the server. */
export async function endAll(client: Client): Promise<void> {
  for await (const { scheduleId } of client.schedule.list()) await client.schedule.getHandle(scheduleId).delete();
  const running: WorkflowExecutionInfo[] = [];
  for await (const workflow of client.workflow.list({ query: "ExecutionStatus = 'Running'" })) running.push(workflow);
  const ended = running.map(({ workflowId }) =>
    // The workflow may have ended since it was listed.
    client.workflow
      .getHandle(workflowId)
      .terminate('The test is over.')
      .catch(() => undefined),
  );
  await Promise.all(ended);
}

type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

/**
 * Whether the server discarded a workflow task of the run, because more than a hundred messages came while it was performed.
 * If a local activity was under way then, the worker goes on with what it had computed, instead of beginning the task anew.
 * The history lacks the discarded part, so it may not replay. The rescue takes such a session up (OPS-6).
 */
function wasDiscarded(events: readonly HistoryEvent[]): boolean {
  const cause = proto.temporal.api.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND;
  return events.some(({ workflowTaskFailedEventAttributes: failed }) => failed?.cause === cause);
}

/**
 * Replays each run of every workflow of the namespace against the current workflow code. Throws the first failure, and leaves
 * its history in a file, because the namespace ends with the test.
 */
export async function replayAll(
  client: Client,
  options: Pick<ReplayWorkerOptions, 'workflowBundle' | 'dataConverter'>,
): Promise<void> {
  // One worker replays all histories, because the start of a worker takes longer than a replay.
  const replays = Worker.runReplayHistories(options, client.workflow.list().intoHistories());
  for await (const { workflowId, runId, error } of replays) {
    if (error === undefined) continue;
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    if (wasDiscarded(history.events ?? [])) continue;
    const file = join(tmpdir(), `${runId}.json`);
    await writeFile(file, historyToJSON(history));
    throw new Error(`${workflowId} does not replay. Its history is in ${file}. ${error.message}`, { cause: error });
  }
}
