import type { Agent } from '../events/parse-events.ts';
import { isSameReceiver, ownerChangeFact } from '../session/owner-change.ts';
import type { OwnerChange } from '../session/owner-change.ts';
import type { SessionReading } from '../session/read-session.ts';
import type { Session, SessionTicket } from '../session/state.ts';

/**
 * The owner that the ticket should have now (ADP-2, APP-8, TKT-6, TKT-8, TKT-9, UPD-2). `agent`: the ticket goes to this
 * agent. `away`: no agent has the session any more. A ticket that the session made goes to the default user then, and a
 * ticket that the session was appended to goes back to its earlier assignee.
 */
export type Owner =
  | {
      readonly kind: 'agent';
      readonly fact: string;
      readonly ownerChange: OwnerChange & { readonly kind: 'agent' };
      readonly agent: Agent;
      /** From when the agent has the session, ms since the epoch. */
      readonly at: number;
      /** There was no owner change yet. The assignee of a new ticket is not an owner change. */
      readonly isFirst: boolean;
      /** TKT-12: an earlier run may have given the ticket to this agent already, and a person may have changed that since. */
      readonly mayBeGiven: boolean;
    }
  | { readonly kind: 'away'; readonly fact: string; readonly ownerChange: OwnerChange & { readonly kind: 'away' } };

/** @returns null if the owner of the ticket stays as it is */
export function ticketOwner(reading: SessionReading, ticket: SessionTicket): Owner | null {
  const { session, agents, abandonedAt, now } = reading;
  if (ticket.origin === 'found' && ticket.givenBack !== true) return null;
  const made = ticket.origin === 'made';
  // TKT-8: after the customer has gone, an agent who never answered does not keep the ticket.
  if (abandonedAt !== null && abandonedAt <= now)
    return made && !isMadeAbandoned(session) ? away({ kind: 'away', why: 'abandoned', ordinal: 1 }) : null;
  if (reading.voicemailAt !== null)
    return made && !isMadeForDefaultUser(session) ? away({ kind: 'away', why: 'voicemail', ordinal: 1 }) : null;
  const given = ownerChanges(session);
  const serving = made ? agents.current : agents.connected;
  if (serving !== null) {
    const { agent, at } = serving;
    const ownerChange = withOrdinal(given, { kind: 'agent', agentId: agent.id, ordinal: 1 });
    const mayBeGiven = ticket.givenBack === true && (session.earlierRun || at <= ticket.at);
    const fact = ownerChangeFact(ownerChange);
    return { kind: 'agent', fact, ownerChange, agent, at, isFirst: given.length === 0, mayBeGiven };
  }
  return agents.allDeclined && (made || given.length > 0)
    ? away(withOrdinal(given, { kind: 'away', why: 'declined', ordinal: 1 }))
    : null;
}

function away(ownerChange: OwnerChange & { readonly kind: 'away' }): Owner {
  return { kind: 'away', fact: ownerChangeFact(ownerChange), ownerChange };
}

/** Whether the ticket was made with the tag `abandoned` (TKT-8). */
function isMadeAbandoned({ progress }: Session): boolean {
  return progress.draft?.cause === 'abandoned';
}

/** Whether the ticket was made for the default user, and not for an agent (TKT-10). A bare draft has no assignee (END-4). */
function isMadeForDefaultUser({ progress }: Session): boolean {
  return progress.draft !== null && progress.draft.cause !== 'served' && !progress.draft.bare;
}

/**
 * The owner change with its ordinal. If the ticket went to the same receiver last, it is the same owner change again.
 * Otherwise it is a new one, so that an agent who comes back after others gets the ticket again.
 */
function withOrdinal<Next extends OwnerChange>(given: readonly OwnerChange[], next: Next): Next {
  const last = given.at(-1);
  if (last !== undefined && isSameReceiver(last, next)) return { ...next, ordinal: last.ordinal };
  return { ...next, ordinal: given.filter((each) => isSameReceiver(each, next)).length + 1 };
}

/**
 * The assignee that the ticket has if nobody but the session changed it: the agent of the latest owner change. If that
 * change names no agent whom Zendesk knows, or if there is none, it is the assignee when the session made the ticket or
 * was appended to it.
 *
 * @param before the fact of an owner change; only the owner changes before it count
 * @returns a Zendesk user id; null: nobody
 */
export function lastAssigneeBefore(session: Session, ticket: SessionTicket, before: string): number | null {
  const given = ownerChanges(session);
  const here = given.findIndex((ownerChange) => ownerChangeFact(ownerChange) === before);
  const last = (here < 0 ? given : given.slice(0, here)).at(-1);
  const receivers = session.received.timeline.flatMap((entry) =>
    entry.type === 'transfer.finished' && entry.item.to_agent !== null ? [entry.item.to_agent] : [],
  );
  const agent = [...session.received.agents.map((offer) => offer.agent), ...receivers].find(
    ({ id }) => last?.kind === 'agent' && last.agentId === id,
  );
  const zendeskId = session.progress.agents.find(
    ({ email }) => agent !== undefined && email === agent.email,
  )?.zendeskId;
  return zendeskId ?? ticket.assigneeId;
}

/** The owner changes that the session has handed over, in the order in which they became due. */
function ownerChanges(session: Session): readonly OwnerChange[] {
  return session.progress.writes
    .flatMap(({ ownerChange, dueAt }) => (ownerChange === undefined ? [] : [{ ownerChange, dueAt }]))
    .sort((a, b) => a.dueAt - b.dueAt)
    .map(({ ownerChange }) => ownerChange);
}
