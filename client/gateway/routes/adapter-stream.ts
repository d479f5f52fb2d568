import type { FastifyInstance } from 'fastify';
import { answer, refTo } from '../../../domain/api/open-api.ts';
import type { AgentWatch } from '../../adapter/watch.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { sessionStreams } from '../http/session-stream.ts';
import { requireRole } from '../http/sign-in.ts';

/** ADP-3: the live sessions of an agent, and each change of them, as server-sent events. */
export function adapterStreamRoutes(app: FastifyInstance, { config }: GatewayDeps, watch: AgentWatch): void {
  const streams = sessionStreams(watch);
  // A stream is a request that never ends by itself. The server waits for requests before it closes, so streams end first.
  app.addHook('preClose', async () => {
    watch.close();
    streams.close();
  });

  app.route({
    method: 'GET',
    url: '/v1/adapter/stream',
    schema: {
      tags: ['adapter'],
      summary: 'The agent’s live sessions as they change, as server-sent events',
      description:
        '`sessions` first, with all of them (`AgentSessions`), after a reconnect too; then `session` for each that is new or has changed (`AgentSession`), ' +
        'and `gone` with its `id` for each that is over or another agent’s. Ends when the token does. EventSource can not send a token: read it with fetch.',
      security: [{ token: [] }],
      response: {
        200: {
          description: 'Goes on until either side ends it.',
          content: { 'text/event-stream': { schema: refTo('AgentSessions') } },
        },
        401: answer('No token, or one that does not hold.', 'Error'),
        403: answer('The token is no agent’s.', 'Error'),
        503: answer('Temporal or its worker is not there. Try again after Retry-After.', 'Error'),
      },
    },
    handler: async (request, reply) => {
      const { agentId, expiresAt } = await requireRole(request.headers, config.tokenSecret, ['agent']);
      const onBegun = (): void => void reply.hijack();
      await streams.open({ response: reply.raw, requestId: request.id, agentId, expiresAt, onBegun });
    },
  });
}
