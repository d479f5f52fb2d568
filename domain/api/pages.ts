import { z } from 'zod';

/** The cursor with which the next page of a list is read. */
export const nextPageCursor = z
  .string()
  .nullable()
  .describe('The cursor of the next page. Null: this is the last page.');

/** JSON Schema of the query of a list that is read page by page, for the OpenAPI document only. */
export const pageQuery = {
  cursor: { type: 'string', description: '`next` of the previous page.' },
  limit: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
} as const;
