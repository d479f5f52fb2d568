import type { Contact } from '../../domain/zendesk/contact.ts';
import type { Ticket } from '../../domain/zendesk/ticket.ts';
import { requestedTicketsAnswer, toContact, toTickets, userAnswer } from './answers.ts';
import { ZendeskError } from './http/errors.ts';
import type { Zendesk } from './http/zendesk.ts';

export const perPage = 100;
/** Reads at most five pages. A contact with more tickets or identities is likely test data, not a customer. */
export const mostPages = 5;

/**
 * Reads a contact and their tickets, newest first. `contact` is null for a user who was merged or deleted, so that the
 * contact is looked up again (CON-8), and for one who is suspended or no end user (CON-9).
 */
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
  const answer = await nullIfMissing(zendesk.send(userAnswer, ({ users }) => users.show(contactId)));
  return answer === null ? null : toContact(answer.user);
}

export type RequestedTickets = {
  readonly contact: Contact | 'gone' | 'not shown';
  readonly tickets: readonly Ticket[];
};

/**
 * Reads a contact's tickets, newest first, up to 500. `contact` is `gone` if Zendesk has no such user, and `not shown`
 * if the answer does not include the user; a user without tickets is never included.
 */
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
      zendesk.request(requestedTicketsAnswer, 'GET', `users/${contactId}/tickets/requested`, { query }),
    );
    if (answer === null) return { contact: 'gone', tickets: [] };
    tickets.push(...toTickets(answer.tickets));
    const shown = answer.users?.find((each) => each.id === contactId);
    if (shown !== undefined) contact = toContact(shown);
    if (answer.next_page == null) break;
  }
  return { contact, tickets };
}

/** Turns a `NotFound` or `TicketGone` error into null. Other errors are thrown. */
export async function nullIfMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ZendeskError && (error.code === 'NotFound' || error.code === 'TicketGone')) return null;
    throw error;
  }
}
