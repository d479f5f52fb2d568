import type { FastifyInstance } from 'fastify';
import { answer } from '../../../domain/api/open-api.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { operatorErrors, operatorRoute, requireOperator } from '../http/operator-requests.ts';

/** Operators read one session (OPS-1) and the use of Zendesk's request limits (OPS-4). */
export function operationsRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps): void {
  app.route({
    method: 'GET',
    url: '/v1/ops/budget',
    schema: {
      ...operatorRoute,
      summary: 'Requests to Zendesk against its limits, as one worker sees them',
      response: {
        200: answer(
          'The account’s limit as Zendesk named it last, and this worker’s requests of the last minute.',
          'Budget',
        ),
        ...operatorErrors,
      },
    },
    handler: async ({ headers }) => {
      await requireOperator(headers, config);
      return await sessions.operations.budget();
    },
  });

  app.route<{ Params: { id: string } }>({
    method: 'GET',
    url: '/v1/ops/sessions/:id',
    schema: {
      ...operatorRoute,
      summary: 'One session: what is known, done, and why',
      params: { type: 'object', properties: { id: { type: 'string', description: 'As call-397 or chat-12.' } } },
      response: {
        200: answer('The session as it is.', 'Session'),
        404: answer('No such session.', 'Error'),
        ...operatorErrors,
      },
    },
    handler: async ({ headers, params }) => {
      await requireOperator(headers, config);
      const session = await sessions.state(params.id);
      if (session === null) throw new GatewayError('unknown_session');
      return session;
    },
  });
}
