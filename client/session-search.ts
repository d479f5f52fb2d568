import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { z } from 'zod';
import type { SessionOutcome } from '../workflows/messages.ts';
import { sessionWorkflowId, workflowTypes } from '../workflows/messages.ts';
import { searchAttributes } from '../workflows/search-attributes.ts';

/** Statuses of a session's workflow: the word here, and Temporal's name and number of it (temporal.api.enums.v1). */
const statuses = {
  running: { name: 'Running', code: 1 },
  completed: { name: 'Completed', code: 2 },
  failed: { name: 'Failed', code: 3 },
  canceled: { name: 'Canceled', code: 4 },
  terminated: { name: 'Terminated', code: 5 },
  continued: { name: 'ContinuedAsNew', code: 6 },
  timed_out: { name: 'TimedOut', code: 7 },
} as const;

export type SessionStatus = keyof typeof statuses;

const zendeskId = z.string().regex(/^\d{1,20}$/, { error: 'expected an id of Zendesk: digits' });
const platformId = z.string().min(1).max(128);

/** What sessions are searched by: all of what is named must hold. Text, as a query string carries it. */
export const sessionFilter = z.strictObject({
  phase: z.enum(['open', 'live', 'compensate', 'settle', 'done']).optional(),
  waitsFor: z
    .string()
    .regex(/^[a-z_]{1,32}$/, { error: 'expected a word as pick or retry' })
    .optional(),
  ticket: zendeskId.optional(),
  contact: zendeskId.optional(),
  queue: platformId.optional(),
  agent: platformId.optional(),
  /** With failed writes, or without. */
  failed: z.enum(['true', 'false']).optional(),
  status: z.literal(Object.keys(statuses)).optional(),
  /** Started at or after. */
  since: z.union([z.iso.datetime({ offset: true }), z.iso.date()], { error: 'expected a date of ISO 8601' }).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** `next` of the page before. */
  cursor: z
    .string()
    .regex(/^[\w-]{1,4000}$/, { error: 'expected what `next` of the page before says' })
    .optional(),
});

export type SessionFilter = z.output<typeof sessionFilter>;

/** One run of a session. Ids only (SEC-3); times are ms since the epoch. */
export type FoundSession = {
  readonly id: string;
  readonly runId: string;
  readonly status: SessionStatus;
  /** How it ended; null: it has not, or Temporal keeps it no more. */
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

export function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}

/** The filter in Temporal's query language. */
export function visibilityQuery(filter: SessionFilter): string {
  const { phase, waitsFor, queueId, agentId, contactId, ticketId, failedWrites } = searchAttributes;
  const equal = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [`${name} = ${quoted(value)}`];
  const status = Object.entries(statuses).find(([word]) => word === filter.status)?.[1].name;
  const failed = { true: `${failedWrites.name} > 0`, false: `${failedWrites.name} IS NULL` };
  return [
    `WorkflowType = ${quoted(workflowTypes.session)}`,
    ...equal(phase.name, filter.phase),
    ...equal(waitsFor.name, filter.waitsFor),
    ...equal(queueId.name, filter.queue),
    ...equal(agentId.name, filter.agent),
    ...equal(contactId.name, filter.contact),
    ...equal(ticketId.name, filter.ticket),
    ...equal('ExecutionStatus', status),
    ...(filter.failed === undefined ? [] : [failed[filter.failed]]),
    ...(filter.since === undefined ? [] : [`StartTime >= ${quoted(new Date(filter.since).toISOString())}`]),
  ].join(' AND ');
}

/** Newest first. What has just changed may be missing: the server's list lags a little behind. */
export async function searchSessions(client: Client, filter: SessionFilter): Promise<SessionPage> {
  const { executions, nextPageToken } = await client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    query: visibilityQuery(filter),
    pageSize: filter.limit,
    ...(filter.cursor === undefined ? {} : { nextPageToken: Buffer.from(filter.cursor, 'base64url') }),
  });
  const sessions = await Promise.all(executions.map((execution) => found(client, execution)));
  const next = Buffer.from(nextPageToken).toString('base64url');
  return { sessions, next: next === '' ? null : next };
}

type Execution = Awaited<ReturnType<Client['workflowService']['listWorkflowExecutions']>>['executions'][number];

async function found(client: Client, execution: Execution): Promise<FoundSession> {
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
  const isStatus = (word: string): word is SessionStatus => Object.hasOwn(statuses, word);
  const number: number = status ?? statuses.running.code;
  const word = Object.entries(statuses).find(([, { code }]) => code === number)?.[0] ?? 'running';
  return isStatus(word) ? word : 'running';
}

/** It may be forgotten between the list and this question. */
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
