import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Budget, Finding } from '../domain/operations/budget.ts';
import { taskQueues, workflowTypes } from '../workflows/messages.ts';
import type { budget, connectionCheck } from '../workflows/questions.ts';
import { temporalProblem } from './errors.ts';

/** Questions to Zendesk, answered by a worker under the common rate limit. Every call may throw a TemporalProblem. */
export type OperationsClient = {
  /** OPS-4. */
  readonly budget: () => Promise<Budget>;
  /** OPS-5. */
  readonly check: () => Promise<readonly Finding[]>;
};

/** Longer than the activity behind it may take. */
const runTimeout = '1 minute';

export function operationsClient(client: Client): OperationsClient {
  const options = (type: string): { workflowId: string; taskQueue: string; workflowRunTimeout: typeof runTimeout } => ({
    workflowId: `${type}/${randomUUID()}`,
    taskQueue: taskQueues.sessions,
    workflowRunTimeout: runTimeout,
  });
  const call = async <Result>(what: Promise<Result>): Promise<Result> => {
    try {
      return await what;
    } catch (error) {
      throw temporalProblem(error) ?? error;
    }
  };
  return {
    budget: () => call(client.workflow.execute<typeof budget>(workflowTypes.budget, options('budget'))),
    check: () =>
      call(client.workflow.execute<typeof connectionCheck>(workflowTypes.connectionCheck, options('connection-check'))),
  };
}
