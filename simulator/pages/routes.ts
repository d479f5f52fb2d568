import type { FastifyInstance, FastifyReply } from 'fastify';
import { ticketsIn } from '../core/account.ts';
import { idIn, objectIn, textIn } from '../core/json.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { queryOf } from '../http/context.ts';
import { html, page, type Html } from './html.ts';
import { ledgerBody } from './ledger.ts';
import { foundBody, homeBody, userBody } from './lists.ts';
import { setupBody } from './setup.ts';
import { ticketBody } from './ticket.ts';

/** A page loads nothing except its own style and recordings, so that nothing in a comment can run. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; media-src http: https:; form-action 'self'; base-uri 'none'";

function show(reply: FastifyReply, title: string, body: Html, code = 200): FastifyReply {
  const address = reply.request.url.split('?', 1)[0];
  void reply.code(code).header('content-security-policy', policy).header('cache-control', 'no-store');
  return reply.type('text/html; charset=utf-8').send(page(title, body, address));
}

function showMissing(reply: FastifyReply, what: string): FastifyReply {
  return show(
    reply,
    'Not found',
    html`<h1>Not found</h1>
      <p>There is no ${what} with this id. <a href="/">See what there is.</a></p>`,
    404,
  );
}

/** Pages for people: tickets, contacts, the ledger. They have no sign-in and no scripts, and load nothing from elsewhere. */
export function pageRoutes(app: FastifyInstance, { account }: Simulation): void {
  app.get('/', (_request, reply) => show(reply, 'Tickets and contacts', homeBody(account)));

  app.get('/find', (request, reply) => {
    const asked = textIn(queryOf(request).q) ?? '';
    const id = idIn(asked.replace(/^#/, '').trim()) ?? 0;
    if (account.tickets.has(id)) return reply.redirect(`/tickets/${id}`);
    if (account.users.has(id)) return reply.redirect(`/users/${id}`);
    return show(reply, `Found for ${asked}`, foundBody(account, asked));
  });

  app.get('/tickets/:id', (request, reply) => {
    const ticket = account.tickets.get(idIn(objectIn(request.params).id) ?? 0);
    if (ticket === undefined) return showMissing(reply, 'ticket');
    return show(reply, `#${ticket.id} ${ticket.subject ?? ''}`, ticketBody(account, ticket));
  });

  app.get('/users/:id', (request, reply) => {
    const user = account.users.get(idIn(objectIn(request.params).id) ?? 0);
    if (user === undefined) return showMissing(reply, 'user');
    const tickets = ticketsIn(account, account.byRequester.get(user.id));
    return show(reply, user.name, userBody(account, user, tickets.toReversed()));
  });

  app.get('/ledger', (request, reply) => {
    const query = queryOf(request);
    const [ticket, session] = [idIn(query.ticket), textIn(query.session)];
    const wanted = account.ledger.filter(
      (entry) =>
        (ticket === undefined || entry.ticket_id === ticket) && (session === undefined || entry.session === session),
    );
    const about = ticket === undefined ? session : `#${ticket}`;
    return show(reply, 'Ledger', ledgerBody(wanted.slice(-200).toReversed(), wanted.length, about));
  });

  app.get('/setup', (_request, reply) => show(reply, 'Set-up', setupBody(account)));
}
