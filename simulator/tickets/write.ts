import { findTicket, newId, newTicketId, putTicket, type Account } from '../core/account.ts';
import { closedTicket, invalid, invalidField, notFound, updateConflict } from '../core/errors.ts';
import { idIn, keysIn, objectIn, textIn, type Json } from '../core/json.ts';
import { record } from '../core/ledger.ts';
import type { LedgerKind, Origin } from '../core/ledger-entry.ts';
import type { Audit, AuditEvent, Ticket, User, Via } from '../core/records.ts';
import { appliedBy, changesBetween } from './changes.ts';
import { commentEvent, requireRoomForComment, useUploads, voiceEvent } from './comments.ts';
import { notifyTicketChanged } from './notify.ts';
import { draftOver, ignoredTicketKeys, requesterFor, type Draft } from './properties.ts';
import { plainVia, viaFor } from './via.ts';

/** A ticket after a write, and the audit of the write. */
export type Written = { readonly ticket: Ticket; readonly audit: Audit };

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

/** Stores a change of a ticket with its audit and its line in the ledger. */
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
  // The last audit of the target of a merge always names the sources, in via.source.from.ticket_ids (via-object-reference).
  const isMerge = audit.via.source.rel === 'merge';
  const keepsAudit = events.length > 0 || isMerge || account.settings.keepEmptyAudits;
  const wasSolved = before?.status === 'solved' || before?.status === 'closed';
  const isSolved = draft.status === 'solved' || draft.status === 'closed';
  const ticket: Ticket = {
    ...draft,
    is_public: draft.is_public || comments.some((event) => event.public),
    deleted: false,
    created_at: before?.created_at ?? at,
    // An update without an event does not change `updated_at`.
    updated_at: events.length > 0 ? at : (before?.updated_at ?? at),
    solved_at: isSolved ? (wasSolved ? (before?.solved_at ?? at) : at) : null,
    audit_ids: keepsAudit ? [...(before?.audit_ids ?? []), audit.id] : (before?.audit_ids ?? []),
    comment_count: (before?.comment_count ?? 0) + comments.length,
  };
  if (keepsAudit) account.audits.set(audit.id, audit);
  putTicket(account, ticket);
  useUploads(account, write.given.comment);
  record(account, write.origin, {
    kind: write.kind,
    ticket_id: ticket.id,
    idempotency_key: write.idempotencyKey,
    metadata: audit.metadata,
    applied: appliedBy(events, before?.tags ?? [], ticket.tags),
    not_modelled: keysIn(write.given, ignoredTicketKeys),
    ticket,
  });
  if (before !== null && before.status !== ticket.status) {
    const change = { current: ticket.status.toUpperCase(), previous: before.status.toUpperCase() };
    notifyTicketChanged(account, 'ticket.status_changed', ticket, { actorId: audit.author_id, event: change });
  }
  account.ticketWritten(ticket, write.kind);
  return { ticket, audit };
}

/** Creates a ticket. Throws Refusal 422. `me` is the signed-in user: requester and author if `given` names nobody else. */
export function createTicket(
  account: Account,
  given: Json,
  { me, origin, idempotencyKey }: { readonly me: User; readonly origin: Origin; readonly idempotencyKey?: string },
): Written {
  const source = followedUp(account, given.via_followup_source_id);
  const requester = requesterFor(account, given, source?.requester_id ?? me.id, origin);
  const submitter = idIn(given.submitter_id) ?? me.id;
  const described = given.comment ?? (given.description === undefined ? undefined : { body: given.description });
  const comment = commentEvent(account, described, { authorId: submitter, isPublic: true });
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
  const drafted = draftOver(account, blank, { ...rest, requester_id: undefined }, { isNew: true, origin });
  const draft = { ...drafted, id: newTicketId(account) };
  const comments = [comment, voice].filter((event) => event !== undefined);
  const events = [...comments, ...changesBetween(account, null, draft)];
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

/** The closed ticket that a follow-up ticket continues. */
function followedUp(account: Account, given: unknown): Ticket | undefined {
  if (given === undefined || given === null) return undefined;
  const source = findTicket(account, idIn(given));
  if (source === undefined) throw invalidField('via_followup_source_id', 'Follow-up source: is not a known ticket');
  if (source.status !== 'closed') throw invalidField('via_followup_source_id', 'Follow-up source: is not closed');
  return source;
}

function followUpVia(source: Ticket): Via {
  return {
    channel: 'api',
    source: { from: { ticket_id: source.id, subject: source.subject }, to: {}, rel: 'follow_up' },
  };
}

/**
 * Changes a ticket. Throws Refusal: 404 for an unknown or deleted ticket, 409 for a safe update of a ticket that changed
 * meanwhile, 422 for a closed ticket or invalid values.
 */
export function updateTicket(
  account: Account,
  id: number | undefined,
  given: Json,
  by: { readonly me: User; readonly origin: Origin; readonly kind?: LedgerKind; readonly via?: Via },
): Written {
  const { me, origin, kind = 'ticket.update', via = plainVia } = by;
  const before = findTicket(account, id);
  if (before === undefined) throw notFound();
  if (before.status === 'closed') throw closedTicket();
  // `safe_update: false` acts like `true`. Only without the key there is no check.
  if (given.safe_update !== undefined) {
    const stamp = Date.parse(textIn(given.updated_stamp) ?? '');
    if (!(Date.parse(before.updated_at) <= stamp)) throw updateConflict();
  }
  const comment = commentEvent(account, given.comment, {
    authorId: me.id,
    isPublic: before.is_public,
    via: via === plainVia ? undefined : via,
  });
  // A comment overrides a voice comment in the same update.
  const newComment = comment ?? voiceEvent(account, given.voice_comment, me.id);
  if (newComment !== undefined) requireRoomForComment(before);
  const draft = draftOver(account, before, given, { isNew: false, origin });
  const events = [...(newComment === undefined ? [] : [newComment]), ...changesBetween(account, before, draft)];
  return commit(account, { draft, before, events, given, author: me.id, via, origin, kind });
}
