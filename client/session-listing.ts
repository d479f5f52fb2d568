import type { Client } from '@temporalio/client';
import { sessionWorkflowId, workflowTypes } from '../workflows/messages.ts';
import { searchAttributes } from '../workflows/search-attributes.ts';
import { quoted } from './session-search.ts';
import { isListedLive } from '../domain/session-view/agent-session.ts';

/** A session as Temporal lists it. */
export type ListedSession = {
  readonly id: string;
  readonly agentId: string | null;
  /** Ms since the epoch, by Temporal's clock. */
  readonly changedAt: number;
};

/** Temporal's list of sessions, which lags a second or so behind. Every call may throw a TemporalProblem. */
export type SessionListing = {
  /** The ids of an agent's live sessions. */
  readonly ofAgent: (agentId: string) => Promise<readonly string[]>;
  /** All sessions, running or not, of which something changed after this; ms since the epoch. */
  readonly changedSince: (since: number) => Promise<readonly ListedSession[]>;
};

const pageSize = 1_000;

export function sessionListing(client: Client): SessionListing {
  const { agentId, changedAt, phase, waitsFor } = searchAttributes;
  const ofType = `WorkflowType = ${quoted(workflowTypes.session)}`;
  const list = (...conditions: readonly string[]) =>
    client.workflow.list({ query: [ofType, ...conditions].join(' AND '), pageSize });
  return {
    async ofAgent(id) {
      const ids: string[] = [];
      const running = list(`ExecutionStatus = 'Running'`, `${agentId.name} = ${quoted(id)}`);
      for await (const { workflowId, typedSearchAttributes: of } of running)
        if (isListedLive(of.get(phase) ?? null, of.get(waitsFor) ?? null)) ids.push(sessionIdOf(workflowId));
      return ids;
    },
    async changedSince(since) {
      const rows: ListedSession[] = [];
      const changed = list(`${changedAt.name} > ${quoted(new Date(since).toISOString())}`);
      for await (const { workflowId, typedSearchAttributes: of } of changed)
        rows.push({
          id: sessionIdOf(workflowId),
          agentId: of.get(agentId) ?? null,
          changedAt: of.get(changedAt)?.getTime() ?? 0,
        });
      return rows;
    },
  };
}

function sessionIdOf(workflowId: string): string {
  return workflowId.slice(sessionWorkflowId('').length);
}
