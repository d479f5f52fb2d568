import type { Client } from '@temporalio/client';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { z } from 'zod';
import type { Unattached } from '../domain/operations/unattached.ts';
import { attachSession, memoKey, unattachedState, unattachedWorkflowId, workflowTypes } from '../workflows/messages.ts';
import { isOtherBody } from './body-hash.ts';
import type { Command } from './failed-writes.ts';
import type { Guards } from './guard.ts';
import { pageOf } from './pages.ts';
import type { Page, PageRequest } from './pages.ts';

export type AttachResult =
  /** The session runs again, and writes the data that it kept to the ticket. */
  | { readonly kind: 'done'; readonly session: Unattached }
  /** Nothing was changed. `message` says what to do. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** The key was used for a command with another body. This command was not carried out. */
  | { readonly kind: 'key_reused' }
  /** No data is kept of such a session. */
  | { readonly kind: 'unknown' };

/** END-7: sessions that ended without a ticket and whose data is kept. Every call may throw a TemporalProblem. */
export type UnattachedClient = {
  /** The newest first. Null: the cursor is not one of this list. */
  readonly list: (request: PageRequest) => Promise<Page<Unattached> | null>;
  readonly attach: (sessionId: string, ticketId: number, command: Command) => Promise<AttachResult>;
};

const memoSchema = z.object({
  sessionId: z.string(),
  since: z.number(),
  until: z.number(),
  recordings: z.number(),
  notes: z.number(),
  reasons: z.array(z.object({ rule: z.string(), because: z.string() })),
  attached: z.object({ by: z.string(), at: z.number(), ticketId: z.number() }).nullable(),
  givenUp: z.object({ by: z.string().nullable(), at: z.number(), attempts: z.number() }).nullish(),
}) satisfies z.ZodType<Unattached>;

export function unattachedClient(client: Client, { server, worker }: Guards): UnattachedClient {
  const query = `WorkflowType = '${workflowTypes.unattached}' AND ExecutionStatus = 'Running'`;
  return {
    list: server((request) =>
      pageOf(client, request, { query, memoKey, rowOf: (value) => memoSchema.safeParse(value).data ?? null }),
    ),
    attach: worker(async (sessionId, ticketId, { key: updateId, ...by }) => {
      const handle = client.workflow.getHandle(unattachedWorkflowId(sessionId));
      try {
        const answer = await handle.executeUpdate(attachSession, { args: [{ ...by, ticketId }], updateId });
        const { bodyHash, ...session } = answer;
        return isOtherBody(by, { bodyHash }) ? { kind: 'key_reused' } : { kind: 'done', session };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return await attachedBefore(client, sessionId, ticketId);
        const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
        if (!(cause instanceof ApplicationFailure) || cause.type !== 'AttachRefused') throw error;
        const [code] = cause.details ?? [];
        return { kind: 'refused', code: String(code), message: cause.message };
      }
    }),
  };
}

/**
 * The answer if the workflow of the kept data is over or unknown. A session that is attached to the same ticket already is
 * done.
 */
async function attachedBefore(client: Client, sessionId: string, ticketId: number): Promise<AttachResult> {
  try {
    const session = await client.workflow.getHandle(unattachedWorkflowId(sessionId)).query(unattachedState);
    if (session.attached?.ticketId === ticketId) return { kind: 'done', session };
    const message =
      session.attached === null
        ? 'Its data was kept for as long as the settings say, and is gone.'
        : `It was attached to ticket ${session.attached.ticketId}.`;
    return { kind: 'refused', code: 'settled', message };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'unknown' };
    throw error;
  }
}
