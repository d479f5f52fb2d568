import type { Audit, Job, Ticket, TicketField, TicketForm, Upload, User, UserField } from './records.ts';
import type { LedgerEntry, LedgerKind } from './ledger-entry.ts';
import type { Clock } from './clock.ts';
import type { Settings } from './options.ts';
import { SearchIndex } from './search-index.ts';
import { createWebhooks } from './webhooks.ts';
import type { Webhooks } from './webhooks.ts';

export type IdempotentAnswer = {
  readonly body: string;
  readonly answer: unknown;
  readonly ticket_id: number;
  readonly at: number;
};
export type AccessToken = { readonly expires_at_ms: number; readonly scope: string };

/** One Zendesk account: its records, and the indexes to find them. */
export type Account = {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly users: Map<number, User>;
  readonly tickets: Map<number, Ticket>;
  readonly audits: Map<number, Audit>;
  readonly fields: Map<number, TicketField>;
  readonly userFields: Map<number, UserField>;
  readonly forms: Map<number, TicketForm>;
  readonly uploads: Map<string, Upload>;
  readonly contents: Map<string, Uint8Array>;
  readonly jobs: Map<string, Job>;
  readonly idempotency: Map<string, IdempotentAnswer>;
  readonly tokens: Map<string, AccessToken>;
  readonly ledger: LedgerEntry[];
  readonly next: { id: number; ticket: number };
  readonly byExternalUserId: Map<string, number>;
  readonly byEmail: Map<string, number>;
  readonly byPhone: Map<string, Set<number>>;
  readonly byRequester: Map<number, Set<number>>;
  readonly byExternalTicketId: Map<string, Set<number>>;
  readonly userSearch: SearchIndex<User>;
  readonly ticketSearch: SearchIndex<Ticket>;
  readonly webhooks: Webhooks;
  /** Called after each ticket that was made or changed, so that triggers can act. */
  ticketWritten: (ticket: Ticket, kind: LedgerKind) => void;
  /** Called after every change, so that the state is written to disk. */
  changed: () => void;
};

export function openAccount(clock: Clock, settings: Settings): Account {
  return {
    clock,
    settings,
    users: new Map(),
    tickets: new Map(),
    audits: new Map(),
    fields: new Map(),
    userFields: new Map(),
    forms: new Map(),
    uploads: new Map(),
    contents: new Map(),
    jobs: new Map(),
    idempotency: new Map(),
    tokens: new Map(),
    ledger: [],
    next: { id: 361_500_112_000, ticket: 1000 },
    byExternalUserId: new Map(),
    byEmail: new Map(),
    byPhone: new Map(),
    byRequester: new Map(),
    byExternalTicketId: new Map(),
    userSearch: new SearchIndex(clock, settings),
    ticketSearch: new SearchIndex(clock, settings),
    webhooks: createWebhooks(clock),
    ticketWritten: () => undefined,
    changed: () => undefined,
  };
}

/** A new id, larger than all ids before it. The ids of an account have gaps, because all accounts share one sequence. */
export function newId(account: Account): number {
  account.next.id += 20;
  return account.next.id;
}

export function newTicketId(account: Account): number {
  account.next.ticket += 1;
  return account.next.ticket;
}

function link<Key>(index: Map<Key, Set<number>>, key: Key, id: number): void {
  const ids = index.get(key);
  if (ids === undefined) index.set(key, new Set([id]));
  else ids.add(id);
}

function unlink<Key>(index: Map<Key, Set<number>>, key: Key, id: number): void {
  index.get(key)?.delete(id);
}

const emailsOf = (user: User): readonly string[] =>
  [user.email, ...user.identities.map((identity) => (identity.type === 'email' ? identity.value : null))].flatMap(
    (email) => (email === null ? [] : [email.toLowerCase()]),
  );

const phonesOf = (user: User): readonly string[] => [
  ...(user.phone === null ? [] : [user.phone]),
  ...user.identities.filter((identity) => identity.type === 'phone_number').map((identity) => identity.value),
];

/** Adds a user, or replaces the user with this id. `searchableNow`: without the lag of search, for seeded data. */
export function putUser(account: Account, user: User, searchableNow = false): void {
  const before = account.users.get(user.id);
  if (before !== undefined) {
    if (before.external_id !== null) account.byExternalUserId.delete(before.external_id.toLowerCase());
    for (const email of emailsOf(before)) account.byEmail.delete(email);
    for (const phone of phonesOf(before)) unlink(account.byPhone, phone, user.id);
  }
  account.users.set(user.id, user);
  if (user.active) {
    if (user.external_id !== null) account.byExternalUserId.set(user.external_id.toLowerCase(), user.id);
    for (const email of emailsOf(user)) account.byEmail.set(email, user.id);
    for (const phone of phonesOf(user)) link(account.byPhone, phone, user.id);
  }
  account.userSearch.put(user.id, user, searchableNow);
  account.changed();
}

export function putTicket(account: Account, ticket: Ticket, searchableNow = false): void {
  const before = account.tickets.get(ticket.id);
  if (before !== undefined && before.requester_id !== ticket.requester_id) {
    unlink(account.byRequester, before.requester_id, ticket.id);
  }
  if (before?.external_id != null && before.external_id !== ticket.external_id) {
    unlink(account.byExternalTicketId, before.external_id, ticket.id);
  }
  account.tickets.set(ticket.id, ticket);
  link(account.byRequester, ticket.requester_id, ticket.id);
  if (ticket.external_id !== null) link(account.byExternalTicketId, ticket.external_id, ticket.id);
  account.ticketSearch.put(ticket.id, ticket, searchableNow);
  account.changed();
}

/** The ticket with this id, unless it was deleted. */
export function findTicket(account: Account, id: number | undefined): Ticket | undefined {
  const ticket = id === undefined ? undefined : account.tickets.get(id);
  return ticket?.deleted === true ? undefined : ticket;
}

export function ticketsIn(account: Account, ids: Iterable<number> | undefined): readonly Ticket[] {
  return [...(ids ?? [])].flatMap((id) => findTicket(account, id) ?? []);
}

export function auditsOf(account: Account, ticket: Ticket): readonly Audit[] {
  return ticket.audit_ids.flatMap((id) => account.audits.get(id) ?? []);
}

export function userByEmail(account: Account, email: string): User | undefined {
  return account.users.get(account.byEmail.get(email.toLowerCase()) ?? 0);
}

export function userByExternalId(account: Account, externalId: string): User | undefined {
  return account.users.get(account.byExternalUserId.get(externalId.toLowerCase()) ?? 0);
}
