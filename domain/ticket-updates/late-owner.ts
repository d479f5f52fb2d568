import { limits } from '../limits.ts';
import type { Agent } from '../events/parse-events.ts';
import type { SessionReading } from '../session/read-session.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import { ticketOwner } from './ownership.ts';
import type { Owner } from './ownership.ts';

/**
 * A run may find a ticket that an earlier run made, and learn only now who has the session: the earlier run was judged to
 * be abandoned, or its last hand-over was forgotten by Temporal before it reached Zendesk. The ticket then goes to the
 * last agent, unless a person changed the assignee (ADP-2, UPD-2, TKT-8).
 */
export type LateOwner = Extract<Owner, { kind: 'agent' }>;

/** The agent to whom the ticket may have to go late. Null: the owner changes as in a session that knows its past. */
export function lateOwner(reading: SessionReading, ticket: SessionTicket): LateOwner | null {
  const owner = ticketOwner(reading, ticket);
  return owner?.kind === 'agent' && owner.mayBeGiven ? owner : null;
}

/** Whether the ticket must be read to see who has it now. False as long as the agent is unknown, or has the ticket. */
export function mustSeeAssignee({ session }: SessionReading, ticket: SessionTicket, { agent }: LateOwner): boolean {
  const zendeskId = zendeskIdOf(session, agent);
  return zendeskId !== null && zendeskId !== ticket.assigneeId;
}

/** The e-mail addresses of the agents who must be known in Zendesk to decide (ADP-5). */
export function agentsToKnow({ session }: SessionReading, ticket: SessionTicket, owner: LateOwner): readonly string[] {
  const zendeskId = zendeskIdOf(session, owner.agent);
  const own = owner.agent.email === null ? [] : [owner.agent.email];
  if (zendeskId === null || zendeskId === ticket.assigneeId) return own;
  return [...own, ...earlierAgents(session, owner).flatMap(({ email }) => email ?? [])];
}

const ticketDelayMs = limits.restore.ticketDelay.value * 1000;

/**
 * Whether the product itself gave the ticket to its present assignee, and before this agent got the session: an agent who
 * had the session before, the assignee of this run's own draft, or the default user because the session seemed abandoned
 * (TKT-8). Any other assignee was chosen by a person, or by a run that knew a later agent, and stays.
 *
 * @param seen the ticket as it is now
 */
export function isAssigneeOurs(reading: SessionReading, owner: LateOwner, seen: Ticket): boolean {
  const { session, settings, start } = reading;
  if (seen.assigneeId === zendeskIdOf(session, owner.agent)) return false;
  const seemedAbandoned = seen.tags.includes('abandoned') && seen.assigneeId === settings.tickets.defaultUserId;
  if (seemedAbandoned || seen.assigneeId === draftedAssignee(session)) return true;
  if (Date.parse(seen.createdAt) - owner.at > ticketDelayMs) return false;
  // A run that does not know the start knows only a part of the session: others may have answered first, or got it later.
  if (start === null) return false;
  return earlierAgents(session, owner).some((agent) => {
    const zendeskId = zendeskIdOf(session, agent);
    return zendeskId !== null && zendeskId === seen.assigneeId;
  });
}

/** The Zendesk user for whom this run drafted the ticket; null: nobody. Undefined: it drafted none. */
function draftedAssignee(session: Session): number | null | undefined {
  const assignee = session.progress.draft?.assignee;
  switch (assignee?.kind) {
    case undefined:
      return undefined;
    case 'agent':
      return zendeskIdOf(session, assignee);
    case 'user':
      return assignee.id;
    case 'nobody':
      return null;
    default:
      return assignee satisfies never;
  }
}

/** The Zendesk user of an agent. Null: there is none, or nobody has looked yet. */
function zendeskIdOf({ progress }: Session, { email }: Pick<Agent, 'email'>): number | null {
  if (email === null) return null;
  return progress.agents.find((known) => known.email === email)?.zendeskId ?? null;
}

/** The agents to whom the session was offered, or who had it, before this one. */
function earlierAgents({ received }: Session, { agent, at }: LateOwner): readonly Agent[] {
  const offered = received.agents.filter((offer) => offer.at <= at).map((offer) => offer.agent);
  const transferred = received.timeline.flatMap((entry) =>
    entry.type === 'transfer.finished' && entry.at <= at ? [entry.item.from_agent, entry.item.to_agent] : [],
  );
  return [...offered, ...transferred].filter((other) => other !== null).filter(({ id }) => id !== agent.id);
}
