import type { FastifyInstance } from 'fastify';
import { findTicket } from '../core/account.ts';
import { invalidField, notFound } from '../core/errors.ts';
import { idIn, objectIn } from '../core/json.ts';
import { record } from '../core/ledger.ts';
import type { User } from '../core/records.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { presentTicket } from '../tickets/present.ts';
import { isVoiceVia } from '../tickets/via.ts';
import { writableTicketKeys } from '../tickets/properties.ts';
import { createTicket } from '../tickets/write.ts';
import { bodyOf, idOf, linksOf, meOf, originOf } from '../http/context.ts';

/** Phone tickets and screen pops (Talk Partner Edition). */
export function voiceRoutes(app: FastifyInstance, { account }: Simulation): void {
  const agentOf = (id: number | undefined): User | undefined => {
    const user = account.users.get(id ?? 0);
    return user !== undefined && user.active && user.role !== 'end-user' ? user : undefined;
  };

  app.post('/channels/voice/agents/:agent/:what(tickets|users)/:id/display', (request, reply) => {
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
    // Zendesk answers "200 when delivered", with an empty body of the content type JSON.
    return reply.code(200).type('application/json; charset=utf-8').send('');
  });

  app.post('/channels/voice/tickets', (request, reply) => {
    const me = meOf(request);
    const body = objectIn(request.body);
    const given = bodyOf(request, reply, 'ticket', writableTicketKeys);
    const viaId = idIn(given.via_id);
    if (!isVoiceVia(viaId)) throw invalidField('via_id', 'Via: is mandatory: 44, 45 or 46', 'BlankValue');
    // The agent is checked before the ticket is created.
    const agent = body.display_to_agent === undefined ? undefined : agentOf(idIn(body.display_to_agent));
    if (body.display_to_agent !== undefined && agent === undefined) {
      throw invalidField('display_to_agent', 'display_to_agent: is not an agent of this account');
    }
    const { ticket } = createTicket(account, given, { me, origin: originOf(request) });
    if (agent !== undefined) {
      record(account, originOf(request), { kind: 'screen_pop', ticket_id: ticket.id, user_id: agent.id, ticket });
    }
    void reply.header('location', `${linksOf(request).api}/tickets/${ticket.id}.json`);
    return reply.code(201).send({ ticket: presentTicket(account, ticket, linksOf(request)) });
  });
}
