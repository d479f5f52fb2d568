import type { Json } from './json.ts';

export type LedgerKind =
  | 'ticket.create'
  | 'ticket.update'
  | 'ticket.update_many.item'
  | 'ticket.delete'
  | 'user.create'
  | 'user.update'
  | 'user.delete'
  | 'user.merge'
  | 'ticket_field.create'
  | 'ticket_field.update'
  | 'ticket_form.create'
  | 'ticket_form.update'
  | 'user_field.create'
  | 'user_field.update'
  | 'upload'
  | 'screen_pop'
  | 'merge'
  | 'trigger';

/** Where a write came from: the request that made it. */
export type Origin = { readonly request_id: string; readonly method: string; readonly path: string };

export type LedgerEntry = Origin & {
  readonly seq: number;
  readonly at: string;
  readonly kind: LedgerKind;
  readonly ticket_id?: number;
  readonly user_id?: number;
  readonly idempotency_key?: string;
  /** An answer given again for an idempotency key: nothing was written. */
  readonly replayed: boolean;
  readonly metadata: Json;
  /** The changes of the record, so that a write that was applied twice shows. */
  readonly applied: Json;
  /** Keys of the request that Zendesk takes and this simulator ignores. Left out where there are none. */
  readonly not_modelled?: readonly string[];
  readonly outcome: 'applied' | 'rejected';
  readonly reason?: unknown;
  readonly session?: string;
};
