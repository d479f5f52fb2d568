import { z } from 'zod';
import type { Contact } from '../../domain/zendesk/contact.ts';
import type { Ticket } from '../../domain/zendesk/ticket.ts';

/** Schemas for the parts of Zendesk's answers that we read. Other properties of an answer are ignored. */

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
  /** Values of user fields by key; null if the answer has no `user_fields`. */
  user_fields: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((values) => values ?? null)
    .catch(null),
});
export type User = z.infer<typeof user>;

export const userAnswer = z.object({ user });
/** Answer of `users/me`. Without credentials it is 200, with a user whose id is null. */
export const meAnswer = z.object({
  user: z.object({ id: id.nullish().transform((one) => one ?? null), role: textOrNull }),
});
export const usersAnswer = z.object({ users: z.array(user), next_page: z.string().nullish() });
/** Answer of `search` with `type:user`. Without that term it would mix kinds of records. */
export const userSearchAnswer = z.object({ results: z.array(user), next_page: z.string().nullish() });

export const identitiesAnswer = z.object({
  identities: z.array(z.object({ type: z.string(), value: z.string().nullish() })),
  next_page: z.string().nullish(),
});

const fieldValues = z
  .array(z.object({ id, value: z.unknown() }))
  .nullish()
  .transform((fields) => fields ?? null)
  .catch(null);
/** `custom_fields` of a ticket; null if the answer has none. */
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
  /** Present only if the request includes `metric_sets`; some accounts leave it out even then. */
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
  // Zendesk documents `include=users` for other lists, but not for this one, so it may be missing.
  users: z.array(user).nullish(),
  next_page: z.string().nullish(),
});
/** Answer of `search` with `type:ticket`. Without that term it would mix kinds of records. */
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
    // Jobs of other kinds have results of another shape.
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
      // Other apps may put metadata of any shape here.
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
/** The parts of audits that show a merge. */
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

/** For answers whose body does not matter, only that the status is 2xx. */
export const anyAnswer = z.unknown();

/** Converts a user. CON-9: `matchable` only if it is an end user who is neither suspended nor deleted. */
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
 * Converts a ticket. Null for a deleted ticket, which some lists still show.
 * @param fieldIds the custom fields whose values the result has
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
 * When the ticket was solved (ISO 8601); null for a ticket that is active now. If Zendesk gives no time, the time of
 * the last change is used. That is never too early, so a ticket that APP-2 would reopen is not missed.
 */
function solvedAt(record: TicketRecord): string | null {
  if (record.status !== 'solved' && record.status !== 'closed') return null;
  return record.metric_set?.solved_at ?? record.updated_at;
}

/** Null for a list, which is the value of a multiselect field: no caller reads those. */
function scalarOrNull(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

export function toTickets(records: readonly TicketRecord[]): readonly Ticket[] {
  return records.map((record) => toTicket(record)).filter((each) => each !== null);
}
