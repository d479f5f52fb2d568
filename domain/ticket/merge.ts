import { neverInvolved } from '../contact/pick.ts';
import type { Refusal } from '../contact/pick.ts';
import type { TicketMerge } from '../events/agent-commands.ts';
import { readAgents } from '../session/agents.ts';
import { readStart } from '../session/start.ts';
import { hasEventId } from '../session/intake.ts';
import type { Session } from '../session/state.ts';

/**
 * UPD-13, ADP-4: refuses a merge that an agent reports, with the reason. A merge that Zendesk has reported before is
 * accepted and changes nothing.
 *
 * @returns null if the merge is accepted
 */
export function refuseMerge(session: Session, { key, agent, from, into }: TicketMerge): Refusal | null {
  if (hasEventId(session.eventIds, key)) return null;
  if (!readAgents(session, readStart(session)).involvedIds.includes(agent.id)) return neverInvolved;
  const { ticket, formerTickets } = session.progress;
  if (ticket === null) return refused('The session has no ticket yet: report the merge once it has.');
  const merged = formerTickets.filter(({ why }) => why === 'merged');
  if (ticket.id === into && merged.some(({ id }) => id === from)) return null;
  if (ticket.id !== from) return refused(`Ticket ${from} is not the session's: that is ticket ${ticket.id}.`);
  if (into === from) return refused('A ticket can not be merged into itself.');
  return formerTickets.some(({ id }) => id === into)
    ? refused(`Ticket ${into} was the session's before, and nothing is written to it any more.`)
    : null;
}

function refused(because: string): Refusal {
  return { rule: 'UPD-13', because };
}
