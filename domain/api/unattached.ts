import { z } from 'zod';
import { nextPageCursor } from './pages.ts';

/** A session without a ticket whose data is kept (END-7). */
export const unattachedSessionSchema = z.object({
  sessionId: z.string(),
  since: z.int(),
  until: z.int().describe('Then the data is gone.'),
  recordings: z.int(),
  notes: z.int().describe('Transcripts, ratings, dispositions and the like.'),
  reasons: z.array(z.object({ rule: z.string(), because: z.string() })),
  attached: z.object({ by: z.string(), at: z.int(), ticketId: z.int() }).nullable(),
});

/** `GET /v1/ops/unattached`: one page of these sessions. */
export const unattachedPageSchema = z.object({ sessions: z.array(unattachedSessionSchema), next: nextPageCursor });

/** `POST /v1/ops/unattached/{session}/attach`: the ticket that gets the data. */
export const attachBodySchema = z.strictObject({ ticket_id: z.int().positive() });

export type UnattachedSession = z.output<typeof unattachedSessionSchema>;
export type UnattachedPage = z.output<typeof unattachedPageSchema>;
export type AttachBody = z.output<typeof attachBodySchema>;
