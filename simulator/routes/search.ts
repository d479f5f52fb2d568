import type { FastifyInstance } from 'fastify';
import type { Account } from '../core/account.ts';
import { textIn } from '../core/json.ts';
import { pageOf, sorted } from '../core/paging.ts';
import type { Ticket, User } from '../core/records.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { presentTicket } from '../tickets/present.ts';
import { presentUser } from '../users/present.ts';
import { searchUsers, termsOf, type Term } from '../users/search.ts';
import { addressOf, linksOf, meOf, queryOf } from '../http/context.ts';

/** The search for tickets, with the terms that contact centres use. It is late like the search for users. */
export function searchRoutes(app: FastifyInstance, { account }: Simulation): void {
  app.get('/search', (request) => {
    meOf(request);
    const query = queryOf(request);
    const links = linksOf(request);
    const terms = termsOf(textIn(query.query) ?? '');
    const type = terms.find((term) => term.name === 'type')?.value;
    const tickets = type === 'user' ? [] : searchTickets(account, terms);
    const users = type === 'ticket' ? [] : searchUsers(account, textIn(query.query) ?? '');
    // Search gives at most 1,000 results: page 11 of 100 results each is refused.
    const page = pageOf(sorted<Ticket | User>([...tickets, ...users], query), query, addressOf(request), 1000);
    const results = page.items.map((item) =>
      'requester_id' in item
        ? { ...presentTicket(account, item, links), result_type: 'ticket' }
        : { ...presentUser(item, links.api), result_type: 'user' },
    );
    return { results, facets: null, ...page.envelope };
  });
}

const statusOrder: readonly string[] = ['new', 'open', 'pending', 'hold', 'solved', 'closed'];

function searchTickets(account: Account, terms: readonly Term[]): readonly Ticket[] {
  const matches = (ticket: Ticket, { name, value }: Term): boolean => {
    const text = value.toLowerCase();
    switch (name) {
      case 'type':
        return text === 'ticket';
      case 'tags':
        return ticket.tags.includes(text);
      case 'status':
        return ticket.status === text;
      case 'requester':
      case 'requester_id':
        return String(ticket.requester_id) === text || account.users.get(ticket.requester_id)?.email === text;
      case 'external_id':
        return ticket.external_id === value;
      case 'subject':
        return (ticket.subject ?? '').toLowerCase().includes(text);
      default:
        break;
    }
    const before = /^status<(\w+)$/.exec(text);
    if (before !== null) return statusOrder.indexOf(ticket.status) < statusOrder.indexOf(before[1] ?? '');
    return [ticket.subject ?? '', ticket.description, String(ticket.id)].some((part) =>
      part.toLowerCase().includes(text),
    );
  };
  return [...account.ticketSearch.values()].filter(
    (ticket) => !ticket.deleted && terms.every((term) => matches(ticket, term)),
  );
}
