import type { FastifyInstance } from 'fastify';
import { sessionFilter } from '../../session-search.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { answer } from '../../../domain/api/schemas.ts';
import { bearerOf } from '../http/sign-in.ts';

const text = (description: string): object => ({ type: 'string', description });

const querystring = {
  type: 'object',
  properties: {
    phase: { type: 'string', enum: ['open', 'live', 'compensate', 'settle', 'done'] },
    waitsFor: text('As pick or retry.'),
    ticket: text('Id of the Zendesk ticket.'),
    contact: text('Id of the Zendesk user.'),
    queue: text('Id of the leaf queue.'),
    agent: text('The platform’s id of the agent.'),
    failed: { type: 'string', enum: ['true', 'false'], description: 'With failed writes, or without.' },
    status: text('running, completed, failed, canceled, terminated, continued or timed_out.'),
    since: text('Started at or after this date, ISO 8601.'),
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    cursor: text('`next` of the page before.'),
  },
} as const;

const common = { tags: ['operations'], security: [{ token: [] }] };
const denied = {
  401: answer('No token, or one that does not hold.', 'Error'),
  403: answer('The token is neither an operator’s nor an administrator’s.', 'Error'),
  503: answer('Temporal is not there. Try again after Retry-After.', 'Error'),
} as const;

/** Sessions by what is known of them, and what became of those that were stopped (OPS-6), for operators. */
export function sessionSearchRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps): void {
  app.route({
    method: 'GET',
    url: '/v1/ops/sessions',
    schema: {
      ...common,
      summary: 'Search sessions',
      description: 'Newest first; all that is named must hold. The list lags a little behind what happens.',
      querystring,
      response: {
        200: answer('One page.', 'Sessions'),
        422: answer('The search can not be read; `fields` names each problem.', 'Error'),
        ...denied,
      },
    },
    handler: async (request) => {
      await bearerOf(request.headers, config.tokenSecret, ['operator', 'admin']);
      const filter = sessionFilter.safeParse(request.query);
      if (filter.success) return await sessions.search(filter.data);
      const fields = filter.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((path) => ({ path, message: 'nothing is searched by this' }))
          : [{ path: issue.path.join('.'), message: issue.message }],
      );
      throw new GatewayError('bad_search', fields);
    },
  });

  app.route({
    method: 'GET',
    url: '/v1/ops/rescue',
    schema: {
      ...common,
      summary: 'What became of sessions that were terminated or failed',
      response: { 200: answer('The last look for them.', 'Rescue'), ...denied },
    },
    handler: async (request) => {
      await bearerOf(request.headers, config.tokenSecret, ['operator', 'admin']);
      return { last: await sessions.lastRescue() };
    },
  });
}
