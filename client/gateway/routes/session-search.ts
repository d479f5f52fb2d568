import type { FastifyInstance } from 'fastify';
import { answer } from '../../../domain/api/open-api.ts';
import { sessionFilterQuery } from '../../../domain/api/sessions.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { operatorErrors, operatorRoute, requireOperator } from '../http/operator-requests.ts';
import { sessionFilterOf } from '../http/session-filter.ts';

/** Operators search sessions, and read what became of sessions that were stopped (OPS-6). */
export function sessionSearchRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps): void {
  app.route({
    method: 'GET',
    url: '/v1/ops/sessions',
    schema: {
      ...operatorRoute,
      summary: 'Search sessions',
      description: 'Newest first; all that is named must hold. The list lags a little behind what happens.',
      querystring: sessionFilterQuery,
      response: {
        200: answer('One page.', 'Sessions'),
        422: answer('The search can not be read; `fields` names each problem.', 'Error'),
        ...operatorErrors,
        503: answer('Temporal is not there. Try again after Retry-After.', 'Error'),
      },
    },
    handler: async ({ headers, query }) => {
      await requireOperator(headers, config);
      return await sessions.search(sessionFilterOf(query));
    },
  });

  app.route({
    method: 'GET',
    url: '/v1/ops/rescue',
    schema: {
      ...operatorRoute,
      summary: 'What became of sessions that were terminated or failed',
      response: {
        200: answer('The last look for them.', 'Rescue'),
        ...operatorErrors,
        503: answer('Temporal is not there. Try again after Retry-After.', 'Error'),
      },
    },
    handler: async ({ headers }) => {
      await requireOperator(headers, config);
      return { last: await sessions.lastRescue() };
    },
  });
}
