import { putTicket, putUser, userByEmail, type Account } from '../core/account.ts';
import { flagIn, idIn, listIn, objectIn, textIn, type Json } from '../core/json.ts';
import type { Origin } from '../core/ledger-entry.ts';
import {
  ticketStatuses,
  type Ticket,
  type TicketField,
  type TicketForm,
  type User,
  type UserField,
} from '../core/records.ts';
import { createField } from '../tickets/fields.ts';
import { createForm } from '../tickets/forms.ts';
import { createTicket } from '../tickets/write.ts';
import { createUserField } from '../users/fields.ts';
import { createUser } from '../users/profile.ts';

export type Seeded = {
  readonly users: readonly User[];
  readonly tickets: readonly Ticket[];
  readonly ticket_fields: readonly TicketField[];
  readonly ticket_forms: readonly TicketForm[];
  readonly user_fields: readonly UserField[];
};

const origin: Origin = { request_id: 'seed', method: 'POST', path: '/_sim/seed' };

/**
 * Adds data to the account as if it had been there for a long time. Search finds it at once, and the ledger has no lines
 * about it. It may have values that a client cannot set: the `id` of a user, `created_at`, `updated_at`, `active`, and any
 * `status`.
 */
export function seed(account: Account, given: Json): Seeded {
  return {
    ticket_fields: listIn(given.ticket_fields).map((field) => createField(account, objectIn(field), null)),
    ticket_forms: listIn(given.ticket_forms).map((form) => createForm(account, objectIn(form), null)),
    user_fields: listIn(given.user_fields).map((field) => createUserField(account, objectIn(field), null)),
    users: listIn(given.users).map((user) => seedUser(account, objectIn(user))),
    tickets: listIn(given.tickets).map((ticket) => seedTicket(account, objectIn(ticket))),
  };
}

function seedUser(account: Account, given: Json): User {
  const id = idIn(given.id);
  const created = textIn(given.created_at);
  const user = createUser(account, { name: 'Unnamed contact', ...given }, null, {
    ...(id === undefined ? {} : { id }),
    ...(created === undefined ? {} : { created_at: created, updated_at: textIn(given.updated_at) ?? created }),
  });
  if (flagIn(given.active) !== false) return user;
  const inactive = { ...user, active: false };
  putUser(account, inactive, true);
  return inactive;
}

function seedTicket(account: Account, given: Json): Ticket {
  const admin = userByEmail(account, account.settings.email);
  if (admin === undefined) throw new Error('The account has no admin: reset it first.');
  const lines = account.ledger.length;
  const { status: wanted, via_followup_source_id: _, ...rest } = given;
  const subject = textIn(given.subject) ?? 'Seeded ticket';
  const comment = given.comment ?? { body: textIn(given.description) ?? subject, public: true };
  const { ticket } = createTicket(account, { ...rest, subject, comment }, { me: admin, origin });
  account.ledger.length = lines;
  const status = ticketStatuses.find((known) => known === wanted) ?? ticket.status;
  const created = textIn(given.created_at) ?? ticket.created_at;
  const updated = textIn(given.updated_at) ?? textIn(given.solved_at) ?? created;
  const ended = status === 'solved' || status === 'closed';
  const seeded: Ticket = {
    ...ticket,
    status,
    created_at: created,
    updated_at: updated,
    solved_at: ended ? (textIn(given.solved_at) ?? updated) : null,
    deleted: flagIn(given.deleted) ?? false,
  };
  for (const auditId of seeded.audit_ids) {
    const audit = account.audits.get(auditId);
    if (audit !== undefined) account.audits.set(auditId, { ...audit, created_at: created });
  }
  putTicket(account, seeded, true);
  return seeded;
}
