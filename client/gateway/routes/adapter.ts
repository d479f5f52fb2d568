import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import {
  contactPickBodySchema,
  ticketMergeBodySchema,
  ticketPickBodySchema,
} from '../../../domain/api/agent-sessions.ts';
import { answer, jsonSchema } from '../../../domain/api/open-api.ts';
import { agentSessionOf } from '../../../domain/session-view/agent-session.ts';
import type { AgentWatch } from '../../adapter/watch.ts';
import type { CommandResult } from '../../agent-commands.ts';
import type { AgentCaller } from '../http/agent-sessions.ts';
import { agentCaller, commandSession, liveSessionsOf, requireAgent, sessionOfAgent } from '../http/agent-sessions.ts';
import { parseBody } from '../http/body.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { idempotencyHeaders } from '../http/idempotency.ts';

const agentRoute = { tags: ['adapter'], security: [{ token: [] }] };
const errors = {
  401: answer('No token, or one that does not hold.', 'Error'),
  503: answer('Temporal or its worker is not there. Try again after Retry-After.', 'Error'),
} as const;
const sessionErrors = {
  403: answer('The token is no agent’s, or the session is another agent’s.', 'Error'),
  404: answer('No such session.', 'Error'),
} as const;

type SessionRoute = { Params: { id: string } };
const sessionParams = {
  type: 'object',
  properties: { id: { type: 'string', description: 'As call-397 or chat-12.' } },
} as const;

/** ADP-3, ADP-4: the agent reads the own sessions and sends commands to them. */
export function adapterRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps, watch: AgentWatch): void {
  const { tokenSecret } = config;

  app.route({
    method: 'GET',
    url: '/v1/adapter/sessions',
    schema: {
      ...agentRoute,
      summary: 'The agent’s live sessions',
      description: 'Temporal lists them a second or so after they change; the stream reports each change.',
      response: { 200: answer('All of them.', 'AgentSessions'), 403: sessionErrors[403], ...errors },
    },
    handler: async ({ headers }) => ({
      sessions: await liveSessionsOf(sessions, await requireAgent(headers, tokenSecret)),
    }),
  });

  app.route<SessionRoute>({
    method: 'GET',
    url: '/v1/adapter/sessions/:id',
    schema: {
      ...agentRoute,
      summary: 'One session as its agents see it',
      description: 'An agent may see it who was offered it, got it by a transfer or dialled it.',
      params: sessionParams,
      response: { 200: answer('As it is now.', 'AgentSession'), ...sessionErrors, ...errors },
    },
    handler: async ({ headers, params }) =>
      agentSessionOf(await sessionOfAgent(sessions, params.id, await requireAgent(headers, tokenSecret))),
  });

  const commandRoute = <Body>(
    verb: string,
    summary: string,
    bodySchema: z.ZodType<Body>,
    send: (sessionId: string, caller: AgentCaller, body: Body) => Promise<CommandResult>,
  ): void => {
    app.route<SessionRoute>({
      method: 'POST',
      url: `/v1/adapter/sessions/:id/${verb}`,
      schema: {
        ...agentRoute,
        summary,
        headers: idempotencyHeaders,
        params: sessionParams,
        body: jsonSchema(bodySchema, 'input'),
        response: {
          200: answer('Done; the session as it is now.', 'AgentSession'),
          409: answer('A rule forbids it, or another command came first; `message` says why.', 'Error'),
          422: answer('`fields` names what is wrong.', 'Error'),
          ...sessionErrors,
          ...errors,
        },
      },
      onRequest: async ({ headers }) => {
        await requireAgent(headers, tokenSecret);
      },
      handler: async (request) => {
        const body = parseBody(request.body, bodySchema);
        const caller = await agentCaller(request.headers, tokenSecret, verb);
        const { id } = request.params;
        return await commandSession({ sessions, watch }, id, caller.agent.id, () => send(id, caller, body));
      },
    });
  };

  commandRoute(
    'contact',
    'Pick one of several contacts, or a new one',
    contactPickBodySchema,
    (sessionId, caller, body) =>
      sessions.pickContact(sessionId, { ...caller, contactId: 'new' in body ? 'new' : body.contact_id }),
  );
  commandRoute(
    'ticket',
    'Pick the ticket of an outbound call, a new one, or none',
    ticketPickBodySchema,
    (sessionId, caller, body) =>
      sessions.pickTicket(sessionId, {
        ...caller,
        ticketId: 'new' in body ? 'new' : 'none' in body ? 'none' : body.ticket_id,
      }),
  );
  commandRoute(
    'merge',
    'Report that the session’s ticket was merged into another',
    ticketMergeBodySchema,
    (sessionId, caller, body) =>
      sessions.mergeTicket(sessionId, { ...caller, from: body.from_ticket_id, into: body.into_ticket_id }),
  );
}
