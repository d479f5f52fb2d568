import { z } from 'zod';

/** Where the next page of a list begins. */
export const nextPageCursor = z.string().nullable().describe('The cursor of the next page; null: this is the last.');

/** JSON Schema of the query of a list that is read page by page, for the OpenAPI document only. */
export const pageQuery = {
  cursor: { type: 'string', description: 'From the page before.' },
  limit: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
} as const;
