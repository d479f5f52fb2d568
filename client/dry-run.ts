import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { TimeoutFailure } from '@temporalio/common';
import type { NoAnswer } from '../domain/zendesk/error-codes.ts';
import type { DryRunAnswer } from '../domain/operations/dry-run-answer.ts';
import { dryRunAnswer } from '../domain/operations/dry-run-answer.ts';
import type { DryRunProblem } from '../domain/operations/dry-run-request.ts';
import { parseDryRun } from '../domain/operations/dry-run-request.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { dryRun } from '../workflows/dry-run.ts';
import { taskQueues, workflowTypes } from '../workflows/messages.ts';
import { TemporalProblem, temporalProblem } from './errors.ts';

export type DryRunResult =
  /** `trouble`: Zendesk could not be asked, and the answer is what is known without it. */
  | { readonly kind: 'answered'; readonly answer: DryRunAnswer; readonly trouble: NoAnswer | null }
  /** The question itself is wrong; every problem with its path. */
  | { readonly kind: 'refused'; readonly problems: readonly DryRunProblem[] };

/** OPS-2: takes `{session, events?, settings?}` as `parseDryRun` says. May throw a TemporalProblem. */
export type DryRunClient = (question: unknown) => Promise<DryRunResult>;

/** Longer than the workflow waits for Zendesk. */
const runTimeout = '1 minute';

/** @param inForce reads the settings that hold where the question names nothing else */
export function dryRunClient(client: Client, inForce: () => Promise<Settings>): DryRunClient {
  return async (question) => {
    const parsed = parseDryRun(question, await inForce(), Date.now());
    if (!parsed.ok) return { kind: 'refused', problems: parsed.problems };
    const { settings } = parsed.start;
    try {
      const { session, steps, at, trouble } = await client.workflow.execute<typeof dryRun>(workflowTypes.dryRun, {
        workflowId: `dry-run/${randomUUID()}`,
        taskQueue: taskQueues.sessions,
        workflowRunTimeout: runTimeout,
        args: [parsed.start],
        staticSummary: 'What would a session decide?',
      });
      return { kind: 'answered', answer: dryRunAnswer(session, steps, settings, at), trouble };
    } catch (error) {
      if (error instanceof WorkflowFailedError && error.cause instanceof TimeoutFailure)
        throw new TemporalProblem('no_worker', { cause: error });
      throw temporalProblem(error) ?? error;
    }
  };
}
