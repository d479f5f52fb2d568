import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { dryRunBodySchema, dryRunSchema } from '../../../domain/api/dry-run.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { answer, bodyErrors, documentedBody, errorAnswers } from '../http/open-api.ts';
import { operatorErrors, operatorRoute } from '../http/operator-requests.ts';

/** OPS-2: an operator asks which contact and ticket a session would get. */
export const dryRunRoutes: FastifyPluginAsyncZod<Pick<GatewayDeps, 'sessions'>> = async (app, { sessions }) => {
  app.route({
    method: 'POST',
    url: '/v1/ops/dry-run',
    schema: {
      ...operatorRoute,
      operationId: 'dryRun',
      summary: 'Which contact and ticket a session would get, and why',
      description: 'Decided by the functions that sessions use, on what Zendesk holds now. Nothing is written.',
      // The question is checked against the settings in force, which no schema of a route has.
      body: z.unknown(),
      response: {
        200: answer('What a session would do, and what it would wait for.', dryRunSchema),
        ...bodyErrors,
        ...operatorErrors,
        ...errorAnswers({ 422: 'The question is wrong; `fields` names each problem.' }),
      },
    },
    config: documentedBody(dryRunBodySchema),
    handler: async ({ body }) => {
      const result = await sessions.dryRun(body);
      if (result.kind === 'refused') throw new GatewayError('dry_run_refused', result.problems);
      return { ...result.answer, trouble: result.trouble };
    },
  });
};
