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

/**
 * CON-7: the same external id gives the same contact, however often and from wherever it is asked for.
 * Overwrites name and phone of one who has this external id already: look by external id first.
 */
export async function makeContact(zendesk: Zendesk, contact: NewContact): Promise<Contact> {
  const answer = await zendesk.post('users/create_or_update', userAnswer, {
    body: {
      user: {
        external_id: contact.externalId,
        name: contact.name,
        ...(contact.phone === null ? {} : { phone: contact.phone }),
        role: 'end-user',
        skip_verify_email: true,
      },
    },
  });
  return toContact(answer.user);
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
