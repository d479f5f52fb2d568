import type { ContactField, TicketField } from '../../domain/zendesk/field.ts';
import { fieldValue } from '../../domain/fields/values.ts';
import type { FieldContent, FieldValue } from '../../domain/zendesk/ticket.ts';
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

/** A value for which a field is read. */
type Wanted<Key> = { readonly key: Key; readonly value: FieldContent };

export type FieldLists = {
  /** @param wanted before one of these fields is missing, or does not fit its value, the list is read again (UPD-7) */
  ticketFields(zendesk: Zendesk, wanted?: readonly Wanted<number>[]): Promise<readonly TicketField[]>;
  contactFields(zendesk: Zendesk, wanted?: readonly Wanted<string>[]): Promise<readonly ContactField[]>;
  /** Empties the cache. Called after fields were created (FLD-1). */
  forget(): void;
};

/**
 * The fields of the account, cached for ten minutes in this process. Mapped custom data is checked against them (UPD-6,
 * UPD-7).
 * @param now the clock, ms since the epoch
 */
export function createFieldLists(now: () => number = Date.now): FieldLists {
  const tickets = cached<number, TicketField>(
    async (zendesk) => (await readTicketFields(zendesk)).map(toTicketField),
    ({ id }) => id,
    now,
  );
  const contacts = cached<string, ContactField>(
    async (zendesk) => (await readUserFields(zendesk)).map(toContactField),
    ({ key }) => key,
    now,
  );
  return {
    ticketFields: (zendesk, wanted = []) => tickets.get(zendesk, wanted),
    contactFields: (zendesk, wanted = []) => contacts.get(zendesk, wanted),
    forget: () => {
      tickets.forget();
      contacts.forget();
    },
  };
}

type Cached<Key, Field> = {
  get(zendesk: Zendesk, wanted: readonly Wanted<Key>[]): Promise<readonly Field[]>;
  forget(): void;
};

/** For this long a list is believed where it says that a value does not fit. A field that it lacks is never believed missing. */
const misfitCacheMs = 10_000;

function cached<Key, Field extends Omit<TicketField, 'id'>>(
  read: (zendesk: Zendesk) => Promise<readonly Field[]>,
  keyOf: (field: Field) => Key,
  now: () => number,
): Cached<Key, Field> {
  let known: { readonly fields: readonly Field[]; readonly at: number } | null = null;
  let pending: Promise<readonly Field[]> | null = null;

  async function readAnew(zendesk: Zendesk): Promise<readonly Field[]> {
    const at = now();
    const fields = await read(zendesk);
    known = { fields, at };
    return fields;
  }

  function findProblem(fields: readonly Field[], wanted: readonly Wanted<Key>[]): 'missing' | 'misfit' | null {
    const byKey = new Map(fields.map((field) => [keyOf(field), field]));
    const problems = wanted.map(({ key, value }) => {
      const field = byKey.get(key);
      if (field?.active !== true) return 'missing';
      const checked = typeof value === 'object' && value !== null ? null : fieldValue({ ...field, id: 0 }, value);
      return checked === null || (checked.ok && checked.partly === undefined) ? null : 'misfit';
    });
    return problems.find((problem) => problem === 'missing') ?? problems.find((problem) => problem !== null) ?? null;
  }

  return {
    async get(zendesk, wanted) {
      if (known !== null && now() < known.at + cacheMs) {
        const problem = findProblem(known.fields, wanted);
        if (problem === null || (problem === 'misfit' && now() < known.at + misfitCacheMs)) return known.fields;
      }
      // A list that was asked for before this call may lack what was added since, so it is taken only if it has everything.
      if (pending !== null) {
        const fields = await pending.catch(() => null);
        if (fields !== null && findProblem(fields, wanted) === null) return fields;
      }
      const own = readAnew(zendesk).finally(() => {
        if (pending === own) pending = null;
      });
      pending = own;
      return await own;
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

/** True if a value was sent but none is stored, or not each option of a list. A checkbox that is off counts as no value. */
export function isDropped(sent: FieldValue['value'], stored: unknown): boolean {
  if (Array.isArray(sent) && Array.isArray(stored)) return sent.some((option) => !stored.includes(option));
  return !isEmpty(sent) && isEmpty(stored);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}
