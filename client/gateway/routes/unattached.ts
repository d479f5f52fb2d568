import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { pageQuery } from '../../../domain/api/pages.ts';
import { attachBodySchema, unattachedPageSchema, unattachedSessionSchema } from '../../../domain/api/unattached.ts';
import { GatewayError } from '../http/errors.ts';
import { idempotencyHeaders } from '../http/idempotency.ts';
import { answer, bodyErrors, errorAnswers } from '../http/open-api.ts';
import type { OperatorDeps } from '../http/operator-requests.ts';
import {
  openCursor,
  operatorCommand,
  operatorErrors,
  operatorRoute,
  sealCursor,
  wrongCursor,
} from '../http/operator-requests.ts';
import { isSessionId } from '../http/record-ids.ts';
import { callerOf } from '../http/token-sign-in.ts';
import { attachedSession } from '../http/unattached-answers.ts';

/** END-7: operators list the sessions without a ticket, and attach the data of such a session to a ticket. */
export const unattachedRoutes: FastifyPluginAsyncZod<OperatorDeps> = async (app, { sessions, keys, cursors }) => {
  const { unattached } = sessions;
  const list = { name: 'unattached sessions', filter: {} };

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
      const from = openCursor(cursors, list, { cursor, code: 'bad_request' });
      const page = await unattached.list({ cursor: from, limit });
      if (page === null) throw wrongCursor('bad_request');
      return { sessions: page.rows, next: sealCursor(cursors, list, page.next) };
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
          409: 'The ticket is gone, closed or merged, or the session is attached already. Or the key was used with another body.',
        }),
      },
    },
    handler: async (request) => {
      const { headers, body } = request;
      const { session } = request.params;
      if (!isSessionId(session)) throw new GatewayError('not_kept');
      const command = operatorCommand(callerOf(request), keys, { headers, endpoint: 'attach', of: session, body });
      return attachedSession(await unattached.attach(session, body.ticket_id, command));
    },
  });
};
