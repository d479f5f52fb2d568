import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { WithStartWorkflowOperation, WorkflowFailedError } from '@temporalio/client';
import { TimeoutFailure, WorkflowNotFoundError } from '@temporalio/common';
import { completeChoice } from '../domain/outbound/complete.ts';
import { choiceOf } from '../domain/outbound/open-choice.ts';
import type { KeptChoice } from '../domain/outbound/open-choice.ts';
import { outboundOptions } from '../domain/outbound/options.ts';
import type { OutboundOptions, OutboundQuestion, OutboundRefusal } from '../domain/session/outbound-choice.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { NoAnswer } from '../domain/zendesk/error-codes.ts';
import type { CancelledChoice, OutboundFactsEnd, OutboundFactsStart } from '../workflows/messages.ts';
import {
  cancelOutbound,
  chooseOutbound,
  outboundState,
  outboundWorkflowId,
  taskQueues,
  workflowTypes,
} from '../workflows/messages.ts';
import type { outbound } from '../workflows/outbound.ts';
import type { outboundFacts } from '../workflows/outbound-facts.ts';
import { TemporalProblem, temporalProblem } from './errors.ts';

export type OutboundCall =
  /** Kept under its key until the platform's call takes it (OUT-14). */
  | { readonly kind: 'kept'; readonly kept: KeptChoice }
  /** OUT-12: with the reasons that the options show; nothing is kept. */
  | { readonly kind: 'refused'; readonly refusals: readonly [OutboundRefusal, ...OutboundRefusal[]] }
  /** Zendesk could not be asked for what the decision needs. */
  | { readonly kind: 'unanswered'; readonly trouble: NoAnswer };

/**
 * What an agent asks and does before an outbound call. Nothing is written to Zendesk. Every call may throw a
 * TemporalProblem; repeating a call that threw is harmless.
 */
export type OutboundClient = {
  /** OUT-4: `trouble`: Zendesk could not be asked for all, and the answer is what is known without it. */
  readonly options: (
    agentId: string,
    question: OutboundQuestion,
  ) => Promise<{ readonly options: OutboundOptions; readonly trouble: NoAnswer | null }>;
  /** OUT-11, OUT-12: asks Zendesk anew. `key`: `<agent id>.<random>`; the same again gives the same answer. */
  readonly call: (agentId: string, key: string, question: OutboundQuestion) => Promise<OutboundCall>;
  /** OUT-11: the agent changed their mind. */
  readonly cancel: (agentId: string, key: string) => Promise<CancelledChoice>;
};

/** Longer than the workflow waits for Zendesk. */
const runTimeout = '1 minute';

/**
 * @param inForce reads the settings
 * @param promptly makes a call that needs a worker, within the time that one call may take
 */
export function outboundClient(
  client: Client,
  inForce: () => Promise<Settings>,
  promptly: <Result>(what: () => Promise<Result>) => Promise<Result>,
): OutboundClient {
  return {
    async options(agentId, question) {
      const settings = await inForce();
      const { facts, trouble } = await factsOf(client, { agentId, question, settings });
      return { options: outboundOptions(question, facts, settings), trouble };
    },
    async call(agentId, key, question) {
      const before = await promptly(() => keptBefore(client, agentId, key));
      if (before !== null) return { kind: 'kept', kept: before };
      const settings = await inForce();
      const { facts, trouble } = await factsOf(client, { agentId, question, settings });
      const completed = completeChoice(question, facts, settings);
      if (completed.ok) {
        const { choice } = completed;
        return { kind: 'kept', kept: await promptly(() => keep(client, agentId, { key, choice })) };
      }
      const [first, ...others] = completed.refusals;
      // What is wrong with what was filled in is wrong whatever Zendesk would say.
      if (first !== undefined) return { kind: 'refused', refusals: [first, ...others] };
      return { kind: 'unanswered', trouble: trouble ?? unanswered };
    },
    cancel: (agentId, key) => promptly(() => cancel(client, agentId, key)),
  };
}

const unanswered: NoAnswer = {
  code: 'Unavailable',
  message: 'Zendesk has not said all that is needed: try again.',
};

async function factsOf(client: Client, start: OutboundFactsStart): Promise<OutboundFactsEnd> {
  try {
    return await client.workflow.execute<typeof outboundFacts>(workflowTypes.outboundFacts, {
      workflowId: `outbound-facts/${randomUUID()}`,
      taskQueue: taskQueues.sessions,
      workflowRunTimeout: runTimeout,
      args: [start],
      staticSummary: 'What an agent asks before a call',
    });
  } catch (error) {
    if (error instanceof WorkflowFailedError && error.cause instanceof TimeoutFailure)
      throw new TemporalProblem('no_worker', { cause: error });
    throw temporalProblem(error) ?? error;
  }
}

async function keptBefore(client: Client, agentId: string, key: string): Promise<KeptChoice | null> {
  try {
    return choiceOf(await client.workflow.getHandle(outboundWorkflowId(agentId)).query(outboundState), key);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

async function keep(client: Client, agentId: string, wanted: Omit<KeptChoice, 'at'>): Promise<KeptChoice> {
  return await client.workflow.executeUpdateWithStart(chooseOutbound, {
    args: [wanted],
    updateId: wanted.key,
    startWorkflowOperation: new WithStartWorkflowOperation<typeof outbound>(workflowTypes.outbound, {
      workflowId: outboundWorkflowId(agentId),
      workflowIdConflictPolicy: 'USE_EXISTING',
      taskQueue: taskQueues.sessions,
      args: [{ agentId, choices: null }],
      staticSummary: `Outbound choices of agent ${agentId}`,
    }),
  });
}

async function cancel(client: Client, agentId: string, key: string): Promise<CancelledChoice> {
  try {
    return await client.workflow
      .getHandle(outboundWorkflowId(agentId))
      .executeUpdate(cancelOutbound, { args: [{ key }] });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'unknown';
    throw error;
  }
}
