import { z } from 'zod';
import { nextPageCursor } from './pages.ts';

const phases = ['open', 'live', 'compensate', 'settle', 'done'] as const;

/** Statuses of the workflow run of a session. */
export const sessionStatuses = [
  'running',
  'completed',
  'failed',
  'canceled',
  'terminated',
  'continued',
  'timed_out',
] as const;
export type SessionStatus = (typeof sessionStatuses)[number];

/** `GET /v1/ops/sessions/{id}`: one session (OPS-1). */
export const sessionSchema = z.looseObject({
  id: z.string(),
  phase: z.enum(phases),
  waitsFor: z.array(z.object({ for: z.string(), until: z.int().nullable() })),
  contactId: z.int().nullable(),
  ticketId: z.int().nullable(),
  reasons: z.array(z.object({ about: z.string(), at: z.int(), rule: z.string(), because: z.string() })),
  written: z.array(z.string()),
  pending: z.array(z.string()),
  failed: z.array(z.object({ id: z.string(), code: z.string(), message: z.string() })),
});

const zendeskId = z.string().regex(/^\d{1,20}$/, { error: 'expected an id of Zendesk: digits' });
const platformId = z.string().min(1).max(128);

/**
 * `GET /v1/ops/sessions`: the search. Every part that is given must match. All values are text, as a query string
 * carries them.
 */
export const sessionFilterSchema = z.strictObject({
  phase: z.enum(phases).optional(),
  waitsFor: z
    .string()
    .regex(/^[a-z_]{1,32}$/, { error: 'expected a word as pick or retry' })
    .optional(),
  ticket: zendeskId.optional(),
  contact: zendeskId.optional(),
  queue: platformId.optional(),
  agent: platformId.optional(),
  /** `true`: sessions with failed writes; `false`: sessions without. */
  failed: z.enum(['true', 'false']).optional(),
  status: z.enum(sessionStatuses).optional(),
  /** Sessions that started at this time or later. */
  since: z.union([z.iso.datetime({ offset: true }), z.iso.date()], { error: 'expected a date of ISO 8601' }).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** `next` of the previous page. */
  cursor: z
    .string()
    .regex(/^[\w-]{1,4000}$/, { error: 'expected what `next` of the page before says' })
    .optional(),
});

export type SessionFilter = z.output<typeof sessionFilterSchema>;

const text = (description: string): object => ({ type: 'string', description });

/** JSON Schema of the same search, for the OpenAPI document only. */
export const sessionFilterQuery = {
  type: 'object',
  properties: {
    phase: { type: 'string', enum: phases },
    waitsFor: text('The reason to wait, such as pick or retry.'),
    ticket: text('Id of the Zendesk ticket.'),
    contact: text('Id of the Zendesk user.'),
    queue: text('Id of the leaf queue.'),
    agent: text('The platform’s id of the agent.'),
    failed: { type: 'string', enum: ['true', 'false'], description: 'With failed writes, or without.' },
    status: text('running, completed, failed, canceled, terminated, continued or timed_out.'),
    since: text('Started at or after this date, ISO 8601.'),
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    cursor: text('`next` of the previous page.'),
  },
} as const;

/** `GET /v1/ops/sessions`: one page of the sessions that were found. */
export const sessionsPageSchema = z.object({
  sessions: z.array(
    z.looseObject({
      id: z.string(),
      status: z.string(),
      result: z.string().nullable(),
      startedAt: z.int(),
      closedAt: z.int().nullable(),
    }),
  ),
  next: nextPageCursor,
});

/** `GET /v1/ops/rescue`: the last search for sessions that were stopped (OPS-6). */
export const rescueSchema = z.object({
  last: z
    .looseObject({
      at: z.int(),
      rescued: z.array(z.object({ sessionId: z.string(), attempt: z.int() })),
      waiting: z.array(z.string()),
      givenUp: z.array(z.object({ sessionId: z.string(), attempts: z.int() })),
      failed: z.array(z.object({ sessionId: z.string(), message: z.string() })),
    })
    .nullable()
    .describe('Null: there was no search yet, or Temporal has deleted its result.'),
});

export type Session = z.output<typeof sessionSchema>;
export type SessionsPage = z.output<typeof sessionsPageSchema>;
export type Rescue = z.output<typeof rescueSchema>;
