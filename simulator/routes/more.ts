import type { FastifyInstance } from 'fastify';
import { findTicket, type Account } from '../core/account.ts';
import { invalidField, notFound } from '../core/errors.ts';
import { idIn, objectIn, textIn } from '../core/json.ts';
import { record } from '../core/ledger.ts';
import { pageOf, sorted } from '../core/paging.ts';
import type { Ticket, TicketField, User } from '../core/records.ts';
import type { Simulation } from '../core/simulation.ts';
import { changeField, createField, isCustom, putOption } from '../tickets/fields.ts';
import { presentField, presentTicket } from '../tickets/present.ts';
import { isVoiceVia } from '../tickets/via.ts';
import { createTicket, writableTicketKeys } from '../tickets/write.ts';
import { presentUser } from '../users/present.ts';
import { searchUsers, termsOf, type Term } from '../users/search.ts';
import { addressOf, bodyOf, idOf, linksOf, meOf, originOf, queryOf } from './context.ts';

/** Search over tickets, as far as contact centres use it. It lags like the search for users. */
export function searchRoutes(app: FastifyInstance, { account }: Simulation): void {
  app.get('/search', async (request) => {
    meOf(request);
    const query = queryOf(request);
    const links = linksOf(request);
    const terms = termsOf(textIn(query.query) ?? '');
    const type = terms.find((term) => term.name === 'type')?.value;
    const tickets = type === 'user' ? [] : searchTickets(account, terms);
    const users = type === 'ticket' ? [] : searchUsers(account, textIn(query.query) ?? '');
    // Ordinary search reads 1,000 results at most: page 11 of 100 is refused.
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
    return [ticket.subject ?? '', ticket.description, String(ticket.id)].some((part) => part.toLowerCase().includes(text));
  };
  return [...account.ticketSearch.values()].filter(
    (ticket) => !ticket.deleted && terms.every((term) => matches(ticket, term)),
  );
}

export function fieldRoutes(app: FastifyInstance, { account }: Simulation): void {
  const found = (id: number): TicketField => {
    const field = account.fields.get(id);
    if (field === undefined) throw notFound();
    return field;
  };
  app.get('/ticket_fields', async (request) => {
    meOf(request);
    const page = pageOf([...account.fields.values()], queryOf(request), addressOf(request));
    return { ticket_fields: page.items.map((field) => presentField(field, linksOf(request))), ...page.envelope };
  });
  app.get('/ticket_fields/:id', async (request) => {
    meOf(request);
    return { ticket_field: presentField(found(idOf(request)), linksOf(request)) };
  });
  app.post('/ticket_fields', async (request, reply) => {
    meOf(request);
    const { id: _, ...given } = bodyOf(request, reply, 'ticket_field');
    const field = createField(account, given, originOf(request));
    void reply.header('location', `${linksOf(request).api}/ticket_fields/${field.id}.json`);
    return reply.code(201).send({ ticket_field: presentField(field, linksOf(request)) });
  });
  app.put('/ticket_fields/:id', async (request, reply) => {
    meOf(request);
    const given = bodyOf(request, reply, 'ticket_field');
    const field = changeField(account, found(idOf(request)), given);
    record(account, originOf(request), { kind: 'ticket_field.update', applied: { id: field.id, ...given } });
    return { ticket_field: presentField(field, linksOf(request)) };
  });
  app.delete('/ticket_fields/:id', async (request, reply) => {
    meOf(request);
    const field = found(idOf(request));
    if (!isCustom(field)) throw invalidField('base', 'A system field cannot be deleted');
    account.fields.delete(field.id);
    account.changed();
    return reply.code(204).send();
  });
  app.get('/ticket_fields/:id/options', async (request) => {
    meOf(request);
    const page = pageOf(found(idOf(request)).custom_field_options, queryOf(request), addressOf(request));
    return { custom_field_options: page.items, ...page.envelope };
  });
  app.post('/ticket_fields/:id/options', async (request, reply) => {
    meOf(request);
    const field = found(idOf(request));
    const { option, isNew } = putOption(account, field, bodyOf(request, reply, 'custom_field_option'));
    record(account, originOf(request), { kind: 'ticket_field.update', applied: { id: field.id, option } });
    return reply.code(isNew ? 201 : 200).send({ custom_field_option: option });
  });
}

/** Talk Partner Edition: phone tickets and screen pops. */
export function voiceRoutes(app: FastifyInstance, { account }: Simulation): void {
  const agentOf = (id: number | undefined): User | undefined => {
    const user = account.users.get(id ?? 0);
    return user !== undefined && user.active && user.role !== 'end-user' ? user : undefined;
  };

  app.post('/channels/voice/agents/:agent/:what(tickets|users)/:id/display', async (request, reply) => {
    meOf(request);
    const agent = agentOf(idOf(request, 'agent'));
    const id = idOf(request);
    const popsTicket = objectIn(request.params).what === 'tickets';
    const ticket = popsTicket ? findTicket(account, id) : undefined;
    if (agent === undefined || (popsTicket ? ticket === undefined : !account.users.has(id))) throw notFound();
    record(account, originOf(request), {
      kind: 'screen_pop',
      ticket_id: ticket?.id,
      user_id: agent.id,
      applied: popsTicket ? { ticket_id: id } : { user_id: id },
      ticket,
    });
    // "200 when delivered", with an empty body though its type says JSON.
    return reply.code(200).type('application/json; charset=utf-8').send('');
  });

  app.post('/channels/voice/tickets', async (request, reply) => {
    const me = meOf(request);
    const body = objectIn(request.body);
    const given = bodyOf(request, reply, 'ticket', writableTicketKeys);
    const viaId = idIn(given.via_id);
    if (!isVoiceVia(viaId)) throw invalidField('via_id', 'Via: is mandatory: 44, 45 or 46', 'BlankValue');
    // Checked before anything is made.
    const agent = body.display_to_agent === undefined ? undefined : agentOf(idIn(body.display_to_agent));
    if (body.display_to_agent !== undefined && agent === undefined) {
      throw invalidField('display_to_agent', 'display_to_agent: is not an agent of this account');
    }
    const { ticket } = createTicket(account, given, me, originOf(request));
    if (agent !== undefined) {
      record(account, originOf(request), { kind: 'screen_pop', ticket_id: ticket.id, user_id: agent.id, ticket });
    }
    void reply.header('location', `${linksOf(request).api}/tickets/${ticket.id}.json`);
    return reply.code(201).send({ ticket: presentTicket(account, ticket, linksOf(request)) });
  });
}
