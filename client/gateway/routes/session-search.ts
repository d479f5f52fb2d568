import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  givenUpSessionSchema,
  rescueSchema,
  sessionFilterSchema,
  sessionsPageSchema,
} from '../../../domain/api/sessions.ts';
import { GatewayError } from '../http/errors.ts';
import { answer, errorAnswers } from '../http/open-api.ts';
import type { OperatorDeps } from '../http/operator-requests.ts';
import { openCursor, operatorErrors, operatorRoute, sealCursor, wrongCursor } from '../http/operator-requests.ts';
import { callerName, callerOf } from '../http/token-sign-in.ts';
import { refuseSearch, validatorCompiler } from '../http/validation.ts';

const errors = { ...operatorErrors, ...errorAnswers({ 503: 'Temporal is not there. Try again after Retry-After.' }) };

/** Operators search sessions, and read what became of sessions that were stopped (OPS-6). */
export const sessionSearchRoutes: FastifyPluginAsyncZod<OperatorDeps> = async (app, { sessions, cursors }) => {
  app.setValidatorCompiler(validatorCompiler(refuseSearch));

  app.route({
    method: 'GET',
    url: '/v1/ops/sessions',
    schema: {
      ...operatorRoute,
      operationId: 'searchSessions',
      summary: 'Search sessions',
      description: 'Newest first; all that is named must hold. The list lags a little behind what happens.',
      querystring: sessionFilterSchema,
      response: {
        200: answer('One page.', sessionsPageSchema),
        ...errors,
        ...errorAnswers({ 422: 'The search can not be read; `fields` names each problem.' }),
      },
    },
    handler: async ({ query: { cursor, limit, ...filter } }) => {
      const list = { name: 'sessions', filter };
      const from = openCursor(cursors, list, { cursor, code: 'bad_search' });
      const page = await sessions.search({ ...filter, limit, ...(from === null ? {} : { cursor: from }) });
      if (page === null) throw wrongCursor('bad_search');
      return { sessions: [...page.sessions], next: sealCursor(cursors, list, page.next) };
    },
  });

  app.route({
    method: 'GET',
    url: '/v1/ops/rescue',
    schema: {
      ...operatorRoute,
      operationId: 'readRescue',
      summary: 'What became of sessions that were terminated or failed',
      response: { 200: answer('The last look for them.', rescueSchema), ...errors },
    },
    handler: async () => ({ last: await sessions.lastRescue() }),
  });

  app.route({
    method: 'POST',
    url: '/v1/ops/sessions/:id/give-up',
    schema: {
      ...operatorRoute,
      operationId: 'giveUpSession',
      summary: 'Give up a session that harms',
      description:
        'It is terminated if it runs, its data is kept as that of a session without a ticket, and it is not started again.',
      params: z.object({ id: z.string().describe('As call-397.') }),
      response: {
        200: answer('It is given up.', givenUpSessionSchema),
        ...errors,
        ...errorAnswers({ 404: 'No such session.' }),
      },
    },
    handler: async (request) => {
      const { id } = request.params;
      if (!(await sessions.giveUp(id, callerName(callerOf(request))))) throw new GatewayError('unknown_session');
      return { sessionId: id };
    },
  });
};
