import type { LookUp } from '../contract.ts';
import type { Contact, NewContact } from '../../domain/contact/contact.ts';
import { searchDigits, toE164 } from '../../domain/contact/phone.ts';
import type { Ticket } from '../../domain/ticket/ticket.ts';
import {
  type User,
  identitiesAnswer,
  requestedTicketsAnswer,
  toContact,
  toTickets,
  userAnswer,
  usersAnswer,
} from './answers.ts';
import { ZendeskError } from './errors.ts';
import type { Zendesk } from './zendesk.ts';

const perPage = 100;
/** Contacts with more tickets or identities than five pages hold are no callers but somebody's test data. */
const mostPages = 5;

function newestFirst(a: Contact, b: Contact): number {
  return Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.id - a.id;
}

/**
 * CON-1, CON-9: who has this number? First by the search, which lags for minutes; if it finds nobody, by the external id that
 * this product gives (CON-7), which doesn't. Two requests at most, but for a contact with more than a hundred tickets.
 */
export async function lookUp(
  zendesk: Zendesk,
  input: { readonly phone: string | null; readonly defaultCountry: string },
): Promise<LookUp> {
  const number = toE164(input.phone, input.defaultCountry);
  if (number === null) return { number, contacts: [], unsure: [], tickets: null };

  const query = `role:end-user phone:*${searchDigits(number, input.defaultCountry)}`;
  const hits = await zendesk.get('users/search', usersAnswer, { query, per_page: String(perPage) });
  const found = sortOut(hits.users, number, input.defaultCountry);
  const [only] = found.contacts;
  if (only !== undefined && found.contacts.length === 1 && found.unsure.length === 0) {
    const { contact, tickets } = await requested(zendesk, only.id);
    // The search shows users as they were minutes ago; the list of tickets knows better.
    if (contact === 'gone' || (contact !== 'not shown' && !contact.matchable)) {
      return { number, contacts: [], unsure: [], tickets: null };
    }
    return { number, contacts: [contact === 'not shown' ? only : contact], unsure: [], tickets };
  }
  if (found.contacts.length > 0 || found.unsure.length > 0) return { number, ...found, tickets: null };

  const made = await zendesk.get('users/search', usersAnswer, { external_id: `phone:${number}` });
  return { number, ...sortOut(made.users, number, input.defaultCountry), tickets: null };
}

/** A record that shows the number itself is certain; with another or none, only the user's identities can tell. */
function sortOut(users: readonly User[], number: string, country: string): Pick<LookUp, 'contacts' | 'unsure'> {
  const matchable = users
    .map(toContact)
    .filter((contact) => contact.matchable)
    .sort(newestFirst);
  const certain = (contact: Contact): boolean => toE164(contact.phone, country) === number;
  return { contacts: matchable.filter(certain), unsure: matchable.filter((contact) => !certain(contact)) };
}

/** Has the user this number (E.164) among their identities, in whatever spelling? False for a user who is gone. */
export async function hasNumber(
  zendesk: Zendesk,
  input: { readonly contactId: number; readonly number: string; readonly defaultCountry: string },
): Promise<boolean> {
  for (let page = 1; page <= mostPages; page += 1) {
    const query = { per_page: String(perPage), page: String(page) };
    const answer = await unlessMissing(zendesk.get(`users/${input.contactId}/identities`, identitiesAnswer, query));
    if (answer === null) return false;
    const has = answer.identities.some(
      ({ type, value }) => type === 'phone_number' && toE164(value ?? null, input.defaultCountry) === input.number,
    );
    if (has) return true;
    if (answer.next_page == null) return false;
  }
  return false;
}

/** The contact as it is now, with their tickets, newest first. Null: merged away, deleted or suspended (CON-8, CON-9). */
export async function listTickets(
  zendesk: Zendesk,
  { contactId }: { readonly contactId: number },
): Promise<{ readonly contact: Contact | null; readonly tickets: readonly Ticket[] }> {
  const { contact: shown, tickets } = await requested(zendesk, contactId);
  if (shown === 'gone') return { contact: null, tickets: [] };
  const contact = shown === 'not shown' ? await showContact(zendesk, contactId) : shown;
  return contact?.matchable === true ? { contact, tickets } : { contact: null, tickets: [] };
}

async function showContact(zendesk: Zendesk, contactId: number): Promise<Contact | null> {
  const answer = await unlessMissing(zendesk.get(`users/${contactId}`, userAnswer));
  return answer === null ? null : toContact(answer.user);
}

type Requested = { readonly contact: Contact | 'gone' | 'not shown'; readonly tickets: readonly Ticket[] };

async function requested(zendesk: Zendesk, contactId: number): Promise<Requested> {
  const tickets: Ticket[] = [];
  let contact: Requested['contact'] = 'not shown';
  for (let page = 1; page <= mostPages; page += 1) {
    const query = {
      sort_by: 'created_at',
      sort_order: 'desc',
      include: 'users',
      per_page: String(perPage),
      page: String(page),
    };
    const answer = await unlessMissing(
      zendesk.get(`users/${contactId}/tickets/requested`, requestedTicketsAnswer, query),
    );
    if (answer === null) return { contact: 'gone', tickets: [] };
    tickets.push(...toTickets(answer.tickets));
    const shown = answer.users?.find((each) => each.id === contactId);
    if (shown !== undefined) contact = toContact(shown);
    if (answer.next_page == null) break;
  }
  return { contact, tickets };
}

/** How many contacts may stand in the way with the caller's external id before the last is taken over. */
const mostStrangers = 5;

/**
 * CON-7: the same external id gives the same contact, however often and from wherever it is asked for. One who has it is taken
 * as they are: a write would overwrite their name. One who has it but must not be matched (CON-9), or got another number since,
 * is left alone: the next is `<external id>#2`.
 * `created` is false for one who was there already, be it since an attempt whose answer was lost.
 */
export async function makeContact(
  zendesk: Zendesk,
  wanted: NewContact,
): Promise<{ readonly contact: Contact; readonly created: boolean }> {
  let externalId = wanted.externalId;
  for (let next = 2; next <= mostStrangers; next += 1) {
    const { users } = await zendesk.get('users/search', usersAnswer, { external_id: externalId });
    const holders = users.map(toContact);
    const own = holders.find((contact) => contact.matchable && hasSame(wanted.phone, contact));
    if (own !== undefined) return { contact: own, created: false };
    if (holders.length === 0) break;
    externalId = `${wanted.externalId}#${next}`;
  }
  const { name, phone } = wanted;
  const { status, body } = await zendesk.post('users/create_or_update', userAnswer, {
    body: {
      user: {
        external_id: externalId,
        name,
        ...(phone === null ? {} : { phone }),
        role: 'end-user',
        skip_verify_email: true,
      },
    },
  });
  return { contact: toContact(body.user), created: status === 201 };
}

/** Zendesk may store the number in another spelling; an international one needs no default country. */
function hasSame(phone: string | null, contact: Contact): boolean {
  return phone === null || (contact.phone !== null && (contact.phone === phone || sameDigits(contact.phone, phone)));
}

/** National spellings ("(415) 555-0100") end like the international one; that they are the same is known from the external id. */
function sameDigits(stored: string, e164: string): boolean {
  const digits = stored.replace(/\D/g, '').replace(/^0+/, '');
  return digits.length >= 6 && e164.endsWith(digits);
}

/** Null instead of a 404. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ZendeskError && (error.code === 'NotFound' || error.code === 'TicketGone')) return null;
    throw error;
  }
}
