import type { SessionAgents } from '../session/agents.ts';
import type { SessionReading } from '../session/read-session.ts';
import type { Session } from '../session/state.ts';
import { matchingContacts } from './look-ups.ts';

/** ADP-3, ADP-4: only an agent of the session may pick. After a transfer only the agent who received the session may. */
export function mayPick(agents: SessionAgents, agentId: string, at: number): boolean {
  const receiver = agents.receivers.findLast((one) => one.at <= at);
  return receiver === undefined ? agents.involvedIds.includes(agentId) : receiver.agent.id === agentId;
}

/** ADP-3: the first pick that the rules allow, which is final. Null: there is no such pick. */
export function firstValidPick(reading: SessionReading): Session['received']['picks'][number] | null {
  const { session, settings } = reading;
  const mayMake = settings.contacts.allowCreateWhenMatched && settings.contacts.create;
  const ids = matchingContacts(reading).map(({ id }) => id);
  return (
    session.received.picks.find(({ contactId, agent, at }) => {
      const isAllowed = agent === null || mayPick(reading.agents, agent.id, at);
      return isAllowed && (contactId === 'new' ? mayMake : ids.includes(contactId));
    }) ?? null
  );
}
