import { z } from 'zod';
import { failedWriteEditSchema } from './failed-write-edit.ts';
import { nextPageCursor } from './pages.ts';

const failedSummary = z.object({
  id: z
    .string()
    .describe('<session id>/<fact>, such as call-397/finished. A ticket that was refused is call-397/ticket.'),
  sessionId: z.string(),
  ticketId: z.int().nullable().describe('Null: the ticket itself was refused.'),
  code: z.string(),
  message: z.string(),
  at: z.int().describe('The time of the last refusal, in milliseconds since the epoch.'),
});

/** `GET /v1/ops/failed-writes`: one page of the open failed writes (OPS-3). */
export const failedWritesPageSchema = z.object({ failedWrites: z.array(failedSummary), next: nextPageCursor });

/** One failed write: the reason of the refusal, its parts, and the steps of a replay. */
export const failedWriteSchema = z.looseObject({
  ...failedSummary.shape,
  kind: z.enum(['write', 'ticket']),
  replays: z.int(),
  replaying: z.object({ by: z.string(), at: z.int() }).nullable().describe('The replay that runs now. Null: none.'),
  settled: z.looseObject({ by: z.string(), at: z.int(), how: z.enum(['replayed', 'discarded']) }).nullable(),
  parts: failedWriteEditSchema.describe('The parts of the write, in the form that an edit takes.'),
  plan: z.array(z.string()).describe('The steps of a replay in words, in their order.'),
});

/** `POST /v1/ops/failed-writes/replay`: the failed writes to replay. */
export const replayManyBodySchema = z.strictObject({ ids: z.array(z.string().min(1).max(500)).min(1).max(100) });

/** `POST /v1/ops/failed-writes/replay`: the result for each failed write. */
export const startedReplaysSchema = z.object({
  results: z.array(
    z.object({ id: z.string(), result: z.enum(['begun', 'refused', 'unknown']), message: z.string().nullable() }),
  ),
});

/** `POST /v1/ops/failed-writes/{id}/discard`: why nobody needs the write. */
export const discardBodySchema = z.strictObject({ why: z.string().trim().min(1).max(500) });

export type FailedWritesPage = z.output<typeof failedWritesPageSchema>;
export type FailedWrite = z.output<typeof failedWriteSchema>;
export type ReplayManyBody = z.output<typeof replayManyBodySchema>;
export type StartedReplays = z.output<typeof startedReplaysSchema>;
export type DiscardBody = z.output<typeof discardBodySchema>;
