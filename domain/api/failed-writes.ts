import { z } from 'zod';
import { limits } from '../limits.ts';
import type { FailedSummary } from '../operations/failed.ts';
import type { FailedView } from '../operations/plan.ts';
import { failedWriteEditSchema } from './failed-write-edit.ts';
import { filterText, nextPageCursor, pageQuery } from './pages.ts';

const failedSummary = z.object({
  id: z
    .string()
    .describe('<session id>/<fact>, such as call-397/finished. A ticket that was refused is call-397/ticket.'),
  sessionId: z.string().describe('The session.'),
  ticketId: z.int().nullable().describe('Null: the ticket itself was refused.'),
  code: z.string().describe('The code of the last refusal. docs/errors.md explains it.'),
  message: z.string().describe('The reason of the last refusal.'),
  at: z.number().describe('The time of the last refusal, in milliseconds since the epoch.'),
});

const action = z.object({
  by: z.string().describe('The name of the operator.'),
  at: z.number().describe('Milliseconds since the epoch.'),
});

/** `GET /v1/ops/failed-writes`: the page to read, and which failed writes to list. */
export const failedWritesQuerySchema = pageQuery.extend({
  ticket_id: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional()
    .describe('Only failed writes of this ticket.'),
  session_id: filterText.optional().describe('Only failed writes of this session.'),
});

/** `GET /v1/ops/failed-writes`: one page of the open failed writes (OPS-3). */
export const failedWritesPageSchema: z.ZodType<{
  readonly failedWrites: readonly FailedSummary[];
  readonly next: string | null;
}> = z
  .object({ failedWrites: z.array(failedSummary).describe('The failed writes, newest first.'), next: nextPageCursor })
  .meta({ id: 'FailedWrites', description: 'One page of the open failed writes.' });

/** One failed write: the reason of the refusal, its parts, and the steps of a replay. */
export const failedWriteSchema: z.ZodType<FailedView> = failedSummary
  .extend({
    kind: z.enum(['write', 'ticket']).describe('Whether a write to a ticket was refused, or the ticket itself.'),
    replays: z.int().describe('How often it was replayed.'),
    edits: z
      .array(action.extend({ fields: z.array(z.string()).describe('The parts that were changed.') }))
      .describe('The edits, oldest first.'),
    replaying: action.nullable().describe('The replay that runs now. Null: none.'),
    settled: z
      .discriminatedUnion('how', [
        action.extend({
          how: z.literal('replayed').describe('It is in Zendesk now.'),
          ticketId: z.int().describe('The ticket that has it.'),
        }),
        action.extend({
          how: z.literal('discarded').describe('Nobody needs it.'),
          why: z.string().describe('The reason that the operator gave.'),
        }),
      ])
      .nullable()
      .describe('How it was settled. Null: it is open.'),
    parts: failedWriteEditSchema.describe('The parts of the write, in the form that an edit takes.'),
    plan: z.array(z.string()).describe('The steps of a replay in words, in their order.'),
  })
  .meta({ id: 'FailedWrite', description: 'One failed write.' });

/** `POST /v1/ops/failed-writes/replay`: the failed writes to replay. */
export const replayManyBodySchema = z.strictObject({
  ids: z
    .array(z.string().min(1).max(limits.request.id.value))
    .min(1)
    .max(limits.request.replays.value)
    .describe('The ids of the failed writes.'),
});

/** `POST /v1/ops/failed-writes/replay`: the result for each failed write. */
export const startedReplaysSchema = z
  .object({
    results: z
      .array(
        z.object({
          id: z.string().describe('The id of the failed write.'),
          result: z.enum(['begun', 'refused', 'unknown']).describe('Whether its replay has begun.'),
          message: z.string().nullable().describe('The reason of a refusal.'),
        }),
      )
      .describe('The result for each failed write.'),
  })
  .meta({ id: 'Replays', description: 'The replays that were begun.' });

/** `POST /v1/ops/failed-writes/{id}/discard`: why nobody needs the write. */
export const discardBodySchema = z.strictObject({
  why: z
    .string()
    .trim()
    .min(1)
    .max(limits.request.reason.value)
    .describe('Why nobody needs it. Needed to discard; a replay takes no body.'),
});

export type StartedReplays = z.output<typeof startedReplaysSchema>;
