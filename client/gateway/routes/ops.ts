import type { FastifyInstance } from 'fastify';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { answer } from '../../../domain/api/schemas.ts';
import { bearerOf } from '../http/sign-in.ts';

/** A session's state and Zendesk's request budget, for operators. */
export function opsRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps): void {
  app.route({
    method: 'GET',
    url: '/v1/ops/budget',
    schema: {
      tags: ['operations'],
      summary: 'Requests to Zendesk against its limits, as one worker sees them',
      security: [{ token: [] }],
      response: {
        200: answer(
          'The account’s limit as Zendesk named it last, and this worker’s requests of the last minute.',
          'Budget',
        ),
        401: answer('No token, or one that does not hold.', 'Error'),
        403: answer('The token is neither an operator’s nor an administrator’s.', 'Error'),
        503: answer('Temporal or its worker is not there. Try again after Retry-After.', 'Error'),
      },
    },
    handler: async (request) => {
      await bearerOf(request.headers, config.tokenSecret, ['operator', 'admin']);
      return await sessions.operations.budget();
    },
  });

  app.route<{ Params: { id: string } }>({
    method: 'GET',
    url: '/v1/ops/sessions/:id',
    schema: {
      tags: ['operations'],
      summary: 'One session: what is known, done, and why',
      security: [{ token: [] }],
      params: { type: 'object', properties: { id: { type: 'string', description: 'As call-397 or chat-12.' } } },
      response: {
        200: answer('The session as it is.', 'Session'),
        401: answer('No token, or one that does not hold.', 'Error'),
        403: answer('The token is neither an operator’s nor an administrator’s.', 'Error'),
        404: answer('No such session.', 'Error'),
        503: answer('Temporal or its worker is not there. Try again after Retry-After.', 'Error'),
      },
    },
    handler: async (request) => {
      await bearerOf(request.headers, config.tokenSecret, ['operator', 'admin']);
      const session = await sessions.state(request.params.id);
      if (session === null) throw new GatewayError('unknown_session');
      return session;
    },
  });
}
