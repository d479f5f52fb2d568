import { z } from 'zod';
import type { Unattached } from '../operations/unattached.ts';
import { nextPageCursor } from './pages.ts';

/** A session without a ticket whose data is kept (END-7). */
export const unattachedSessionSchema: z.ZodType<Unattached> = z
  .object({
    sessionId: z.string().describe('The session.'),
    since: z.number().describe('When the session ended, milliseconds since the epoch.'),
    until: z.number().describe('When the data is deleted, milliseconds since the epoch.'),
    recordings: z.int().describe('The number of recordings.'),
    notes: z.int().describe('The number of other facts, such as transcripts, ratings and dispositions.'),
    reasons: z
      .array(
        z.object({
          rule: z.string().describe('The id of the rule.'),
          because: z.string().describe('The reason in one sentence.'),
        }),
      )
      .describe('Why the session has no ticket.'),
    attached: z
      .object({
        by: z.string().describe('The name of the operator.'),
        at: z.number().describe('Milliseconds since the epoch.'),
        ticketId: z.int().describe('The ticket that gets the data.'),
      })
      .nullable()
      .describe('The ticket to which it was attached. Null: none.'),
    givenUp: z
      .object({
        by: z.string().nullable().describe('The name of the operator. Null: the rescue gave it up.'),
        at: z.number().describe('Milliseconds since the epoch.'),
        attempts: z.int().describe('The number of rescues before.'),
      })
      .nullish()
      .describe('The session was given up, because it stopped again and again (OPS-6). It is not started again.'),
  })
  .meta({ id: 'Attached', description: 'A session without a ticket whose data is kept.' });

/** `GET /v1/ops/unattached`: one page of the sessions without a ticket whose data is kept. */
export const unattachedPageSchema: z.ZodType<{
  readonly sessions: readonly Unattached[];
  readonly next: string | null;
}> = z
  .object({ sessions: z.array(unattachedSessionSchema).describe('The sessions, newest first.'), next: nextPageCursor })
  .meta({ id: 'Unattached', description: 'One page of the sessions without a ticket whose data is kept.' });

/** `POST /v1/ops/unattached/{session}/attach`: the ticket that gets the data. */
export const attachBodySchema = z.strictObject({
  ticket_id: z.int().positive().describe('The ticket that gets the data.'),
});
