import { shownId } from '../../../domain/events/natural-keys.ts';
import type { CommandAgent } from '../../../domain/events/agent-commands.ts';
import type { AgentSession } from '../../../domain/session-view/agent-session.ts';
import { agentSessionOf, isLive } from '../../../domain/session-view/agent-session.ts';
import type { SessionView } from '../../../domain/session-view/view.ts';
import type { AgentWatch } from '../../adapter/watch.ts';
import type { CommandResult } from '../../agent-commands.ts';
import type { SessionClient } from '../../sessions.ts';
import { GatewayError } from './errors.ts';
import type { IdempotencyKeys, KeyedRequest } from './idempotency.ts';
import { errorAnswers } from './open-api.ts';
import { isSessionId } from './record-ids.ts';
import type { Bearer } from '../../tokens.ts';

/** The part of the OpenAPI description that all endpoints for agents share. */
export const agentRoute = { tags: ['adapter'], security: [{ token: [] }] };

export const agentErrors = errorAnswers({
  401: 'No token, or one that does not hold.',
  403: 'The token is not an agent’s.',
  503: 'Temporal or its worker is not there. Try again after Retry-After.',
});

/** The agent who sends a command, and the key of the command. */
export type AgentCaller = {
  readonly agent: CommandAgent;
  /** It contains agent and verb, so that two agents, or two endpoints, may use the same `Idempotency-Key`. */
  readonly key: string;
  readonly bodyHash: string;
  /** Ms since the epoch. */
  readonly at: number;
};

/** The agent who sends a command. Throws a GatewayError (409) if the key was used for another body. */
export function agentCaller(
  { agentId, email }: Bearer,
  keys: IdempotencyKeys,
  request: Omit<KeyedRequest, 'caller'>,
): AgentCaller {
  const agent = { id: agentId, email, name: null };
  return { agent, ...keys.keyOf({ ...request, caller: shownId(agentId) }), at: Date.now() };
}

/** The live sessions that this agent has now (ADP-3, ADP-4). */
export async function liveSessionsOf(sessions: SessionClient, agentId: string): Promise<readonly AgentSession[]> {
  const ids = await sessions.listing.ofAgent(agentId);
  const views = await Promise.all(ids.map((id) => sessions.state(id)));
  return views.flatMap((view) =>
    view !== null && view.agentId === agentId && isLive(view) ? [agentSessionOf(view)] : [],
  );
}

/**
 * A session that this agent was offered, got by a transfer, or dialled. Throws a GatewayError: 404 if there is no such
 * session, 403 if it was never a session of this agent (ADP-4).
 */
export async function sessionOfAgent(
  { state }: Pick<SessionClient, 'state'>,
  sessionId: string,
  agentId: string,
): Promise<SessionView> {
  const view = isSessionId(sessionId) ? await state(sessionId) : null;
  if (view === null) throw new GatewayError('unknown_session');
  if (!view.agentIds.includes(agentId)) throw new GatewayError('other_agents_session', null, undefined, 'ADP-4');
  return view;
}

/**
 * Sends the command of an agent to a session and gives the session after it. The agents who watch the session see the
 * change at once. Throws a GatewayError: 404 for an unknown session, 403 for a session of others, 409 if a rule forbids
 * the command or the session is over (ADP-3, ADP-4).
 */
export async function commandSession(
  { sessions, watch }: { readonly sessions: SessionClient; readonly watch: AgentWatch },
  sessionId: string,
  agentId: string,
  send: () => Promise<CommandResult>,
): Promise<AgentSession> {
  if (!isSessionId(sessionId)) throw new GatewayError('unknown_session');
  const result = await send();
  switch (result.kind) {
    case 'done':
      watch.publish(result.session);
      return agentSessionOf(result.session);
    case 'refused':
      throw result.rule === 'ADP-4'
        ? new GatewayError('other_agents_session', null, result.because, result.rule)
        : new GatewayError('forbidden_by_rule', null, result.because, result.rule);
    case 'key_reused':
      throw new GatewayError('key_reused');
    case 'unknown':
      // The session may be over, may never have existed, or may be another agent's: this throws for the last two.
      await sessionOfAgent(sessions, sessionId, agentId);
      throw new GatewayError('session_over');
    default:
      return result satisfies never;
  }
}
