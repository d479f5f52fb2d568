import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import type { Budget, Finding } from '../domain/operations/budget.ts';
import type { FieldSettings } from '../domain/settings/settings.ts';
import { taskQueues, workflowTypes } from '../workflows/messages.ts';
import type { budget, connectionCheck, createFields } from '../workflows/questions.ts';
import { temporalProblem } from './errors.ts';

/** Questions to Zendesk, answered by a worker under the common rate limit. Every call may throw a TemporalProblem. */
export type OperationsClient = {
  /** OPS-4. */
  readonly budget: () => Promise<Budget>;
  /** OPS-5. */
  readonly check: () => Promise<readonly Finding[]>;
  /** FLD-1: two at once are one. `steps`: in words what was done about each field and form; a null id could not be made. */
  readonly createFields: () => Promise<
    | { readonly kind: 'created'; readonly fields: FieldSettings; readonly steps: readonly string[] }
    /** The message says what to do. */
    | { readonly kind: 'failed'; readonly message: string }
  >;
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
  const makeFields: OperationsClient['createFields'] = async () => {
    try {
      const made = await client.workflow.execute<typeof createFields>(workflowTypes.createFields, {
        workflowId: 'create-fields',
        workflowIdConflictPolicy: 'USE_EXISTING',
        taskQueue: taskQueues.sessions,
        workflowRunTimeout: '3 minutes',
      });
      return { kind: 'created', ...made };
    } catch (error) {
      const failed = error instanceof WorkflowFailedError ? error.cause : null;
      if (failed instanceof ActivityFailure && failed.cause instanceof ApplicationFailure)
        return { kind: 'failed', message: failed.cause.message };
      throw error;
    }
  };
  return {
    createFields: () => call(makeFields()),
    budget: () => call(client.workflow.execute<typeof budget>(workflowTypes.budget, options('budget'))),
    check: () =>
      call(client.workflow.execute<typeof connectionCheck>(workflowTypes.connectionCheck, options('connection-check'))),
  };
}
