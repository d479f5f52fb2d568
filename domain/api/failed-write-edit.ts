import { z } from 'zod';
import type { FailedEdit } from '../operations/edit.ts';

const zendeskId = z.int().positive();
const line = z.strictObject({ label: z.string().nullable(), value: z.string() });

/**
 * `PATCH /v1/ops/failed-writes/{id}`: the parts to change (OPS-3). `domain/operations/edit.ts` decides which parts a
 * failed write has.
 */
export const failedWriteEditSchema = z
  .strictObject({
    ticket_id: zendeskId.optional().describe('The ticket that the write goes to.'),
    comment: z
      .strictObject({ title: z.string(), lines: z.array(line) })
      .nullable()
      .optional(),
    status: z.enum(['open', 'keep']).optional(),
    answered_by_id: zendeskId.nullable().optional().describe('The agent whom a voice comment names.'),
    file: z.null().optional().describe('Null: the comment is written without its file.'),
    subject: z.string().optional().describe('Only for a ticket that was refused.'),
    requester_id: zendeskId.optional().describe('Only for a ticket that was refused.'),
    assignee_id: z
      .union([zendeskId, z.null(), z.literal('keep')])
      .optional()
      .describe('A Zendesk user id. Null: nobody. keep: the assignee is not changed.'),
    tags: z.array(z.string()).optional(),
    fields: z
      .array(z.strictObject({ id: zendeskId, value: z.union([z.string(), z.number(), z.boolean(), z.null()]) }))
      .optional(),
  })
  .refine((edit) => Object.values(edit).some((value) => value !== undefined), {
    message: 'Name at least one part to change.',
  }) satisfies z.ZodType<FailedEdit>;
