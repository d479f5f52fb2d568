import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import type { Budget, Finding } from '../domain/operations/budget.ts';
import type { FieldSettings } from '../domain/settings/settings.ts';
import { taskQueues, workflowTypes } from '../workflows/messages.ts';
import type { budget, connectionCheck, createFields } from '../workflows/questions.ts';
import type { Guards } from './guard.ts';
import { readRetention, retentionWarnings } from './readiness.ts';

/** Requests to Zendesk that a worker makes, under the rate limit of the account. Every call may throw a TemporalProblem. */
export type OperationsClient = {
  /** OPS-4: the use of Zendesk's request limits. */
  readonly budget: () => Promise<Budget>;
  /** OPS-5: whether Zendesk and Temporal are set up as the product needs it. */
  readonly check: () => Promise<readonly Finding[]>;
  /**
   * FLD-1: creates the fields that sessions fill, or finds them. Two calls at the same time share one run. `steps`: in words,
   * what was done about each field and form. The id of a field that could not be created is null.
   */
  readonly createFields: () => Promise<
    | { readonly kind: 'created'; readonly fields: FieldSettings; readonly steps: readonly string[] }
    /** The message says what to do. */
    | { readonly kind: 'failed'; readonly message: string }
  >;
};

/** A short retention is a warning: the product works with it, but lists and late events need workflows that have ended. */
async function checkRetention(client: Client): Promise<Finding> {
  const seconds = await readRetention(client);
  const seen = seconds === null ? 'without end' : `${Math.floor(seconds / 3_600)} hours`;
  return { what: 'retention', ok: true, seen, remedy: retentionWarnings(seconds)[0] ?? null };
}

/** The activity in the workflow gives up before this. */
const runTimeout = '1 minute';

export function operationsClient(client: Client, { workflowRun }: Guards): OperationsClient {
  const options = (type: string): { workflowId: string; taskQueue: string; workflowRunTimeout: typeof runTimeout } => ({
    workflowId: `${type}/${randomUUID()}`,
    taskQueue: taskQueues.sessions,
    workflowRunTimeout: runTimeout,
  });
  return {
    budget: workflowRun(() => client.workflow.execute<typeof budget>(workflowTypes.budget, options('budget'))),
    check: workflowRun(async () => {
      const [findings, retention] = await Promise.all([
        client.workflow.execute<typeof connectionCheck>(workflowTypes.connectionCheck, options('connection-check')),
        checkRetention(client),
      ]);
      return [...findings, retention];
    }),
    createFields: workflowRun(async () => {
      try {
        const created = await client.workflow.execute<typeof createFields>(workflowTypes.createFields, {
          workflowId: 'create-fields',
          workflowIdConflictPolicy: 'USE_EXISTING',
          taskQueue: taskQueues.sessions,
          workflowRunTimeout: '3 minutes',
        });
        return { kind: 'created', ...created };
      } catch (error) {
        const failure = error instanceof WorkflowFailedError ? error.cause : null;
        if (failure instanceof ActivityFailure && failure.cause instanceof ApplicationFailure)
          return { kind: 'failed', message: failure.cause.message };
        throw error;
      }
    }),
  };
}
