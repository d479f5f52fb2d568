import { readSession } from '../domain/session/read-session.ts';
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { DryRunStart } from '../domain/operations/dry-run.ts';
import type { NoAnswer } from '../domain/zendesk/error-codes.ts';
import type { DryRunAnswer } from '../domain/operations/dry-run-answer.ts';
import { dryRunAnswer } from '../domain/operations/dry-run-answer.ts';
import type { DryRunProblem } from '../domain/operations/dry-run-request.ts';
import { parseDryRun } from '../domain/operations/dry-run-request.ts';
import type { dryRun } from '../workflows/dry-run.ts';
import { taskQueues, workflowTypes } from '../workflows/messages.ts';
import type { Guards } from './guard.ts';
import type { SettingsClient } from './settings.ts';

export type DryRunResult =
  /** `trouble`: why Zendesk could not be asked; the answer is then given without Zendesk. Null: Zendesk was asked. */
  | { readonly kind: 'answered'; readonly answer: DryRunAnswer; readonly trouble: NoAnswer | null }
  /** The question is wrong. `problems` has every problem with its path. */
  | { readonly kind: 'refused'; readonly problems: readonly DryRunProblem[] };

/** OPS-2: takes a question `{session, events?, settings?}`, which `parseDryRun` reads. May throw a TemporalProblem. */
export type DryRunClient = (question: unknown) => Promise<DryRunResult>;

/** The workflow gives up waiting for Zendesk before this. */
const runTimeout = '1 minute';

/** @param settings gives the settings in force, which the question may override */
export function dryRunClient(
  client: Client,
  { workflowRun }: Guards,
  settings: Pick<SettingsClient, 'get'>,
): DryRunClient {
  const run = workflowRun((start: DryRunStart) =>
    client.workflow.execute<typeof dryRun>(workflowTypes.dryRun, {
      workflowId: `dry-run/${randomUUID()}`,
      taskQueue: taskQueues.sessions,
      workflowRunTimeout: runTimeout,
      args: [start],
      staticSummary: 'What would a session decide?',
    }),
  );
  return async (question) => {
    const parsed = parseDryRun(question, await settings.get(), Date.now());
    if (!parsed.ok) return { kind: 'refused', problems: parsed.problems };
    const { session, steps, at, trouble } = await run(parsed.start);
    return { kind: 'answered', answer: dryRunAnswer(readSession(session, parsed.start.settings, at), steps), trouble };
  };
}
