import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { completeChoice } from '../domain/outbound/complete.ts';
import { findChoice } from '../domain/outbound/open-choice.ts';
import type { KeptChoice } from '../domain/outbound/open-choice.ts';
import { outboundOptions } from '../domain/outbound/options.ts';
import type { OutboundOptions, OutboundQuestion, OutboundRefusal } from '../domain/session/outbound-choice.ts';
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
import { isOtherBody } from './body-hash.ts';
import type { Guards } from './guard.ts';
import type { SettingsClient } from './settings.ts';

export type OutboundCall =
  /** The choice is kept under its key until the call of the platform takes it (OUT-14). */
  | { readonly kind: 'kept'; readonly kept: KeptChoice }
  /** The key was used for a choice with another body. Nothing is changed. */
  | { readonly kind: 'key_reused' }
  /** OUT-12: the reasons are the same that the options show. Nothing is kept. */
  | { readonly kind: 'refused'; readonly refusals: readonly [OutboundRefusal, ...OutboundRefusal[]] }
  /** Zendesk could not be asked for data that the decision needs. */
  | { readonly kind: 'unanswered'; readonly trouble: NoAnswer };

/**
 * An agent prepares an outbound call. Nothing is written to Zendesk. Every call may throw a TemporalProblem. A call that
 * threw may be repeated without harm.
 */
export type OutboundClient = {
  /** OUT-4: `trouble`: why Zendesk could not be asked for everything; the options are then given without that data. */
  readonly options: (
    agentId: string,
    question: OutboundQuestion,
  ) => Promise<{ readonly options: OutboundOptions; readonly trouble: NoAnswer | null }>;
  /**
   * OUT-11, OUT-12: reads the data from Zendesk again, decides, and keeps the choice. `key` is `<agent id>.<random>`; a
   * second call with the same key gets the same answer.
   */
  readonly call: (agentId: string, wanted: WantedChoice, question: OutboundQuestion) => Promise<OutboundCall>;
  /** OUT-11: cancels the choice before its call. */
  readonly cancel: (agentId: string, key: string) => Promise<CancelledChoice>;
};

/** The key of a choice, and a hash of the body that asked for it. */
export type WantedChoice = Pick<KeptChoice, 'key' | 'bodyHash'>;

/** The workflow gives up waiting for Zendesk before this. */
const runTimeout = '1 minute';

/** @param settings gives the settings in force */
export function outboundClient(
  client: Client,
  { worker, workflowRun }: Guards,
  settings: Pick<SettingsClient, 'get'>,
): OutboundClient {
  const readKept = worker((agentId: string, key: string) => findKept(client, agentId, key));
  const keep = worker((agentId: string, wanted: Omit<KeptChoice, 'at'>) => keepChoice(client, agentId, wanted));
  const readFacts = workflowRun((start: OutboundFactsStart) => runFacts(client, start));
  return {
    async options(agentId, question) {
      const inForce = await settings.get();
      const { facts, trouble } = await readFacts({ agentId, question, settings: inForce });
      return { options: outboundOptions(question, facts, inForce), trouble };
    },
    async call(agentId, wanted, question) {
      const before = await readKept(agentId, wanted.key);
      if (before !== null) return isOtherBody(wanted, before) ? { kind: 'key_reused' } : { kind: 'kept', kept: before };
      const inForce = await settings.get();
      const { facts, trouble } = await readFacts({ agentId, question, settings: inForce });
      const completed = completeChoice(question, facts, inForce);
      if (completed.ok) {
        // Of two requests at the same time, the first keeps its choice, and both get it.
        const kept = await keep(agentId, { ...wanted, choice: completed.choice });
        return isOtherBody(wanted, kept) ? { kind: 'key_reused' } : { kind: 'kept', kept };
      }
      const [first, ...others] = completed.refusals;
      // A wrong entry of the form stays wrong, whatever Zendesk would have answered.
      if (first !== undefined) return { kind: 'refused', refusals: [first, ...others] };
      return { kind: 'unanswered', trouble: trouble ?? unanswered };
    },
    cancel: worker((agentId, key) => cancelChoice(client, agentId, key)),
  };
}

const unanswered: NoAnswer = {
  code: 'Unavailable',
  message: 'Zendesk has not said all that is needed: try again.',
};

async function runFacts(client: Client, start: OutboundFactsStart): Promise<OutboundFactsEnd> {
  return await client.workflow.execute<typeof outboundFacts>(workflowTypes.outboundFacts, {
    workflowId: `outbound-facts/${randomUUID()}`,
    taskQueue: taskQueues.sessions,
    workflowRunTimeout: runTimeout,
    args: [start],
    staticSummary: 'What an agent asks before a call',
  });
}

/** The choice that was kept under this key. Null: there is none. */
async function findKept(client: Client, agentId: string, key: string): Promise<KeptChoice | null> {
  try {
    return findChoice(await client.workflow.getHandle(outboundWorkflowId(agentId)).query(outboundState), key);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

async function keepChoice(client: Client, agentId: string, wanted: Omit<KeptChoice, 'at'>): Promise<KeptChoice> {
  return await client.workflow.executeUpdateWithStart(chooseOutbound, {
    args: [wanted],
    updateId: wanted.key,
    startWorkflowOperation: new WithStartWorkflowOperation<typeof outbound>(workflowTypes.outbound, {
      workflowId: outboundWorkflowId(agentId),
      workflowIdConflictPolicy: 'USE_EXISTING',
      taskQueue: taskQueues.sessions,
      args: [{ agentId, choices: null }],
      staticSummary: 'Outbound choices of an agent',
    }),
  });
}

async function cancelChoice(client: Client, agentId: string, key: string): Promise<CancelledChoice> {
  try {
    return await client.workflow
      .getHandle(outboundWorkflowId(agentId))
      .executeUpdate(cancelOutbound, { args: [{ key }] });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'unknown';
    throw error;
  }
}
