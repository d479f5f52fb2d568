import type { Refusal } from '../contact/pick.ts';
import { neverTheirs } from '../contact/pick.ts';
import type { TicketMerge } from '../events/agent-commands.ts';
import { involvedAgentIds } from '../session/selectors.ts';
import type { Session } from '../session/state.ts';

/**
 * Why a merge that an agent reports is not taken, told from the session's state alone (UPD-13, ADP-4); null: it is. One
 * that the session knows of already is taken, and changes nothing: Zendesk may have told it first.
 */
export function refuseMerge(session: Session, { key, agent, from, into }: TicketMerge): Refusal | null {
  if (session.eventIds.includes(key)) return null;
  if (!involvedAgentIds(session).includes(agent.id)) return neverTheirs;
  const { ticket, formerTickets } = session.progress;
  if (ticket === null) return refused('The session has no ticket yet: report the merge once it has.');
  const merged = formerTickets.filter(({ why }) => why === 'merged');
  if (ticket.id === into && merged.some(({ id }) => id === from)) return null;
  if (ticket.id !== from) return refused(`Ticket ${from} is not the session's: that is ticket ${ticket.id}.`);
  if (into === from) return refused('A ticket can not be merged into itself.');
  return formerTickets.some(({ id }) => id === into)
    ? refused(`Ticket ${into} was the session's before and can take nothing any more.`)
    : null;
}

function refused(because: string): Refusal {
  return { rule: 'UPD-13', because };
}
