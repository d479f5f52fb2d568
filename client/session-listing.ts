import type { Client } from '@temporalio/client';
import { sessionWorkflowId, workflowTypes } from '../workflows/messages.ts';
import { searchAttributes } from '../workflows/search-attributes.ts';
import type { Guards } from './guard.ts';
import { oneOf, quoted } from './session-search.ts';
import { isListedLive } from '../domain/session-view/agent-session.ts';

/** A session as Temporal lists it. */
export type ListedSession = {
  readonly id: string;
  readonly agentId: string | null;
  /** Ms since the epoch, by the clock of Temporal. */
  readonly changedAt: number;
};

/**
 * The list of sessions that Temporal keeps. A change appears in it after about a second. Every call may throw a
 * TemporalProblem.
 */
export type SessionListing = {
  /** The ids of the live sessions of an agent. */
  readonly ofAgent: (agentId: string) => Promise<readonly string[]>;
  /** The sessions, running or not, that changed after `since`: ms since the epoch. */
  readonly changedSince: (since: number) => Promise<readonly ListedSession[]>;
};

const pageSize = 1_000;

export function sessionListing(client: Client, { server }: Guards): SessionListing {
  const { agentId, changedAt, phase, waitsFor } = searchAttributes;
  const ofType = `WorkflowType = ${quoted(workflowTypes.session)}`;
  const list = (...conditions: readonly string[]) =>
    client.workflow.list({ query: [ofType, ...conditions].join(' AND '), pageSize });
  return {
    ofAgent: server(async (id) => {
      const ids: string[] = [];
      const running = list(`ExecutionStatus = 'Running'`, oneOf(agentId.name, id));
      for await (const { workflowId, typedSearchAttributes: attributes } of running)
        if (isListedLive(attributes.get(phase) ?? null, attributes.get(waitsFor) ?? null))
          ids.push(sessionIdOf(workflowId));
      return ids;
    }),
    changedSince: server(async (since) => {
      const rows: ListedSession[] = [];
      const changed = list(`${changedAt.name} > ${quoted(new Date(since).toISOString())}`);
      for await (const { workflowId, typedSearchAttributes: attributes } of changed)
        rows.push({
          id: sessionIdOf(workflowId),
          agentId: attributes.get(agentId) ?? null,
          changedAt: attributes.get(changedAt)?.getTime() ?? 0,
        });
      return rows;
    }),
  };
}

function sessionIdOf(workflowId: string): string {
  return workflowId.slice(sessionWorkflowId('').length);
}
