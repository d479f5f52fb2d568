import type { Agent, SessionObject } from '../events/parse-events.ts';
import type { Session } from './state.ts';

/** An agent and the time from which they have the session, in ms since the epoch. */
export type AgentSince = { readonly agent: Agent; readonly at: number };

/** The agents of a session. Virtual agents are left out (TKT-15), except in `involvedIds`. */
export type SessionAgents = {
  /** The humans who got the session by a finished transfer, by time (UPD-2). */
  readonly receivers: readonly AgentSince[];
  /** The first human who answered. An agent to whom the session was only offered does not count (APP-8). */
  readonly first: AgentSince | null;
  /** The human who serves the session. After the first answer only a finished transfer changes this (UPD-2). */
  readonly connected: AgentSince | null;
  /** The agent who serves the session, or else the last one who was offered it and did not decline. */
  readonly current: AgentSince | null;
  /** The current agent, or else the agent who dialled the call. */
  readonly inCharge: Agent | null;
  /** TKT-6: the session was offered to humans, and each of them declined. */
  readonly allDeclined: boolean;
  /** ADP-4: the ids of all agents who may see the session: they dialled it, were offered it, or got it by a transfer. */
  readonly involvedIds: readonly string[];
};

export function readAgents(session: Session, start: SessionObject | null): SessionAgents {
  const humans = session.received.agents.filter(({ agent }) => agent.kind === 'human');
  const receivers = readReceivers(session, humans);
  const first = readFirst(humans, receivers);
  const connected = first === null ? null : (receivers.findLast(({ at }) => at >= first.at) ?? first);
  const current = connected ?? readOffered(humans);
  return {
    receivers,
    first,
    connected,
    current,
    inCharge: current?.agent ?? start?.agent ?? null,
    allDeclined: current === null && humans.some(({ kind }) => kind === 'canceled'),
    involvedIds: readInvolvedIds(session, start),
  };
}

type AgentEvents = Session['received']['agents'];

/** A transfer to a queue names no agent: then the next human who answers is the receiver. */
function readReceivers(session: Session, humans: AgentEvents): readonly AgentSince[] {
  return session.received.timeline.flatMap((entry): readonly AgentSince[] => {
    if (entry.type !== 'transfer.finished') return [];
    const { from_agent: from, to_agent: to } = entry.item;
    if (to !== null) return to.kind === 'human' ? [{ agent: to, at: entry.at }] : [];
    const next = humans.find(({ kind, agent, at }) => kind === 'connected' && at >= entry.at && agent.id !== from?.id);
    return next === undefined ? [] : [{ agent: next.agent, at: entry.at }];
  });
}

function readFirst(humans: AgentEvents, [received]: readonly AgentSince[]): AgentSince | null {
  const answered = humans.find(({ kind }) => kind === 'connected');
  if (answered === undefined) return received ?? null;
  return received === undefined || answered.at <= received.at ? answered : received;
}

function readOffered(humans: AgentEvents): AgentSince | null {
  const declinedAt = new Map<string, number>();
  for (const { kind, agent, at } of humans)
    if (kind === 'canceled') declinedAt.set(agent.id, Math.max(at, declinedAt.get(agent.id) ?? at));
  const declined = (id: string, at: number): boolean => (declinedAt.get(id) ?? Number.NEGATIVE_INFINITY) >= at;
  return humans.findLast(({ kind, agent, at }) => kind === 'assigned' && !declined(agent.id, at)) ?? null;
}

function readInvolvedIds(session: Session, start: SessionObject | null): readonly string[] {
  const { agents, transfers, timeline } = session.received;
  const receivers = timeline.flatMap((entry) => (entry.type === 'transfer.finished' ? [entry.item.to_agent] : []));
  const all = [
    start?.agent ?? null,
    ...agents.map(({ agent }) => agent),
    ...transfers.map(({ to }) => to),
    ...receivers,
  ];
  return all.flatMap((agent) => (agent === null ? [] : [agent.id]));
}
