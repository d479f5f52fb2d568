import type { FastifyInstance } from 'fastify';
import { dryRunBody } from '../../../domain/api/dry-run.ts';
import { answer } from '../../../domain/api/open-api.ts';
import { bodyJson } from '../http/body.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { operatorErrors, operatorRoute, operatorsOnly } from '../http/operator-requests.ts';

/** OPS-2: an operator asks which contact and ticket a session would get. */
export function dryRunRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps): void {
  app.route({
    method: 'POST',
    url: '/v1/ops/dry-run',
    schema: {
      ...operatorRoute,
      summary: 'Which contact and ticket a session would get, and why',
      description: 'Decided by the functions that sessions use, on what Zendesk holds now. Nothing is written.',
      body: dryRunBody,
      response: {
        200: answer('What a session would do, and what it would wait for.', 'DryRun'),
        400: answer('Not JSON.', 'Error'),
        422: answer('The question is wrong; `fields` names each problem.', 'Error'),
        ...operatorErrors,
      },
    },
    onRequest: operatorsOnly(config),
    handler: async (request) => {
      const result = await sessions.dryRun(bodyJson(request.body));
      if (result.kind === 'refused') throw new GatewayError('dry_run_refused', result.problems);
      return { ...result.answer, trouble: result.trouble };
    },
  });
}
