import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sessionSchema } from '../../../domain/api/sessions.ts';
import { requestBudgetSchema } from '../../../domain/api/zendesk-account.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { answer, errorAnswers } from '../http/open-api.ts';
import { isSessionId } from '../http/record-ids.ts';
import { operatorErrors, operatorRoute } from '../http/operator-requests.ts';

/** Operators read one session (OPS-1) and the use of Zendesk's request limits (OPS-4). */
export const operationsRoutes: FastifyPluginAsyncZod<Pick<GatewayDeps, 'sessions'>> = async (app, { sessions }) => {
  app.route({
    method: 'GET',
    url: '/v1/ops/budget',
    schema: {
      ...operatorRoute,
      operationId: 'readBudget',
      summary: 'Requests to Zendesk against its limits, as one worker sees them',
      response: {
        200: answer(
          'The account’s limit as Zendesk named it last, and this worker’s requests of the last minute.',
          requestBudgetSchema,
        ),
        ...operatorErrors,
      },
    },
    handler: async () => await sessions.operations.budget(),
  });

  app.route({
    method: 'GET',
    url: '/v1/ops/sessions/:id',
    schema: {
      ...operatorRoute,
      operationId: 'readSession',
      summary: 'One session: what is known, done, and why',
      params: z.object({ id: z.string().describe('As call-397 or chat-12.') }),
      response: {
        200: answer('The session as it is.', sessionSchema),
        ...operatorErrors,
        ...errorAnswers({ 404: 'No such session.' }),
      },
    },
    handler: async ({ params }) => {
      const session = isSessionId(params.id) ? await sessions.state(params.id) : null;
      if (session === null) throw new GatewayError('unknown_session');
      return session;
    },
  });
};
