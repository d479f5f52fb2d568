import type { ContactField, TicketField } from '../../domain/zendesk/field.ts';
import type { FieldValue } from '../../domain/zendesk/ticket.ts';
import type { CustomFields } from './answers.ts';
import {
  type TicketFieldRecord,
  type UserFieldRecord,
  ticketFieldsAnswer,
  toContactField,
  toTicketField,
  userFieldsAnswer,
} from './field-answers.ts';
import type { Zendesk } from './http/zendesk.ts';

const cacheMs = 10 * 60_000;
const mostPages = 20;

export type FieldLists = {
  ticketFields(zendesk: Zendesk): Promise<readonly TicketField[]>;
  contactFields(zendesk: Zendesk): Promise<readonly ContactField[]>;
  /** Empties the cache. Called after fields were created (FLD-1). */
  forget(): void;
};

/**
 * The fields of the account, cached for ten minutes in this process. Mapped custom data is checked against them (UPD-6,
 * UPD-7).
 * @param now the clock, ms since the epoch
 */
export function createFieldLists(now: () => number = Date.now): FieldLists {
  const tickets = cached(async (zendesk) => (await readTicketFields(zendesk)).map(toTicketField), now);
  const contacts = cached(async (zendesk) => (await readUserFields(zendesk)).map(toContactField), now);
  return {
    ticketFields: (zendesk) => tickets.get(zendesk),
    contactFields: (zendesk) => contacts.get(zendesk),
    forget: () => {
      tickets.forget();
      contacts.forget();
    },
  };
}

type Cached<T> = { get(zendesk: Zendesk): Promise<readonly T[]>; forget(): void };

function cached<T>(read: (zendesk: Zendesk) => Promise<readonly T[]>, now: () => number): Cached<T> {
  let known: { readonly fields: readonly T[]; readonly until: number } | null = null;
  return {
    async get(zendesk) {
      if (known !== null && now() < known.until) return known.fields;
      const fields = await read(zendesk);
      known = { fields, until: now() + cacheMs };
      return fields;
    },
    forget: () => {
      known = null;
    },
  };
}

/** Reads all ticket fields of the account, including inactive ones and Zendesk's own. */
export function readTicketFields(zendesk: Zendesk): Promise<readonly TicketFieldRecord[]> {
  return allPages(async (query) => {
    const answer = await zendesk.request(ticketFieldsAnswer, 'GET', 'ticket_fields', { query });
    return { items: answer.ticket_fields, more: answer.next_page != null };
  });
}

/** Reads all user fields of the account, including inactive ones. */
export function readUserFields(zendesk: Zendesk): Promise<readonly UserFieldRecord[]> {
  return allPages(async (query) => {
    const answer = await zendesk.request(userFieldsAnswer, 'GET', 'user_fields', { query });
    return { items: answer.user_fields, more: answer.next_page != null };
  });
}

type Page<T> = { readonly items: readonly T[]; readonly more: boolean };

/** Reads the pages of a list one after the other, 100 items each, at most 20 pages. */
export async function allPages<T>(
  read: (query: Readonly<Record<string, string>>) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await read({ per_page: '100', page: String(page) });
    items.push(...answer.items);
    if (!answer.more) break;
  }
  return items;
}

/**
 * UPD-7: ids of the fields that were sent with a value but have none in Zendesk's answer: the field does not exist, or
 * it does not have the option. Empty if the answer shows no fields.
 */
export function droppedFields(sent: readonly FieldValue[], stored: CustomFields): readonly number[] {
  if (stored === null) return [];
  return sent
    .filter(({ id, value }) => isDropped(value, stored.find((field) => field.id === id)?.value))
    .map(({ id }) => id);
}

/** True if a value was sent but none is stored. A checkbox that is off counts as no value. */
export function isDropped(sent: FieldValue['value'], stored: unknown): boolean {
  return !isEmpty(sent) && isEmpty(stored);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === false;
}
