import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { agentSessionsSchema } from '../../../domain/api/agent-sessions.ts';
import type { AgentWatch } from '../../adapter/watch.ts';
import type { Brakes } from '../http/brakes.ts';
import { agentErrors, agentRoute } from '../http/agent-sessions.ts';
import { sessionStreams } from '../http/session-stream.ts';
import { callerOf } from '../http/token-sign-in.ts';

type Deps = { readonly watch: AgentWatch; readonly brakes: Brakes };

/** ADP-3: the live sessions of an agent, and each change of them, as server-sent events. */
export const adapterStreamRoutes: FastifyPluginAsyncZod<Deps> = async (app, { watch, brakes }) => {
  const streams = sessionStreams(watch);
  // A stream is a request that never ends by itself. The server waits for requests before it closes, so streams end first.
  app.addHook('preClose', async () => {
    watch.close();
    streams.close();
  });

  app.route({
    method: 'GET',
    url: '/v1/adapter/stream',
    // The answer to HEAD would be a stream that never sends anything.
    exposeHeadRoute: false,
    schema: {
      ...agentRoute,
      operationId: 'streamAgentSessions',
      summary: 'The agent’s live sessions as they change, as server-sent events',
      description:
        '`sessions` first, with all of them (`AgentSessions`), after a reconnect too; then `session` for each that is new or has changed (`AgentSession`), ' +
        'and `gone` with its `id` for each that is over or another agent’s. Ends when the token does. EventSource can not send a token: read it with fetch.',
      response: {
        200: {
          description: 'Goes on until either side ends it.',
          content: { 'text/event-stream': { schema: agentSessionsSchema } },
        },
        ...agentErrors,
      },
    },
    handler: async (request, reply) => {
      const { agentId, expiresAt } = callerOf(request);
      const onBegun = (): void => void reply.hijack();
      reply.raw.once('close', brakes.openStream(agentId));
      await streams.open({ response: reply.raw, requestId: request.id, agentId, expiresAt, onBegun });
    },
  });
};
