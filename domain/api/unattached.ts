import { z } from 'zod';
import { nextPageCursor } from './pages.ts';

/** A session without a ticket whose data is kept (END-7). */
export const unattachedSessionSchema = z.object({
  sessionId: z.string(),
  since: z.int(),
  until: z.int().describe('When the data is deleted.'),
  recordings: z.int(),
  notes: z.int().describe('The number of other facts, such as transcripts, ratings and dispositions.'),
  reasons: z.array(z.object({ rule: z.string(), because: z.string() })),
  attached: z.object({ by: z.string(), at: z.int(), ticketId: z.int() }).nullable(),
});

/** `GET /v1/ops/unattached`: one page of the sessions without a ticket whose data is kept. */
export const unattachedPageSchema = z.object({ sessions: z.array(unattachedSessionSchema), next: nextPageCursor });

/** `POST /v1/ops/unattached/{session}/attach`: the ticket that gets the data. */
export const attachBodySchema = z.strictObject({ ticket_id: z.int().positive() });

export type UnattachedSession = z.output<typeof unattachedSessionSchema>;
export type UnattachedPage = z.output<typeof unattachedPageSchema>;
export type AttachBody = z.output<typeof attachBodySchema>;
