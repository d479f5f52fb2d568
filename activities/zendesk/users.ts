import type { Contact } from '../../domain/zendesk/contact.ts';
import type { Ticket } from '../../domain/zendesk/ticket.ts';
import { requestedTicketsAnswer, toContact, toTickets, userAnswer } from './answers.ts';
import { ZendeskError } from './http/errors.ts';
import type { Zendesk } from './http/zendesk.ts';

export const perPage = 100;
/** Contacts with more tickets or identities than five pages hold are no callers but somebody's test data. */
export const mostPages = 5;

/** The contact as it is now, with their tickets, newest first. Null: merged away, deleted or suspended (CON-8, CON-9). */
export async function listTickets(
  zendesk: Zendesk,
  { contactId }: { readonly contactId: number },
): Promise<{ readonly contact: Contact | null; readonly tickets: readonly Ticket[] }> {
  const { contact: shown, tickets } = await listRequestedTickets(zendesk, contactId);
  if (shown === 'gone') return { contact: null, tickets: [] };
  const contact = shown === 'not shown' ? await showContact(zendesk, contactId) : shown;
  return contact?.matchable === true ? { contact, tickets } : { contact: null, tickets: [] };
}

async function showContact(zendesk: Zendesk, contactId: number): Promise<Contact | null> {
  const answer = await nullIfMissing(zendesk.get(`users/${contactId}`, userAnswer));
  return answer === null ? null : toContact(answer.user);
}

export type RequestedTickets = { readonly contact: Contact | 'gone' | 'not shown'; readonly tickets: readonly Ticket[] };

/** CON-12, APP-2: a contact's tickets, newest first, with the contact where the list shows them. */
export async function listRequestedTickets(zendesk: Zendesk, contactId: number): Promise<RequestedTickets> {
  const tickets: Ticket[] = [];
  let contact: RequestedTickets['contact'] = 'not shown';
  for (let page = 1; page <= mostPages; page += 1) {
    const query = {
      sort_by: 'created_at',
      sort_order: 'desc',
      include: 'users,metric_sets',
      per_page: String(perPage),
      page: String(page),
    };
    const answer = await nullIfMissing(
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

/** Null instead of a 404. */
export async function nullIfMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ZendeskError && (error.code === 'NotFound' || error.code === 'TicketGone')) return null;
    throw error;
  }
}
