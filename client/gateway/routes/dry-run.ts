import type { FastifyInstance } from 'fastify';
import { jsonOf } from '../http/body.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { answer } from '../../../domain/api/schemas.ts';
import { bearerOf } from '../http/sign-in.ts';

const question = {
  type: 'object',
  required: ['session'],
  properties: {
    session: { type: 'object', description: 'As session.started carries it; `id` may be left out.' },
    events: {
      type: 'array',
      items: { type: 'object' },
      description: 'What happens then, each with `type` and `item`; by default an agent answers.',
    },
    settings: { type: 'object', description: 'What differs from the settings in force; lists are replaced whole.' },
  },
} as const;

/** OPS-2, for operators. */
export function dryRunRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps): void {
  app.route({
    method: 'POST',
    url: '/v1/ops/dry-run',
    schema: {
      tags: ['operations'],
      summary: 'Which contact and ticket a session would get, and why',
      description: 'Decided by the functions that sessions use, on what Zendesk holds now. Nothing is written.',
      security: [{ token: [] }],
      body: question,
      response: {
        200: answer('What a session would do, and what it would wait for.', 'DryRun'),
        400: answer('Not JSON.', 'Error'),
        401: answer('No token, or one that does not hold.', 'Error'),
        403: answer('The token is neither an operator’s nor an administrator’s.', 'Error'),
        422: answer('The question is wrong; `fields` names each problem.', 'Error'),
        503: answer('Temporal or its worker is not there. Try again after Retry-After.', 'Error'),
      },
    },
    // Before a body is read.
    onRequest: async (request) => {
      await bearerOf(request.headers, config.tokenSecret, ['operator', 'admin']);
    },
    handler: async (request) => {
      const result = await sessions.dryRun(jsonOf(request.body));
      if (result.kind === 'refused') throw new GatewayError('dry_run_refused', result.problems);
      return { ...result.answer, trouble: result.trouble };
    },
  });
}
