import { userByEmail, type Account } from '../core/account.ts';
import { invalidField } from '../core/errors.ts';
import { idIn, isObject, tagsIn, textIn, type Json } from '../core/json.ts';
import type { Origin } from '../core/ledger-entry.ts';
import { ticketStatuses, type Ticket, type TicketStatus, type User } from '../core/records.ts';
import { createUser, matchUser } from '../users/profile.ts';
import { mergeFields, requireForSolving } from './fields.ts';

/** Keys of a ticket that have an effect here. */
const modelledTicketKeys: readonly string[] = (
  'subject raw_subject description comment requester_id requester submitter_id assignee_id assignee_email group_id status ' +
  'priority type tags additional_tags remove_tags custom_fields fields external_id via_id metadata ticket_form_id brand_id ' +
  'via_followup_source_id voice_comment safe_update updated_stamp organization_id id'
).split(' ');

/** Keys of a ticket that Zendesk takes and this simulator ignores. The ledger names them where a request has them. */
export const ignoredTicketKeys: readonly string[] = (
  'custom_status_id due_at collaborators collaborator_ids followers email_ccs follower_ids email_cc_ids problem_id ' +
  'recipient macro_id macro_ids attribute_value_ids sharing_agreement_ids disable_triggers'
).split(' ');

/** Keys of a ticket that the API lets a client write. Others are dropped with a warning. */
export const writableTicketKeys: ReadonlySet<string> = new Set([...modelledTicketKeys, ...ignoredTicketKeys]);

/** The properties of a ticket before they are stored with an audit. */
export type Draft = Omit<Ticket, 'audit_ids' | 'comment_count' | 'created_at' | 'updated_at' | 'solved_at' | 'deleted'>;

export function requesterFor(account: Account, given: Json, otherwise: number, origin: Origin): number {
  if (isObject(given.requester)) {
    const known = matchUser(account, given.requester);
    return (known ?? createUser(account, { ...given.requester, role: 'end-user' }, origin)).id;
  }
  if (given.requester_id === undefined || given.requester_id === null) return otherwise;
  const requester = account.users.get(idIn(given.requester_id) ?? 0);
  if (requester?.active !== true)
    throw invalidField('requester', 'Requester: is not a known, active user', 'InvalidValue');
  if (requester.suspended) throw invalidField('requester', 'Requester is suspended.', 'SuspendedUser');
  return requester.id;
}

function assigneeFor(account: Account, given: Json, before: number | null): number | null {
  const byEmail = textIn(given.assignee_email);
  if (given.assignee_id === undefined && byEmail === undefined) return before;
  if (given.assignee_id === null) return null;
  const agent: User | undefined =
    given.assignee_id === undefined
      ? userByEmail(account, byEmail ?? '')
      : account.users.get(idIn(given.assignee_id) ?? 0);
  if (agent === undefined || !agent.active || agent.suspended || agent.role === 'end-user') {
    throw invalidField('assignee', 'Assignee: is not an active agent of this account');
  }
  return agent.id;
}

const priorities: ReadonlySet<string> = new Set(['low', 'normal', 'high', 'urgent']);
const types: ReadonlySet<string> = new Set(['question', 'incident', 'problem', 'task']);

function oneOf(field: string, known: ReadonlySet<string>, given: unknown, before: string | null): string | null {
  if (given === undefined || given === before) return before;
  if (given === null && before === null) return null;
  if (typeof given !== 'string' || !known.has(given)) throw invalidField(field, `${field}: is not a valid value`);
  return given;
}

/** The status after a change. A ticket never goes back to `new`: a later `status: "new"` changes nothing. */
function statusFor(given: Json, before: TicketStatus | null, assigned: boolean): TicketStatus {
  const wanted = given.status;
  const known = ticketStatuses.find((status) => status === wanted);
  if (wanted !== undefined && wanted !== null && known === undefined) {
    throw invalidField('status', 'Status: is not a valid status');
  }
  const next = known === undefined || (known === 'new' && before !== null) ? (before ?? 'new') : known;
  // An assigned ticket is at least open.
  return next === 'new' && assigned ? 'open' : next;
}

function tagsFor(given: Json, before: readonly string[]): readonly string[] {
  const base = given.tags === undefined ? before : tagsIn(given.tags);
  const removed = new Set(tagsIn(given.remove_tags));
  return [...new Set([...base, ...tagsIn(given.additional_tags)])].filter((tag) => !removed.has(tag));
}

/** The properties of a ticket after a change. Throws Refusal 422 for values that Zendesk refuses. */
export function draftOver(
  account: Account,
  base: Draft,
  given: Json,
  { isNew, origin }: { readonly isNew: boolean; readonly origin: Origin },
): Draft {
  const assignee = assigneeFor(account, given, base.assignee_id);
  const status = statusFor(given, isNew ? null : base.status, assignee !== null);
  const merged = mergeFields(account, base.fields, tagsFor(given, base.tags), given.custom_fields ?? given.fields);
  if (status === 'solved' && base.status !== 'solved') requireForSolving(account, merged.fields);
  const cleared = (value: unknown, before: string | null): string | null =>
    value === undefined ? before : (textIn(value) ?? null);
  const reference = (value: unknown, before: number | null): number | null =>
    value === undefined ? before : (idIn(value) ?? null);
  return {
    ...base,
    subject: cleared(given.subject ?? given.raw_subject, base.subject),
    external_id: cleared(given.external_id, base.external_id),
    requester_id: requesterFor(account, given, base.requester_id, origin),
    assignee_id: assignee,
    group_id: reference(given.group_id, base.group_id),
    organization_id: reference(given.organization_id, base.organization_id),
    brand_id: reference(given.brand_id, base.brand_id),
    ticket_form_id: reference(given.ticket_form_id, base.ticket_form_id),
    status,
    priority: oneOf('priority', priorities, given.priority, base.priority),
    type: oneOf('type', types, given.type, base.type),
    tags: merged.tags,
    fields: merged.fields,
  };
}
