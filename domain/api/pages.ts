import { z } from 'zod';
import { limits } from '../limits.ts';

/** A value by which rows are searched. Temporal's list fails on control characters. */
export const filterText = z
  .string()
  .min(1)
  .max(limits.received.filterCharacters.value)
  .regex(/^\P{Cc}*$/u, { error: 'expected a text without control characters' });

/** The query of a list that is read page by page. */
export const pageQuery = z.object({
  cursor: z.string().max(limits.received.cursorCharacters.value).optional().describe('`next` of the previous page.'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(limits.request.page.value)
    .default(50)
    .describe('The largest number of rows in the page.'),
});

/** The cursor with which the next page of a list is read. */
export const nextPageCursor = z
  .string()
  .nullable()
  .describe('The cursor of the next page. Null: this is the last page.');
