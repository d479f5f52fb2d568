import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { auditsOf, findTicket, ticketsIn } from '../core/account.ts';
import { badRequest, notFound } from '../core/errors.ts';
import { idsIn, isObject, listIn, objectIn, textIn, tagsIn, type Json } from '../core/json.ts';
import { record } from '../core/ledger.ts';
import { includes, pageOf, sorted } from '../core/paging.ts';
import type { Ticket } from '../core/records.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { presentJob, requireBulkSize } from '../tickets/jobs.ts';
import { deleteTicket, mergeIds, requireMergeable } from '../tickets/merge.ts';
import { presentAudit, presentComments, presentMetricSet, presentTicket } from '../tickets/present.ts';
import { writableTicketKeys } from '../tickets/properties.ts';
import { createTicket, updateTicket } from '../tickets/write.ts';
import { presentUser } from '../users/present.ts';
import { addressOf, bodyOf, contextOf, idOf, linksOf, meOf, originOf, permit, queryOf } from '../http/context.ts';

const idempotencyMs = 2 * 60 * 60 * 1000;

export function ticketRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { account, limits, jobs } = simulation;

  const found = (request: FastifyRequest): Ticket => {
    const ticket = findTicket(account, idOf(request));
    if (ticket === undefined) throw notFound();
    return ticket;
  };
  const shown = (request: FastifyRequest, ticket: Ticket): Json => {
    const links = linksOf(request);
    const query = queryOf(request);
    const withMetrics = includes(query, 'metric_sets') && account.settings.metricSets;
    return {
      ...presentTicket(account, ticket, links),
      ...(withMetrics ? { metric_set: presentMetricSet(ticket, links) } : {}),
      ...(includes(query, 'comment_count') ? { comment_count: ticket.comment_count } : {}),
    };
  };
  const besides = (request: FastifyRequest, tickets: readonly Ticket[]): Json => {
    if (!includes(queryOf(request), 'users')) return {};
    const ids = new Set(tickets.flatMap((t) => [t.requester_id, t.submitter_id, t.assignee_id ?? 0]));
    const users = [...ids].flatMap((id) => account.users.get(id) ?? []);
    return { users: users.map((user) => presentUser(user, linksOf(request).api)) };
  };
  const list = (request: FastifyRequest, tickets: readonly Ticket[]): Json => {
    const page = pageOf(sorted(tickets, queryOf(request)), queryOf(request), addressOf(request));
    return {
      tickets: page.items.map((ticket) => shown(request, ticket)),
      ...besides(request, page.items),
      ...page.envelope,
    };
  };

  app.get('/tickets', (request) => {
    meOf(request);
    const externalId = textIn(queryOf(request).external_id);
    return list(
      request,
      ticketsIn(
        account,
        externalId === undefined ? account.tickets.keys() : account.byExternalTicketId.get(externalId),
      ),
    );
  });

  app.get('/tickets/show_many', (request) => {
    meOf(request);
    const ids = idsIn(queryOf(request).ids);
    if (ids.length > 100) throw badRequest('TooManyItems', 'At most 100 tickets can be shown in one request');
    const { sort_by: _by, ...query } = queryOf(request);
    const page = pageOf(ticketsIn(account, ids), query, addressOf(request));
    return {
      tickets: page.items.map((ticket) => shown(request, ticket)),
      ...besides(request, page.items),
      ...page.envelope,
    };
  });

  app.get('/tickets/count', (request) => {
    meOf(request);
    const value = ticketsIn(account, account.tickets.keys()).length;
    return { count: { value, refreshed_at: account.clock.stamp() } };
  });

  app.get('/tickets/:id', (request) => {
    meOf(request);
    const ticket = found(request);
    return { ticket: shown(request, ticket), ...besides(request, [ticket]) };
  });

  app.post('/tickets', (request, reply) => answerCreate(request, reply));

  const answerCreate = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const me = meOf(request);
    const key = textIn(request.headers['idempotency-key']);
    const given = bodyOf(request, reply, 'ticket', writableTicketKeys);
    if (key === undefined || key === '')
      return created(request, reply, createTicket(account, given, { me, origin: originOf(request) }));
    if (key.length > 255)
      throw badRequest('IdempotentRequestError', 'The idempotency key is longer than 255 characters');
    const body = JSON.stringify(request.body);
    const kept = account.idempotency.get(key);
    if (kept === undefined || kept.at + idempotencyMs <= account.clock.now()) {
      const written = createTicket(account, given, { me, origin: originOf(request), idempotencyKey: key });
      const answer = answerOf(request, written);
      account.idempotency.set(key, { body, answer, ticket_id: written.ticket.id, at: account.clock.now() });
      void reply.header('x-idempotency-lookup', 'miss');
      return created(request, reply, written, answer);
    }
    if (kept.body !== body) {
      throw badRequest('IdempotentRequestError', "Request parameters don't match the given idempotency key");
    }
    record(account, originOf(request), {
      kind: 'ticket.create',
      ticket_id: kept.ticket_id,
      idempotency_key: key,
      replayed: true,
      metadata: objectIn(given.metadata),
      ticket: account.tickets.get(kept.ticket_id),
    });
    void reply.header('location', `${linksOf(request).api}/tickets/${kept.ticket_id}.json`);
    return reply.code(201).header('x-idempotency-lookup', 'hit').send(kept.answer);
  };

  const answerOf = (request: FastifyRequest, written: ReturnType<typeof createTicket>): Json => ({
    ticket: presentTicket(account, written.ticket, linksOf(request)),
    audit: presentAudit(written.audit, linksOf(request)),
  });
  const created = (
    request: FastifyRequest,
    reply: FastifyReply,
    written: ReturnType<typeof createTicket>,
    answer: Json = answerOf(request, written),
  ): FastifyReply => {
    void reply.header('location', `${linksOf(request).api}/tickets/${written.ticket.id}.json`);
    return reply.code(201).send(answer);
  };

  app.put('/tickets/:id', (request, reply) => {
    const me = meOf(request);
    const ticket = found(request);
    limits.oneTicket(ticket.id);
    const given = bodyOf(request, reply, 'ticket', writableTicketKeys);
    return answerOf(request, updateTicket(account, ticket.id, given, { me, origin: originOf(request) }));
  });

  app.put('/tickets/update_many', (request, reply) => {
    meOf(request);
    const body = objectIn(request.body);
    const ids = idsIn(queryOf(request).ids);
    const same = isObject(body.ticket) ? permit(body.ticket, reply, writableTicketKeys) : undefined;
    const items =
      ids.length > 0 || same !== undefined
        ? ids.map((id) => ({ ...same, id }))
        : listIn(body.tickets).map((item) => permit(objectIn(item), reply, writableTicketKeys));
    requireBulkSize(items.length);
    const { lateMs } = contextOf(request);
    const work = { kind: 'update', items } as const;
    const job = jobs.queue({
      work,
      type: 'Bulk Update Ticket',
      total: items.length,
      origin: originOf(request),
      lateMs,
    });
    return { job_status: presentJob(job, linksOf(request).api) };
  });

  app.post('/tickets/:id/merge', (request) => {
    meOf(request);
    const target = idOf(request);
    const change = objectIn(request.body);
    requireMergeable(account, target, change);
    const { lateMs } = contextOf(request);
    const work = { kind: 'merge', target_id: target, change } as const;
    const job = jobs.queue({
      work,
      type: 'Ticket Merge',
      total: mergeIds(change).length,
      origin: originOf(request),
      lateMs,
    });
    return { job_status: presentJob(job, linksOf(request).api) };
  });

  app.delete('/tickets/:id', (request, reply) => {
    deleteTicket(account, idOf(request), meOf(request), originOf(request));
    return reply.code(204).send();
  });

  app.get('/tickets/:id/audits', (request) => {
    meOf(request);
    const page = pageOf(auditsOf(account, found(request)), queryOf(request), addressOf(request));
    return { audits: page.items.map((audit) => presentAudit(audit, linksOf(request))), ...page.envelope };
  });

  app.get('/tickets/:id/audits/count', (request) => {
    meOf(request);
    return { count: { value: found(request).audit_ids.length, refreshed_at: account.clock.stamp() } };
  });

  app.get('/tickets/:id/comments', (request) => {
    meOf(request);
    const comments = presentComments(auditsOf(account, found(request)), linksOf(request));
    const ordered = queryOf(request).sort_order === 'desc' ? comments.toReversed() : comments;
    const page = pageOf(ordered, queryOf(request), addressOf(request));
    return { comments: page.items, ...page.envelope };
  });

  app.get('/tickets/:id/tags', (request) => {
    meOf(request);
    return { tags: found(request).tags };
  });

  // POST replaces the tags, PUT adds to them, DELETE removes some.
  const tagKeys = { POST: 'tags', PUT: 'additional_tags', DELETE: 'remove_tags' } as const;
  for (const method of ['POST', 'PUT', 'DELETE'] as const) {
    app.route({
      method,
      url: '/tickets/:id/tags',
      handler: (request, reply) => {
        const me = meOf(request);
        const body = objectIn(request.body);
        const { tags: _, ...stamp } = body;
        const change = { ...stamp, [tagKeys[method]]: tagsIn(body.tags) };
        const { ticket } = updateTicket(account, idOf(request), change, { me, origin: originOf(request) });
        return reply.code(method === 'POST' ? 201 : 200).send({ tags: ticket.tags });
      },
    });
  }

  app.get('/job_statuses', (request) => {
    meOf(request);
    const page = pageOf(jobs.list(), queryOf(request), addressOf(request));
    return { job_statuses: page.items.map((job) => presentJob(job, linksOf(request).api)), ...page.envelope };
  });

  app.get('/job_statuses/show_many', (request) => {
    meOf(request);
    const ids = (textIn(queryOf(request).ids) ?? '').split(',').map((id) => id.trim());
    const known = ids.flatMap((id) => jobs.find(id) ?? []);
    return { job_statuses: known.map((job) => presentJob(job, linksOf(request).api)), count: known.length };
  });

  app.get('/job_statuses/:id', (request) => {
    meOf(request);
    const job = jobs.find(textIn(objectIn(request.params).id) ?? '');
    if (job === undefined) throw notFound();
    return { job_status: presentJob(job, linksOf(request).api) };
  });
}
