import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { bodyOf, commandOf, common, denied, keyHeader, operatorsOnly, pageOf, pageQuery } from './operator.ts';
import { answer } from '../../../domain/api/schemas.ts';

const attachSchema = z.strictObject({ ticket_id: z.int().positive() });

/** END-7: sessions without a ticket, whose data an operator can attach to one. */
export function unattachedRoutes(app: FastifyInstance, { sessions: { unattached }, config }: GatewayDeps): void {
  const onRequest = operatorsOnly({ config });

  app.route<{ Querystring: { cursor?: string; limit?: string } }>({
    method: 'GET',
    url: '/v1/ops/unattached',
    schema: {
      ...common,
      summary: 'Sessions that have no ticket, and keep their data for one',
      querystring: { type: 'object', properties: pageQuery },
      response: { 200: answer('Newest first.', 'Unattached'), 400: answer('No such page.', 'Error'), ...denied },
    },
    onRequest,
    handler: async ({ query }) => {
      const page = await unattached.list(pageOf(query));
      if (page === null) throw new GatewayError('bad_request');
      return { sessions: page.rows, next: page.next };
    },
  });

  app.route<{ Params: { session: string } }>({
    method: 'POST',
    url: '/v1/ops/unattached/:session/attach',
    schema: {
      ...common,
      summary: 'Attach the data of a session to a ticket',
      description: 'The session goes on: all that it keeps is written to the ticket, its recording included.',
      headers: keyHeader,
      params: { type: 'object', properties: { session: { type: 'string', description: 'As call-397.' } } },
      body: { type: 'object', required: ['ticket_id'], properties: { ticket_id: { type: 'integer' } } },
      response: {
        200: answer('It is being written.', 'Attached'),
        404: answer('No data is kept of such a session.', 'Error'),
        409: answer('The ticket is gone, closed or merged, or the session is attached already.', 'Error'),
        422: answer('`fields` names what is wrong.', 'Error'),
        ...denied,
      },
    },
    onRequest,
    handler: async (request) => {
      const { ticket_id: ticketId } = bodyOf(request, attachSchema);
      const result = await unattached.attach(request.params.session, ticketId, await commandOf(request, config));
      switch (result.kind) {
        case 'done':
          return result.session;
        case 'refused':
          throw new GatewayError('attach_refused', null, result.message);
        case 'unknown':
          throw new GatewayError('not_kept');
        default:
          return result satisfies never;
      }
    },
  });
}
