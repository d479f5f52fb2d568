import { findTicket, putTicket, type Account } from '../core/account.ts';
import { closedTicket, invalidField, notFound } from '../core/errors.ts';
import { flagIn, idIn, listIn, textIn, type Json } from '../core/json.ts';
import { record } from '../core/ledger.ts';
import type { Origin } from '../core/ledger-entry.ts';
import type { JobResult, User, Via } from '../core/records.ts';
import { notifyTicketChanged } from './notify.ts';
import { updateTicket } from './write.ts';

export const mergeIds = (change: Json): readonly number[] => listIn(change.ids).flatMap((id) => idIn(id) ?? []);

/** Throws Refusal 404 or 422 for a merge that Zendesk refuses at once, without a job. */
export function requireMergeable(account: Account, targetId: number, change: Json): void {
  const target = findTicket(account, targetId);
  if (target === undefined) throw notFound();
  if (target.status === 'closed') throw closedTicket();
  const ids = mergeIds(change);
  if (ids.length === 0) throw invalidField('ids', 'ids: name the tickets to merge', 'BlankValue');
  if (ids.includes(targetId)) throw invalidField('ids', 'ids: a ticket cannot be merged into itself');
}

const mergeVia = (from: Json, to: Json): Via => ({ channel: 'api', source: { from, to, rel: 'merge' } });

/**
 * Merges tickets. The sources are closed and get the tag `closed_by_merge`. `change` may have a comment for each side,
 * which is private unless it says otherwise.
 */
export function mergeTickets(
  account: Account,
  targetId: number,
  change: Json,
  { me, origin }: { readonly me: User; readonly origin: Origin },
): JobResult[] {
  const target = findTicket(account, targetId);
  const defaults = account.settings.mergeDefaultComments;
  const merged: number[] = [];
  const results: JobResult[] = [];
  for (const [index, id] of mergeIds(change).entries()) {
    const source = findTicket(account, id);
    if (target === undefined || source === undefined || source.status === 'closed') {
      const error = source?.status === 'closed' ? 'TicketMergeFailed' : 'TicketNotFound';
      results.push({ index, id, action: 'merge', success: false, error, details: 'The ticket cannot be merged.' });
      continue;
    }
    const text =
      textIn(change.source_comment) ??
      (defaults
        ? `This request was closed and merged into request #${target.id} "${target.subject ?? ''}".`
        : undefined);
    const given: Json = {
      status: 'closed',
      additional_tags: ['closed_by_merge'],
      ...(text === undefined
        ? {}
        : { comment: { body: text, public: flagIn(change.source_comment_is_public) ?? false } }),
    };
    const to = account.settings.mergeAuditNamesTarget ? { ticket_id: target.id, subject: target.subject } : {};
    const closed = updateTicket(account, id, given, { me, origin, kind: 'merge', via: mergeVia({}, to) });
    merged.push(id);
    // No published text says whether the event names the target. It does not here, so that a receiver has to ask for it.
    notifyTicketChanged(account, 'ticket.merged', closed.ticket, { actorId: me.id });
    results.push({ index, id, action: 'merge', success: true, status: 'Merged' });
  }
  if (target === undefined || merged.length === 0) return results;
  const named = merged.map((id) => `#${id}`).join(', ');
  const text =
    textIn(change.target_comment) ??
    (defaults
      ? `Request${merged.length > 1 ? 's' : ''} ${named} ${merged.length > 1 ? 'were' : 'was'} closed and merged into this request.`
      : undefined);
  const given: Json =
    text === undefined ? {} : { comment: { body: text, public: flagIn(change.target_comment_is_public) ?? false } };
  updateTicket(account, targetId, given, { me, origin, kind: 'merge', via: mergeVia({ ticket_ids: merged }, {}) });
  return results;
}

/** Deletes a ticket. From then on the API answers 404 for it. */
export function deleteTicket(account: Account, id: number, me: User, origin: Origin): void {
  const ticket = findTicket(account, id);
  if (ticket === undefined) throw notFound();
  const deleted = { ...ticket, deleted: true, updated_at: account.clock.stamp() };
  putTicket(account, deleted);
  record(account, origin, { kind: 'ticket.delete', ticket_id: id, ticket });
  notifyTicketChanged(account, 'ticket.soft_deleted', deleted, { actorId: me.id });
}
