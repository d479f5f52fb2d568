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

const goodForMs = 10 * 60_000;
const mostPages = 20;

export type FieldLists = {
  ticketFields(zendesk: Zendesk): Promise<readonly TicketField[]>;
  contactFields(zendesk: Zendesk): Promise<readonly ContactField[]>;
  /** FLD-1: fields were made. */
  forget(): void;
};

/** UPD-6, UPD-7: the account's fields, remembered for ten minutes in this process. */
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
      known = { fields, until: now() + goodForMs };
      return fields;
    },
    forget: () => {
      known = null;
    },
  };
}

/** All ticket fields of the account, inactive ones and those of the system too. */
export function readTicketFields(zendesk: Zendesk): Promise<readonly TicketFieldRecord[]> {
  return allPages(async (query) => {
    const answer = await zendesk.get('ticket_fields', ticketFieldsAnswer, query);
    return { items: answer.ticket_fields, more: answer.next_page != null };
  });
}

export function readUserFields(zendesk: Zendesk): Promise<readonly UserFieldRecord[]> {
  return allPages(async (query) => {
    const answer = await zendesk.get('user_fields', userFieldsAnswer, query);
    return { items: answer.user_fields, more: answer.next_page != null };
  });
}

type Page<T> = { readonly items: readonly T[]; readonly more: boolean };

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

/** UPD-7: fields that were sent with a value and that the answer shows without it: unknown ids, refused options. */
export function droppedFields(sent: readonly FieldValue[], stored: CustomFields): readonly number[] {
  if (stored === null) return [];
  return sent
    .filter(({ id, value }) => isDropped(value, stored.find((field) => field.id === id)?.value))
    .map(({ id }) => id);
}

/** Was a value sent, and is there none now? A checkbox that is off counts as none. */
export function isDropped(sent: FieldValue['value'], stored: unknown): boolean {
  return !isEmpty(sent) && isEmpty(stored);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === false;
}
