import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { pageQuery } from '../../../domain/api/pages.ts';
import { attachBodySchema, unattachedPageSchema, unattachedSessionSchema } from '../../../domain/api/unattached.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { idempotencyHeaders } from '../http/idempotency.ts';
import { answer, bodyErrors, errorAnswers } from '../http/open-api.ts';
import { operatorCommand, operatorErrors, operatorRoute } from '../http/operator-requests.ts';
import { callerOf } from '../http/token-sign-in.ts';
import { attachedSession } from '../http/unattached-answers.ts';

/** END-7: operators list the sessions without a ticket, and attach the data of such a session to a ticket. */
export const unattachedRoutes: FastifyPluginAsyncZod<Pick<GatewayDeps, 'sessions'>> = async (app, { sessions }) => {
  const { unattached } = sessions;

  app.route({
    method: 'GET',
    url: '/v1/ops/unattached',
    schema: {
      ...operatorRoute,
      operationId: 'listUnattachedSessions',
      summary: 'Sessions that have no ticket, and keep their data for one',
      querystring: pageQuery,
      response: {
        200: answer('Newest first.', unattachedPageSchema),
        ...operatorErrors,
        ...errorAnswers({ 400: 'No such page.' }),
      },
    },
    handler: async ({ query: { cursor, limit } }) => {
      const page = await unattached.list({ cursor: cursor ?? null, limit });
      if (page === null) throw new GatewayError('bad_request');
      return { sessions: page.rows, next: page.next };
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/ops/unattached/:session/attach',
    schema: {
      ...operatorRoute,
      operationId: 'attachSession',
      summary: 'Attach the data of a session to a ticket',
      description: 'The session goes on: all that it keeps is written to the ticket, its recording included.',
      headers: idempotencyHeaders,
      params: z.object({ session: z.string().describe('As call-397.') }),
      body: attachBodySchema,
      response: {
        200: answer('It is being written.', unattachedSessionSchema),
        ...bodyErrors,
        ...operatorErrors,
        ...errorAnswers({
          404: 'No data is kept of such a session.',
          409: 'The ticket is gone, closed or merged, or the session is attached already.',
        }),
      },
    },
    handler: async (request) => {
      const command = operatorCommand(callerOf(request), request.headers);
      return attachedSession(await unattached.attach(request.params.session, request.body.ticket_id, command));
    },
  });
};
