import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  agentSessionSchema,
  agentSessionsSchema,
  contactPickBodySchema,
  ticketMergeBodySchema,
  ticketPickBodySchema,
} from '../../../domain/api/agent-sessions.ts';
import { agentSessionOf } from '../../../domain/session-view/agent-session.ts';
import type { AgentWatch } from '../../adapter/watch.ts';
import {
  agentCaller,
  agentErrors,
  agentRoute,
  commandSession,
  liveSessionsOf,
  sessionOfAgent,
} from '../http/agent-sessions.ts';
import type { GatewayDeps } from '../http/deps.ts';
import type { IdempotencyHeaders, IdempotencyKeys, KeyedRequest } from '../http/idempotency.ts';
import { idempotencyHeaders } from '../http/idempotency.ts';
import { answer, bodyErrors, errorAnswers } from '../http/open-api.ts';
import { callerOf } from '../http/token-sign-in.ts';

const params = z.object({ id: z.string().describe('As call-397 or chat-12.') });

const sessionErrors = {
  ...agentErrors,
  ...errorAnswers({
    403: 'The token is no agent’s, or the session is another agent’s.',
    404: 'No such session.',
  }),
};

const commandAnswers = {
  200: answer('Done; the session as it is now.', agentSessionSchema),
  ...bodyErrors,
  ...sessionErrors,
  ...errorAnswers({ 409: 'A rule forbids it, or another command came first; `message` says why.' }),
};

type Deps = Pick<GatewayDeps, 'sessions'> & { readonly watch: AgentWatch; readonly keys: IdempotencyKeys };

type CommandRequest = {
  readonly headers: IdempotencyHeaders;
  readonly params: z.output<typeof params>;
  readonly body: unknown;
};

/** The command of a request, for its key. */
function keyed({ headers, params: { id }, body }: CommandRequest, endpoint: string): Omit<KeyedRequest, 'caller'> {
  return { headers, endpoint, of: id, body };
}

/** ADP-3, ADP-4: the agent reads the own sessions and sends commands to them. */
export const adapterRoutes: FastifyPluginAsyncZod<Deps> = async (app, { sessions, watch, keys }) => {
  app.route({
    method: 'GET',
    url: '/v1/adapter/sessions',
    schema: {
      ...agentRoute,
      operationId: 'listAgentSessions',
      summary: 'The agent’s live sessions',
      description: 'Temporal lists them a second or so after they change; the stream reports each change.',
      response: { 200: answer('All of them.', agentSessionsSchema), ...agentErrors },
    },
    handler: async (request) => ({ sessions: await liveSessionsOf(sessions, callerOf(request).agentId) }),
  });

  app.route({
    method: 'GET',
    url: '/v1/adapter/sessions/:id',
    schema: {
      ...agentRoute,
      operationId: 'readAgentSession',
      summary: 'One session as its agents see it',
      description: 'An agent may see it who was offered it, got it by a transfer or dialled it.',
      params,
      response: { 200: answer('As it is now.', agentSessionSchema), ...sessionErrors },
    },
    handler: async (request) =>
      agentSessionOf(await sessionOfAgent(sessions, request.params.id, callerOf(request).agentId)),
  });

  app.route({
    method: 'POST',
    url: '/v1/adapter/sessions/:id/contact',
    schema: {
      ...agentRoute,
      operationId: 'pickContact',
      summary: 'Pick one of several contacts, or a new one',
      headers: idempotencyHeaders,
      params,
      body: contactPickBodySchema,
      response: commandAnswers,
    },
    handler: async (request) => {
      const { body } = request;
      const { id } = request.params;
      const caller = agentCaller(callerOf(request), keys, keyed(request, 'contact'));
      return await commandSession({ sessions, watch }, id, caller.agent.id, () =>
        sessions.pickContact(id, { ...caller, contactId: 'new' in body ? 'new' : body.contact_id }),
      );
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/adapter/sessions/:id/ticket',
    schema: {
      ...agentRoute,
      operationId: 'pickTicket',
      summary: 'Pick the ticket of an outbound call, a new one, or none',
      headers: idempotencyHeaders,
      params,
      body: ticketPickBodySchema,
      response: commandAnswers,
    },
    handler: async (request) => {
      const { body } = request;
      const { id } = request.params;
      const caller = agentCaller(callerOf(request), keys, keyed(request, 'ticket'));
      const ticketId = 'new' in body ? 'new' : 'none' in body ? 'none' : body.ticket_id;
      return await commandSession({ sessions, watch }, id, caller.agent.id, () =>
        sessions.pickTicket(id, { ...caller, ticketId }),
      );
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/adapter/sessions/:id/merge',
    schema: {
      ...agentRoute,
      operationId: 'reportMerge',
      summary: 'Report that the session’s ticket was merged into another',
      headers: idempotencyHeaders,
      params,
      body: ticketMergeBodySchema,
      response: commandAnswers,
    },
    handler: async (request) => {
      const { from_ticket_id: from, into_ticket_id: into } = request.body;
      const { id } = request.params;
      const caller = agentCaller(callerOf(request), keys, keyed(request, 'merge'));
      return await commandSession({ sessions, watch }, id, caller.agent.id, () =>
        sessions.mergeTicket(id, { ...caller, from, into }),
      );
    },
  });
};
