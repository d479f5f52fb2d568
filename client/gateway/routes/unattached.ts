import type { FastifyInstance } from 'fastify';
import { answer } from '../../../domain/api/open-api.ts';
import { pageQuery } from '../../../domain/api/pages.ts';
import { attachBodySchema } from '../../../domain/api/unattached.ts';
import { parseBody } from '../http/body.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { idempotencyHeaders } from '../http/idempotency.ts';
import {
  operatorCommand,
  operatorErrors,
  operatorRoute,
  operatorsOnly,
  pageRequest,
} from '../http/operator-requests.ts';
import { attachedSession } from '../http/unattached-answers.ts';

/** END-7: operators list the sessions without a ticket, and attach the data of such a session to a ticket. */
export function unattachedRoutes(app: FastifyInstance, { sessions: { unattached }, config }: GatewayDeps): void {
  const onRequest = operatorsOnly(config);

  app.route<{ Querystring: { cursor?: string; limit?: string } }>({
    method: 'GET',
    url: '/v1/ops/unattached',
    schema: {
      ...operatorRoute,
      summary: 'Sessions that have no ticket, and keep their data for one',
      querystring: { type: 'object', properties: pageQuery },
      response: {
        200: answer('Newest first.', 'Unattached'),
        400: answer('No such page.', 'Error'),
        ...operatorErrors,
      },
    },
    onRequest,
    handler: async ({ query }) => {
      const page = await unattached.list(pageRequest(query));
      if (page === null) throw new GatewayError('bad_request');
      return { sessions: page.rows, next: page.next };
    },
  });

  app.route<{ Params: { session: string } }>({
    method: 'POST',
    url: '/v1/ops/unattached/:session/attach',
    schema: {
      ...operatorRoute,
      summary: 'Attach the data of a session to a ticket',
      description: 'The session goes on: all that it keeps is written to the ticket, its recording included.',
      headers: idempotencyHeaders,
      params: { type: 'object', properties: { session: { type: 'string', description: 'As call-397.' } } },
      body: { type: 'object', required: ['ticket_id'], properties: { ticket_id: { type: 'integer' } } },
      response: {
        200: answer('It is being written.', 'Attached'),
        404: answer('No data is kept of such a session.', 'Error'),
        409: answer('The ticket is gone, closed or merged, or the session is attached already.', 'Error'),
        422: answer('`fields` names what is wrong.', 'Error'),
        ...operatorErrors,
      },
    },
    onRequest,
    handler: async ({ body, headers, params }) => {
      const { ticket_id: ticketId } = parseBody(body, attachBodySchema);
      const command = await operatorCommand(headers, config);
      return attachedSession(await unattached.attach(params.session, ticketId, command));
    },
  });
}
