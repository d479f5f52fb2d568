import type { Account } from './account.ts';
import { objectIn, textIn, type Json } from './json.ts';
import type { LedgerEntry, LedgerKind, Origin } from './ledger-entry.ts';
import type { Ticket } from './records.ts';

export type LedgerWrite = {
  readonly kind: LedgerKind;
  readonly ticket_id?: number | undefined;
  readonly user_id?: number | undefined;
  readonly idempotency_key?: string | undefined;
  readonly replayed?: boolean;
  readonly metadata?: Json;
  readonly applied?: Json;
  readonly not_modelled?: readonly string[];
  readonly outcome?: 'applied' | 'rejected';
  readonly reason?: unknown;
  readonly ticket?: Ticket | undefined;
};

const sessionTag = /^session_(.+)$/;

/** The session that a write belongs to, by its own marker, or else by the tags it adds, or else by the ticket. */
export function sessionOf(metadata: Json, applied: Json, ticket: Ticket | undefined): string | undefined {
  const marked = textIn(metadata.session) ?? textIn(metadata.session_id);
  if (marked !== undefined) return marked;
  const fromTags = (tags: readonly unknown[]): string | undefined =>
    tags.flatMap((tag) => sessionTag.exec(String(tag))?.[1] ?? []).at(-1);
  const added = Array.isArray(applied.tags_added) ? fromTags(applied.tags_added) : undefined;
  return added ?? ticket?.external_id ?? fromTags(ticket?.tags ?? []);
}

export function record(account: Account, origin: Origin, write: LedgerWrite): void {
  const { ticket, ...given } = write;
  const metadata = objectIn(write.metadata);
  const applied = objectIn(write.applied);
  const notModelled = given.not_modelled ?? [];
  const session = sessionOf(metadata, applied, ticket);
  const entry: LedgerEntry = {
    seq: (account.ledger.at(-1)?.seq ?? 0) + 1,
    at: new Date(account.clock.now()).toISOString(),
    request_id: origin.request_id,
    method: origin.method,
    path: origin.path,
    kind: given.kind,
    replayed: given.replayed ?? false,
    metadata,
    applied,
    outcome: given.outcome ?? 'applied',
    ...(notModelled.length === 0 ? {} : { not_modelled: notModelled }),
    ...(given.ticket_id === undefined ? {} : { ticket_id: given.ticket_id }),
    ...(given.user_id === undefined ? {} : { user_id: given.user_id }),
    ...(given.idempotency_key === undefined ? {} : { idempotency_key: given.idempotency_key }),
    ...(given.reason === undefined ? {} : { reason: given.reason }),
    ...(session === undefined ? {} : { session }),
  };
  account.ledger.push(entry);
  account.changed();
}
