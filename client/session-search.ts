import { shownId } from '../domain/events/natural-keys.ts';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { SessionFilter, SessionStatus } from '../domain/api/sessions.ts';
import { sessionStatuses } from '../domain/api/sessions.ts';
import { listPage } from './pages.ts';
import type { SessionOutcome } from '../workflows/messages.ts';
import { sessionWorkflowId, workflowTypes } from '../workflows/messages.ts';
import { searchAttributes } from '../workflows/search-attributes.ts';

/** The statuses of a session's workflow, with the name and the number that Temporal has for each (temporal.api.enums.v1). */
const statuses: Readonly<Record<SessionStatus, { readonly name: string; readonly code: number }>> = {
  running: { name: 'Running', code: 1 },
  completed: { name: 'Completed', code: 2 },
  failed: { name: 'Failed', code: 3 },
  canceled: { name: 'Canceled', code: 4 },
  terminated: { name: 'Terminated', code: 5 },
  continued: { name: 'ContinuedAsNew', code: 6 },
  timed_out: { name: 'TimedOut', code: 7 },
};

/** One run of a session. It has ids but no personal data (SEC-3). Times are ms since the epoch. */
export type FoundSession = {
  readonly id: string;
  readonly runId: string;
  readonly status: SessionStatus;
  /** How the run ended. Null: it has not ended, or Temporal no longer keeps it. */
  readonly result: SessionOutcome['result'] | null;
  readonly startedAt: number;
  readonly closedAt: number | null;
  readonly phase: string | null;
  readonly waitsFor: string | null;
  readonly channel: string | null;
  readonly queueId: string | null;
  readonly agentId: string | null;
  readonly contactId: string | null;
  readonly ticketId: string | null;
  readonly failedWrites: number;
  readonly compensated: boolean;
};

export type SessionPage = { readonly sessions: readonly FoundSession[]; readonly next: string | null };

/** A value as a text in Temporal's query language. */
export function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}

/**
 * The condition that a search attribute is this id of the platform. Sessions of an earlier version have the id itself, even
 * if it is one that is shown as a hash now.
 */
export function oneOf(name: string, id: string): string {
  const shown = shownId(id);
  return shown === id ? `${name} = ${quoted(id)}` : `${name} IN (${quoted(shown)}, ${quoted(id)})`;
}

/** The filter in Temporal's query language. */
export function visibilityQuery(filter: SessionFilter): string {
  const { phase, waitsFor, queueId, agentId, contactId, ticketId, failedWrites } = searchAttributes;
  const equal = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [`${name} = ${quoted(value)}`];
  const status = filter.status === undefined ? undefined : statuses[filter.status].name;
  const failed = { true: `${failedWrites.name} > 0`, false: `${failedWrites.name} IS NULL` };
  return [
    `WorkflowType = ${quoted(workflowTypes.session)}`,
    ...equal(phase.name, filter.phase),
    ...equal(waitsFor.name, filter.waitsFor),
    ...(filter.queue === undefined ? [] : [oneOf(queueId.name, filter.queue)]),
    ...(filter.agent === undefined ? [] : [oneOf(agentId.name, filter.agent)]),
    ...equal(contactId.name, filter.contact),
    ...equal(ticketId.name, filter.ticket),
    ...equal('ExecutionStatus', status),
    ...(filter.failed === undefined ? [] : [failed[filter.failed]]),
    ...(filter.since === undefined ? [] : [`StartTime >= ${quoted(new Date(filter.since).toISOString())}`]),
  ].join(' AND ');
}

/**
 * The newest first. A session that has just changed may be missing, because the list of the server is a little late.
 *
 * @returns null if the cursor is not one of this search
 */
export async function searchSessions(client: Client, filter: SessionFilter): Promise<SessionPage | null> {
  const listed = await listPage(client, {
    query: visibilityQuery(filter),
    cursor: filter.cursor ?? null,
    limit: filter.limit,
  });
  if (listed === null) return null;
  const { executions, nextPageToken } = listed;
  const sessions = await Promise.all(executions.map((execution) => readExecution(client, execution)));
  const next = Buffer.from(nextPageToken).toString('base64url');
  return { sessions, next: next === '' ? null : next };
}

type Execution = Awaited<ReturnType<Client['workflowService']['listWorkflowExecutions']>>['executions'][number];

async function readExecution(client: Client, execution: Execution): Promise<FoundSession> {
  const workflowId = execution.execution?.workflowId ?? '';
  const runId = execution.execution?.runId ?? '';
  const status = statusOf(execution);
  const fields = execution.searchAttributes?.indexedFields ?? {};
  const value = ({ name }: { readonly name: string }): unknown => {
    const payload = fields[name];
    return payload === undefined ? null : defaultPayloadConverter.fromPayload(payload);
  };
  const text = (key: { readonly name: string }): string | null => {
    const known = value(key);
    return typeof known === 'string' ? known : null;
  };
  const failed = value(searchAttributes.failedWrites);
  return {
    id: workflowId.slice(sessionWorkflowId('').length),
    runId,
    status,
    result: status === 'completed' ? await resultOf(client, workflowId, runId) : null,
    startedAt: msOf(execution.startTime) ?? 0,
    closedAt: msOf(execution.closeTime),
    phase: text(searchAttributes.phase),
    waitsFor: text(searchAttributes.waitsFor),
    channel: text(searchAttributes.channel),
    queueId: text(searchAttributes.queueId),
    agentId: text(searchAttributes.agentId),
    contactId: text(searchAttributes.contactId),
    ticketId: text(searchAttributes.ticketId),
    failedWrites: typeof failed === 'number' ? failed : 0,
    compensated: value(searchAttributes.compensated) === true,
  };
}

function statusOf({ status }: Execution): SessionStatus {
  const number: number = status ?? statuses.running.code;
  return sessionStatuses.find((word) => statuses[word].code === number) ?? 'running';
}

/** How a completed run ended. Null: Temporal has deleted the run since it was listed. */
async function resultOf(client: Client, workflowId: string, runId: string): Promise<SessionOutcome['result'] | null> {
  const handle = client.workflow.getHandle<() => Promise<SessionOutcome>>(workflowId, runId, { followRuns: false });
  return await handle.result().then(
    ({ result }) => result,
    () => null,
  );
}

function msOf(time: Execution['startTime']): number | null {
  return time ? Number(time.seconds ?? 0) * 1_000 + Math.floor((time.nanos ?? 0) / 1_000_000) : null;
}
