import type { Client } from '@temporalio/client';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { z } from 'zod';
import type { FailedEdit } from '../domain/operations/edit.ts';
import type { Failed, FailedSummary } from '../domain/operations/failed.ts';
import { failedProblems } from '../domain/operations/replay.ts';
import {
  discardFailedWrite,
  editFailedWrite,
  failedWriteState,
  failedWriteWorkflowId,
  memoKey,
  replayFailedWrite,
  workflowTypes,
} from '../workflows/messages.ts';
import type { WithBodyHash } from '../workflows/messages.ts';
import { searchAttributes } from '../workflows/search-attributes.ts';
import { isOtherBody } from './body-hash.ts';
import { failedWriteWorkflowIds } from './failed-write-ids.ts';
import type { Guards } from './guard.ts';
import { pageOf } from './pages.ts';
import type { Page, PageRequest } from './pages.ts';

/**
 * `by`: the name of the operator, for the history. A command that is sent again with the same `key` does nothing twice and
 * gets the same answer.
 */
export type Command = {
  readonly by: string;
  readonly key: string;
  /** A hash of the request's body. Another body with the same key is refused. */
  readonly bodyHash?: string;
};

export type FailedResult =
  | { readonly kind: 'done'; readonly failed: Failed }
  /** The failed write is settled, or a replay is under way. Nothing was changed. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** The key was used for a command with another body. This command was not carried out. */
  | { readonly kind: 'key_reused' }
  /** The edit is wrong; `problems` has every wrong part. Nothing was changed. */
  | { readonly kind: 'bad'; readonly problems: z.infer<typeof problems> }
  | { readonly kind: 'unknown' };

/** OPS-3: the writes that Zendesk refused for good. Every call may throw a TemporalProblem. */
export type FailedWritesClient = {
  /**
   * The open failed writes, newest first: of one ticket, of one session, or all. Null: the cursor is not one of this list.
   */
  readonly list: (
    request: PageRequest & { readonly ticketId: number | null; readonly sessionId: string | null },
  ) => Promise<Page<FailedSummary> | null>;
  /** A failed write that is open, or settled and still kept by Temporal. Null: there is no such failed write. */
  readonly show: (id: string) => Promise<Failed | null>;
  readonly edit: (id: string, changes: FailedEdit, command: Command) => Promise<FailedResult>;
  /** Starts a replay and does not wait for its end; `show` gives the outcome. */
  readonly replay: (id: string, command: Command) => Promise<FailedResult>;
  readonly discard: (id: string, why: string, command: Command) => Promise<FailedResult>;
};

const summary = z.object({
  id: z.string(),
  sessionId: z.string(),
  ticketId: z.number().nullable(),
  code: z.string(),
  message: z.string(),
  at: z.number(),
}) satisfies z.ZodType<FailedSummary>;

const problems = z.array(z.looseObject({ path: z.string(), code: z.string(), message: z.string() }));

/** The form of a session id in events. Nothing else may get into a query (SEC-2). */
const sessionIdForm = /^[a-z0-9][a-z0-9_-]{0,63}$/;

function queryOf({
  ticketId,
  sessionId,
}: {
  readonly ticketId: number | null;
  readonly sessionId: string | null;
}): string {
  return [
    `WorkflowType = '${workflowTypes.failedWrite}' AND ExecutionStatus = 'Running'`,
    ...(ticketId === null ? [] : [`${searchAttributes.ticketId.name} = '${ticketId}'`]),
    ...(sessionId === null ? [] : [`WorkflowId STARTS_WITH '${failedWriteWorkflowId(`${sessionId}/`)}'`]),
  ].join(' AND ');
}

type Goal = {
  /** A write that is settled in this way already counts as done. Null: a settled write is refused. */
  readonly goal: NonNullable<Failed['settled']>['how'] | null;
  readonly bodyHash?: string;
};

export function failedWritesClient(client: Client, { server, worker }: Guards): FailedWritesClient {
  /** The workflow of a failed write. One that an earlier version started has an id of another form. */
  async function handleOf(id: string): Promise<ReturnType<typeof client.workflow.getHandle>> {
    const [workflowId, earlierId] = failedWriteWorkflowIds(id);
    const handle = client.workflow.getHandle(workflowId);
    if (earlierId === undefined) return handle;
    try {
      await handle.describe();
      return handle;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return client.workflow.getHandle(earlierId);
      throw error;
    }
  }

  async function show(id: string): Promise<Failed | null> {
    try {
      return await (await handleOf(id)).query(failedWriteState);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  }

  async function command(
    id: string,
    { goal, bodyHash }: Goal,
    update: () => Promise<WithBodyHash<Failed>>,
  ): Promise<FailedResult> {
    try {
      const { bodyHash: first, ...failed } = await update();
      return isOtherBody({ bodyHash }, { bodyHash: first }) ? { kind: 'key_reused' } : { kind: 'done', failed };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) {
        const failed = await show(id);
        if (failed === null) return { kind: 'unknown' };
        if (failed.settled?.how === goal) return { kind: 'done', failed };
        return { kind: 'refused', code: 'settled', message: failedProblems.settled };
      }
      const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
      if (!(cause instanceof ApplicationFailure)) throw error;
      return refusedBy(cause) ?? Promise.reject(error);
    }
  }

  return {
    list: server(async ({ cursor, limit, ticketId, sessionId }) => {
      if (sessionId !== null && !sessionIdForm.test(sessionId)) return { rows: [], next: null };
      const rowOf = (value: unknown): FailedSummary | null => summary.safeParse(value).data ?? null;
      return await pageOf(client, { cursor, limit }, { query: queryOf({ ticketId, sessionId }), memoKey, rowOf });
    }),
    show: worker(show),
    edit: worker((id, changes, { key: updateId, ...by }) =>
      command(id, { goal: null, ...by }, async () =>
        (await handleOf(id)).executeUpdate(editFailedWrite, { args: [{ ...by, changes }], updateId }),
      ),
    ),
    replay: worker((id, { key: updateId, ...by }) =>
      command(id, { goal: 'replayed', ...by }, async () =>
        (await handleOf(id)).executeUpdate(replayFailedWrite, { args: [by], updateId }),
      ),
    ),
    discard: worker((id, why, { key: updateId, ...by }) =>
      command(id, { goal: 'discarded', ...by }, async () =>
        (await handleOf(id)).executeUpdate(discardFailedWrite, { args: [{ ...by, why }], updateId }),
      ),
    ),
  };
}

function refusedBy({ type, message, details }: ApplicationFailure): FailedResult | null {
  const [detail] = details ?? [];
  if (type === 'FailedWriteRefused') return { kind: 'refused', code: String(detail), message };
  const read = type === 'EditRefused' ? problems.safeParse(detail) : null;
  return read?.success === true ? { kind: 'bad', problems: read.data } : null;
}
