import { findTicket, newId, newTicketId, putTicket, type Account } from '../core/account.ts';
import { closedTicket, invalid, invalidField, notFound, updateConflict } from '../core/errors.ts';
import { idIn, isObject, objectIn, sameJson, tagsIn, textIn, type Json } from '../core/json.ts';
import { record, type LedgerKind, type Origin } from '../core/ledger.ts';
import {
  ticketStatuses,
  type Audit,
  type AuditEvent,
  type Ticket,
  type TicketStatus,
  type User,
  type Via,
} from '../core/records.ts';
import { createUser, matchUser, userByEmail } from '../users/profile.ts';
import { commentEvent, requireRoomForComment, useUploads, voiceEvent } from './comments.ts';
import { mergeFields, requireForSolving } from './fields.ts';
import { plainVia, viaFor } from './via.ts';

/** Keys of a ticket that the API lets a client write; others are dropped with a warning. */
export const writableTicketKeys: ReadonlySet<string> = new Set(
  (
    'subject raw_subject description comment requester_id requester submitter_id assignee_id assignee_email group_id status ' +
    'custom_status_id priority type tags additional_tags remove_tags custom_fields fields external_id via_id metadata ' +
    'ticket_form_id brand_id via_followup_source_id voice_comment safe_update updated_stamp organization_id due_at ' +
    'collaborators collaborator_ids followers email_ccs follower_ids email_cc_ids problem_id recipient macro_id macro_ids ' +
    'attribute_value_ids sharing_agreement_ids disable_triggers id'
  ).split(' '),
);

export type Written = { readonly ticket: Ticket; readonly audit: Audit };

type Draft = Omit<Ticket, 'audit_ids' | 'comment_count' | 'created_at' | 'updated_at' | 'solved_at' | 'deleted'>;

function requesterFor(account: Account, given: Json, otherwise: number, origin: Origin): number {
  if (isObject(given.requester)) {
    const known = matchUser(account, given.requester);
    return (known ?? createUser(account, { ...given.requester, role: 'end-user' }, origin)).id;
  }
  if (given.requester_id === undefined || given.requester_id === null) return otherwise;
  const requester = account.users.get(idIn(given.requester_id) ?? 0);
  if (requester?.active !== true) throw invalidField('requester', 'Requester: is not a known, active user', 'InvalidValue');
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

/** `new` is left once and for all: a later `status: "new"` changes nothing. */
function statusFor(given: Json, before: TicketStatus | null, assigned: boolean): TicketStatus {
  const wanted = given.status;
  const known = ticketStatuses.find((status) => status === wanted);
  if (wanted !== undefined && wanted !== null && known === undefined) {
    throw invalidField('status', 'Status: is not a valid status');
  }
  const next = known === undefined || (known === 'new' && before !== null) ? (before ?? 'new') : known;
  // An assigned ticket is never New.
  return next === 'new' && assigned ? 'open' : next;
}

function tagsFor(given: Json, before: readonly string[]): readonly string[] {
  const base = given.tags === undefined ? before : tagsIn(given.tags);
  const removed = new Set(tagsIn(given.remove_tags));
  return [...new Set([...base, ...tagsIn(given.additional_tags)])].filter((tag) => !removed.has(tag));
}

function draftOver(account: Account, base: Draft, given: Json, isNew: boolean, origin: Origin): Draft {
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

/** Named as the audit names them: the properties whose change is an event of its own. */
const audited = [
  'subject',
  'status',
  'priority',
  'type',
  'external_id',
  'requester_id',
  'assignee_id',
  'group_id',
  'organization_id',
  'brand_id',
  'ticket_form_id',
  'tags',
] as const;

function changesBetween(account: Account, before: Draft | null, after: Draft): readonly AuditEvent[] {
  const pairs: (readonly [string, unknown, unknown])[] = audited.map((name) => [name, before?.[name] ?? null, after[name]]);
  for (const id of Object.keys(after.fields)) pairs.push([id, before?.fields[id] ?? null, after.fields[id]]);
  const isNothing = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);
  return pairs.flatMap(([field_name, previous_value, value]): readonly AuditEvent[] => {
    if (sameJson(previous_value, value) || (before === null && isNothing(value))) return [];
    return before === null
      ? [{ id: newId(account), type: 'Create', field_name, value }]
      : [{ id: newId(account), type: 'Change', field_name, value, previous_value }];
  });
}

/** What a ledger line shows of a write. */
function appliedBy(events: readonly AuditEvent[], before: readonly string[], after: readonly string[]): Json {
  const fields: Record<string, unknown> = {};
  const comments: Json[] = [];
  for (const event of events) {
    switch (event.type) {
      case 'Create':
      case 'Change':
        if (event.field_name !== 'tags') fields[event.field_name] = event.value;
        break;
      case 'Comment':
        comments.push({
          body: event.body,
          public: event.public,
          ...(event.attachments.length === 0 ? {} : { attachments: event.attachments.map((a) => a.file_name) }),
        });
        break;
      case 'VoiceComment':
        comments.push({ body: event.body, public: event.public, voice: event.data });
        break;
    }
  }
  const added = after.filter((tag) => !before.includes(tag));
  const removed = before.filter((tag) => !after.includes(tag));
  return {
    ...(comments.length === 0 ? {} : { comments, comment: comments[0] }),
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
    ...(added.length === 0 ? {} : { tags_added: added }),
    ...(removed.length === 0 ? {} : { tags_removed: removed }),
  };
}

type Commit = {
  readonly draft: Draft;
  readonly before: Ticket | null;
  readonly events: readonly AuditEvent[];
  readonly given: Json;
  readonly author: number;
  readonly via: Via;
  readonly origin: Origin;
  readonly kind: LedgerKind;
  readonly idempotencyKey?: string | undefined;
};

function commit(account: Account, write: Commit): Written {
  const { draft, before, events } = write;
  const at = account.clock.stamp();
  const audit: Audit = {
    id: newId(account),
    ticket_id: draft.id,
    author_id: write.author,
    created_at: at,
    metadata: objectIn(write.given.metadata),
    via: write.via,
    events,
  };
  const comments = events.filter((event) => event.type === 'Comment' || event.type === 'VoiceComment');
  const kept = events.length > 0 || account.settings.keepEmptyAudits;
  const wasSolved = before?.status === 'solved' || before?.status === 'closed';
  const isSolved = draft.status === 'solved' || draft.status === 'closed';
  const ticket: Ticket = {
    ...draft,
    is_public: draft.is_public || comments.some((event) => event.public),
    deleted: false,
    created_at: before?.created_at ?? at,
    // Only what leaves an event moves the stamp.
    updated_at: events.length > 0 ? at : (before?.updated_at ?? at),
    solved_at: isSolved ? (wasSolved ? (before?.solved_at ?? at) : at) : null,
    audit_ids: kept ? [...(before?.audit_ids ?? []), audit.id] : (before?.audit_ids ?? []),
    comment_count: (before?.comment_count ?? 0) + comments.length,
  };
  if (kept) account.audits.set(audit.id, audit);
  putTicket(account, ticket);
  useUploads(account, write.given.comment);
  record(account, write.origin, {
    kind: write.kind,
    ticket_id: ticket.id,
    idempotency_key: write.idempotencyKey,
    metadata: audit.metadata,
    applied: appliedBy(events, before?.tags ?? [], ticket.tags),
    ticket,
  });
  return { ticket, audit };
}

/** Makes a ticket. Throws Refusal 422. `me` is the signed-in user, who is requester and author where nobody is named. */
export function createTicket(account: Account, given: Json, me: User, origin: Origin, idempotencyKey?: string): Written {
  const source = followedUp(account, given.via_followup_source_id);
  const requester = requesterFor(account, given, source?.requester_id ?? me.id, origin);
  const submitter = idIn(given.submitter_id) ?? me.id;
  const described = given.comment ?? (given.description === undefined ? undefined : { body: given.description });
  const comment = commentEvent(account, described, submitter, true);
  const voice = voiceEvent(account, given.voice_comment, me.id);
  const first = comment ?? voice;
  if (first === undefined || first.type === 'Create' || first.type === 'Change') {
    throw invalid({ description: [{ description: 'Description: cannot be blank', error: 'BlankValue' }] });
  }
  const via = account.settings.viaIdHonoured ? viaFor(idIn(given.via_id), given.voice_comment) : plainVia;
  const blank: Draft = {
    id: 0,
    subject: null,
    description: first.body,
    status: 'new',
    priority: null,
    type: null,
    external_id: null,
    requester_id: requester,
    submitter_id: submitter,
    assignee_id: null,
    group_id: null,
    organization_id: account.users.get(requester)?.organization_id ?? null,
    brand_id: null,
    ticket_form_id: null,
    tags: [],
    fields: {},
    is_public: first.public,
    via: source === undefined ? via : followUpVia(source),
    followup_ids: [],
  };
  const { requester: _, ...rest } = given;
  const drafted = draftOver(account, blank, { ...rest, requester_id: undefined }, true, origin);
  const draft = { ...drafted, id: newTicketId(account) };
  const said = [comment, voice].filter((event) => event !== undefined);
  const events = [...said, ...changesBetween(account, null, draft)];
  const written = commit(account, {
    draft,
    before: null,
    events,
    given,
    author: me.id,
    via: draft.via,
    origin,
    kind: 'ticket.create',
    idempotencyKey,
  });
  if (source !== undefined) putTicket(account, { ...source, followup_ids: [...source.followup_ids, draft.id] });
  return written;
}

/** The closed ticket that a follow-up continues. */
function followedUp(account: Account, given: unknown): Ticket | undefined {
  if (given === undefined || given === null) return undefined;
  const source = findTicket(account, idIn(given));
  if (source === undefined) throw invalidField('via_followup_source_id', 'Follow-up source: is not a known ticket');
  if (source.status !== 'closed') throw invalidField('via_followup_source_id', 'Follow-up source: is not closed');
  return source;
}

function followUpVia(source: Ticket): Via {
  return { channel: 'api', source: { from: { ticket_id: source.id, subject: source.subject }, to: {}, rel: 'follow_up' } };
}

/** Changes a ticket. Throws Refusal: 404 unknown or deleted, 409 safe update, 422 closed or invalid. */
export function updateTicket(
  account: Account,
  id: number | undefined,
  given: Json,
  me: User,
  origin: Origin,
  kind: LedgerKind = 'ticket.update',
  via: Via = plainVia,
): Written {
  const before = findTicket(account, id);
  if (before === undefined) throw notFound();
  if (before.status === 'closed') throw closedTicket();
  // `safe_update: false` acts like true; only leaving it out turns the check off.
  if (given.safe_update !== undefined) {
    const stamp = Date.parse(textIn(given.updated_stamp) ?? '');
    if (!(Date.parse(before.updated_at) <= stamp)) throw updateConflict();
  }
  const comment = commentEvent(account, given.comment, me.id, before.is_public, via === plainVia ? undefined : via);
  // A comment in the same update overrides the voice comment.
  const said = comment ?? voiceEvent(account, given.voice_comment, me.id);
  if (said !== undefined) requireRoomForComment(before);
  const draft = draftOver(account, before, given, false, origin);
  const events = [...(said === undefined ? [] : [said]), ...changesBetween(account, before, draft)];
  return commit(account, { draft, before, events, given, author: me.id, via, origin, kind });
}
