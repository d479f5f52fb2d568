import { z } from 'zod';
import { limits } from '../limits.ts';
import type { FailedEdit } from '../operations/edit.ts';

const zendeskId = z.int().positive();
const { line: longestLine, lines, tag, tags, subject } = limits.request;
const line = z.strictObject({
  label: z.string().max(longestLine.value).nullable().describe('The label before the value. Null: none.'),
  value: z.string().max(longestLine.value).describe('The text of the line.'),
});
const comment = z.strictObject({
  title: z.string().max(longestLine.value).describe('The title of the comment.'),
  lines: z.array(line).max(lines.value).describe('The lines of the comment.'),
});
const fieldValue = z.strictObject({
  id: zendeskId.describe('The id of the ticket field.'),
  value: z.union([z.string().max(longestLine.value), z.number(), z.boolean(), z.null()]).describe('Its value.'),
});

/**
 * `PATCH /v1/ops/failed-writes/{id}`: the parts to change (OPS-3). `domain/operations/edit.ts` decides which parts a
 * failed write has.
 */
export const failedWriteEditSchema = z
  .strictObject({
    ticket_id: zendeskId.optional().describe('The ticket that the write goes to.'),
    comment: comment.nullable().optional().describe('The comment. Null: the write has none.'),
    status: z.enum(['open', 'keep']).optional().describe('`open` sets the ticket to Open, `keep` leaves its status.'),
    answered_by_id: zendeskId.nullable().optional().describe('The agent whom a voice comment names.'),
    file: z.null().optional().describe('Null: the comment is written without its file.'),
    subject: z.string().max(subject.value).optional().describe('Only for a ticket that was refused.'),
    requester_id: zendeskId.optional().describe('Only for a ticket that was refused.'),
    assignee_id: z
      .union([zendeskId, z.null(), z.literal('keep')])
      .optional()
      .describe('A Zendesk user id. Null: nobody. keep: the assignee is not changed.'),
    tags: z.array(z.string().max(tag.value)).max(tags.value).optional().describe('The tags that are added.'),
    fields: z.array(fieldValue).max(tags.value).optional().describe('The ticket fields that are set.'),
  })
  .refine((edit) => Object.values(edit).some((value) => value !== undefined), {
    message: 'Name at least one part to change.',
  })
  .meta({ id: 'FailedWriteEdit', description: 'Parts of a failed write. A part that is left out is not changed.' });

failedWriteEditSchema satisfies z.ZodType<FailedEdit>;
