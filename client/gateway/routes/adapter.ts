import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CommandAgent } from '../../../domain/events/agent-commands.ts';
import type { SessionView } from '../../../domain/session-view/view.ts';
import type { AgentSession } from '../../../domain/session-view/agent-session.ts';
import { agentSessionOf, isLive } from '../../../domain/session-view/agent-session.ts';
import type { AgentWatch } from '../../adapter/watch.ts';
import type { CommandResult } from '../../agent-commands.ts';
import type { SessionClient } from '../../sessions.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { bodyOf, keyHeader, keyOf } from './operator.ts';
import { answer } from '../../../domain/api/schemas.ts';
import { bearerOf } from '../http/sign-in.ts';

const zendeskId = z.int().positive();
const yes = z.literal(true);

const contactBody = z.union([z.strictObject({ contact_id: zendeskId }), z.strictObject({ new: yes })]);
const ticketBody = z.union([
  z.strictObject({ ticket_id: zendeskId }),
  z.strictObject({ new: yes }),
  z.strictObject({ none: yes }),
]);
const mergeBody = z.strictObject({ from_ticket_id: zendeskId, into_ticket_id: zendeskId });

const common = { tags: ['adapter'], security: [{ token: [] }] };
const denied = {
  401: answer('No token, or one that does not hold.', 'Error'),
  503: answer('Temporal or its worker is not there. Try again after Retry-After.', 'Error'),
} as const;
const notTheirs = {
  403: answer('The token is no agent’s, or the session is another agent’s.', 'Error'),
  404: answer('No such session.', 'Error'),
} as const;

type OneSession = { Params: { id: string } };
const oneSession = {
  type: 'object',
  properties: { id: { type: 'string', description: 'As call-397 or chat-12.' } },
} as const;

type Caller = {
  readonly agent: CommandAgent;
  /** Of this agent and this door alone: the same key of another is another command. */
  readonly key: string;
  readonly at: number;
};

/** ADP-3, ADP-4: an agent's own sessions, and what the agent tells them. */
export function adapterRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps, watch: AgentWatch): void {
  const callerOf = async ({ headers }: FastifyRequest, verb: string): Promise<Caller> => {
    const { agentId, email } = await bearerOf(headers, config.tokenSecret, ['agent']);
    const agent = { id: agentId, email, name: null };
    return { agent, key: `${agentId}/${verb}/${keyOf(headers)}`, at: Date.now() };
  };

  app.route({
    method: 'GET',
    url: '/v1/adapter/sessions',
    schema: {
      ...common,
      summary: 'The agent’s live sessions',
      description: 'Temporal lists them a second or so after they change; the stream tells of changes.',
      response: { 200: answer('All of them.', 'AgentSessions'), 403: notTheirs[403], ...denied },
    },
    handler: async (request): Promise<{ sessions: readonly AgentSession[] }> => {
      const { agent } = await callerOf(request, 'list');
      const ids = await sessions.listing.ofAgent(agent.id);
      const views = await Promise.all(ids.map((id) => sessions.state(id)));
      const theirs = views.filter((view) => view !== null && view.agentId === agent.id && isLive(view));
      return { sessions: theirs.flatMap((view) => (view === null ? [] : [agentSessionOf(view)])) };
    },
  });

  app.route<OneSession>({
    method: 'GET',
    url: '/v1/adapter/sessions/:id',
    schema: {
      ...common,
      summary: 'One session as its agents see it',
      description: 'Whoever was offered it, got it by a transfer or dialled it may see it.',
      params: oneSession,
      response: { 200: answer('As it is now.', 'AgentSession'), ...notTheirs, ...denied },
    },
    handler: async (request): Promise<AgentSession> => {
      const { agent } = await callerOf(request, 'read');
      return agentSessionOf(await theirsOf(sessions, request.params.id, agent.id));
    },
  });

  const command = <Body>(
    verb: string,
    summary: string,
    body: z.ZodType<Body>,
    run: (id: string, caller: Caller, body: Body) => Promise<CommandResult>,
  ): void => {
    app.route<OneSession>({
      method: 'POST',
      url: `/v1/adapter/sessions/:id/${verb}`,
      schema: {
        ...common,
        summary,
        headers: keyHeader,
        params: oneSession,
        body: bodySchema(body),
        response: {
          200: answer('Done; the session as it is now.', 'AgentSession'),
          409: answer('A rule forbids it, or another command came first; `message` says why.', 'Error'),
          422: answer('`fields` names what is wrong.', 'Error'),
          ...notTheirs,
          ...denied,
        },
      },
      onRequest: async ({ headers }) => {
        await bearerOf(headers, config.tokenSecret, ['agent']);
      },
      handler: async (request): Promise<AgentSession> => {
        const given = bodyOf(request, body);
        const caller = await callerOf(request, verb);
        const { id } = request.params;
        if (!isSessionId(id)) throw new GatewayError('unknown_session');
        const result = await run(id, caller, given);
        switch (result.kind) {
          case 'done':
            watch.tell(result.session);
            return agentSessionOf(result.session);
          case 'refused':
            throw result.rule === 'ADP-4'
              ? new GatewayError('other_agents_session', null, result.because, result.rule)
              : new GatewayError('forbidden_by_rule', null, result.because, result.rule);
          case 'unknown':
            await theirsOf(sessions, id, caller.agent.id);
            throw new GatewayError('session_over');
          default:
            return result satisfies never;
        }
      },
    });
  };

  command('contact', 'Pick one of several contacts, or a new one', contactBody, (id, caller, body) =>
    sessions.pickContact(id, { ...caller, contactId: 'new' in body ? 'new' : body.contact_id }),
  );
  command('ticket', 'Pick the ticket of an outbound call, a new one, or none', ticketBody, (id, caller, body) =>
    sessions.pickTicket(id, {
      ...caller,
      ticketId: 'new' in body ? 'new' : 'none' in body ? 'none' : body.ticket_id,
    }),
  );
  command('merge', 'Report that the session’s ticket was merged into another', mergeBody, (id, caller, body) =>
    sessions.mergeTicket(id, { ...caller, from: body.from_ticket_id, into: body.into_ticket_id }),
  );
}

function isSessionId(id: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,63}$/.test(id);
}

function bodySchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

/** The session, if it is one of this agent's. Throws a GatewayError: 404, or 403. */
async function theirsOf({ state }: SessionClient, id: string, agentId: string): Promise<SessionView> {
  const view = isSessionId(id) ? await state(id) : null;
  if (view === null) throw new GatewayError('unknown_session');
  if (!view.agentIds.includes(agentId)) throw new GatewayError('other_agents_session', null, undefined, 'ADP-4');
  return view;
}
