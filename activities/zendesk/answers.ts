import { z } from 'zod';
import type { Contact } from '../../domain/zendesk/contact.ts';
import type { Ticket } from '../../domain/zendesk/ticket.ts';

/** What is read from Zendesk's answers, and nothing more: unknown properties pass unseen. */

const id = z.int().positive();
const textOrNull = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

export const user = z.object({
  id,
  name: z.string(),
  phone: textOrNull,
  email: textOrNull,
  external_id: textOrNull,
  created_at: z.string(),
  role: textOrNull,
  active: z.boolean().nullish(),
  suspended: z.boolean().nullish(),
  /** By the field's key; null where the answer has none. */
  user_fields: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((values) => values ?? null)
    .catch(null),
});
export type User = z.infer<typeof user>;

export const userAnswer = z.object({ user });
/** Without credentials: 200, and a user without an id. */
export const meAnswer = z.object({
  user: z.object({ id: id.nullish().transform((one) => one ?? null), role: textOrNull }),
});
export const usersAnswer = z.object({ users: z.array(user) });

export const identitiesAnswer = z.object({
  identities: z.array(z.object({ type: z.string(), value: z.string().nullish() })),
  next_page: z.string().nullish(),
});

const fieldValues = z
  .array(z.object({ id, value: z.unknown() }))
  .nullish()
  .transform((fields) => fields ?? null)
  .catch(null);
/** `custom_fields` of a ticket; null where the answer has none. */
export type CustomFields = z.infer<typeof fieldValues>;

export const ticket = z.object({
  id,
  status: z.enum(['new', 'open', 'pending', 'hold', 'solved', 'closed', 'deleted']),
  requester_id: id,
  assignee_id: id.nullish(),
  external_id: textOrNull,
  tags: z.array(z.string()).nullish(),
  created_at: z.string(),
  updated_at: z.string(),
  custom_fields: fieldValues,
  /** Only where it was asked for, and perhaps not even there. */
  metric_set: z.object({ solved_at: textOrNull }).nullish().catch(null),
});
export type TicketRecord = z.infer<typeof ticket>;

export const ticketAnswer = z.object({ ticket });
export const updatedTicketAnswer = z
  .object({ ticket: z.object({ custom_fields: fieldValues }).nullish().catch(null) })
  .catch({ ticket: null });
export const ticketsAnswer = z.object({ tickets: z.array(ticket) });
export const requestedTicketsAnswer = z.object({
  tickets: z.array(ticket),
  // Side-loading here is documented for other lists: its absence must not matter.
  users: z.array(user).nullish(),
  next_page: z.string().nullish(),
});
/** `search` mixes kinds of records; only tickets are asked for. */
export const ticketSearchAnswer = z.object({ results: z.array(ticket) });

const job = z.object({
  id: z.string().min(1),
  status: z.string(),
  results: z
    .array(
      z.object({
        id: id.nullish(),
        index: z.int().nonnegative().nullish(),
        success: z.boolean().nullish(),
        status: z.string().nullish(),
        error: z.string().nullish(),
        details: z.string().nullish().catch(null),
      }),
    )
    .nullish()
    // Other kinds of job have other results.
    .catch(null),
});
export type Job = z.infer<typeof job>;
export const jobAnswer = z.object({ job_status: job });
export const jobsAnswer = z.object({
  job_statuses: z.array(z.object({ status: z.string() })),
  meta: z.object({ has_more: z.boolean().nullish(), after_cursor: z.string().nullish() }).nullish(),
});

export const auditsAnswer = z.object({
  audits: z.array(
    z.object({
      // Whoever writes to a ticket may put anything there.
      metadata: z
        .object({
          custom: z
            .object({ writes: z.array(z.string()) })
            .nullish()
            .catch(null),
        })
        .nullish()
        .catch(null),
      events: z.array(
        z.object({
          type: z.string(),
          attachments: z
            .array(z.object({ content_url: z.string() }))
            .nullish()
            .catch(null),
        }),
      ),
    }),
  ),
  count: z.int().nonnegative().nullish(),
  next_page: z.string().nullish(),
});

const via = z
  .object({
    source: z
      .object({
        rel: textOrNull,
        to: z
          .object({ ticket_id: id.nullish().catch(null) })
          .nullish()
          .catch(null),
        from: z
          .object({ ticket_ids: z.array(id).nullish().catch(null) })
          .nullish()
          .catch(null),
      })
      .nullish()
      .catch(null),
  })
  .nullish()
  .catch(null);
/** Audits as a merge leaves them. */
export const mergeAuditsAnswer = z.object({
  audits: z.array(z.object({ via, events: z.array(z.object({ via, body: textOrNull.catch(null) })) })),
  count: z.int().nonnegative().nullish(),
});

export const uploadAnswer = z.object({
  upload: z.object({
    token: z.string().min(1),
    attachment: z.object({ content_url: z.string() }),
  }),
});

/** For answers of which only the 2xx counts. */
export const anyAnswer = z.unknown();

/** CON-9: an end user who is neither suspended nor deleted. */
export function toContact(record: User): Contact {
  return {
    id: record.id,
    name: record.name,
    phone: record.phone,
    email: record.email,
    externalId: record.external_id,
    createdAt: record.created_at,
    matchable: record.role === 'end-user' && record.active !== false && record.suspended !== true,
  };
}

/**
 * Null for a deleted ticket, which some lists still show.
 * @param fieldIds whose values are wanted along
 */
export function toTicket(record: TicketRecord, fieldIds: readonly number[] = []): Ticket | null {
  if (record.status === 'deleted') return null;
  return {
    id: record.id,
    status: record.status,
    requesterId: record.requester_id,
    assigneeId: record.assignee_id ?? null,
    externalId: record.external_id,
    tags: record.tags ?? [],
    createdAt: record.created_at,
    updatedAt: record.updated_at,
    solvedAt: solvedAt(record),
    fields: (record.custom_fields ?? [])
      .filter((field) => fieldIds.includes(field.id))
      .map((field) => ({ id: field.id, value: scalarOrNull(field.value) })),
  };
}

/**
 * APP-2: a ticket that is active again counts as never solved. Where Zendesk does not tell, the last change is taken: never
 * earlier than the solving, so that a ticket is rather reopened than missed.
 */
function solvedAt(record: TicketRecord): string | null {
  if (record.status !== 'solved' && record.status !== 'closed') return null;
  return record.metric_set?.solved_at ?? record.updated_at;
}

/** Lists, as a multiselect has them, are not asked for by anybody. */
function scalarOrNull(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

export function toTickets(records: readonly TicketRecord[]): readonly Ticket[] {
  return records.map((record) => toTicket(record)).filter((each) => each !== null);
}
