import type { SessionReading } from '../session/read-session.ts';
import type { Agent } from '../events/parse-events.ts';
import type { Session, SessionTicket } from '../session/state.ts';

/**
 * Who is to have the ticket (ADP-2, APP-8, TKT-6, TKT-8, TKT-9, UPD-2): an agent, or whoever has it when no agent does: the
 * default user a ticket that the session made, its earlier assignee one that it was appended to. Null: nobody changes it.
 */
export type Owner =
  | { readonly kind: 'agent'; readonly fact: string; readonly agent: Agent; readonly isFirst: boolean }
  | { readonly kind: 'away'; readonly fact: string; readonly abandoned: boolean };

export function ticketOwner(reading: SessionReading, ticket: SessionTicket): Owner | null {
  const { session, now } = reading;
  if (ticket.origin === 'found') return null;
  const made = ticket.origin === 'made';
  const at = reading.abandonedAt;
  // Whoever was offered it and never answered has no claim once the customer has gone (TKT-8).
  if (at !== null && at <= now)
    return made && !isMadeAbandoned(session) ? { kind: 'away', fact: 'abandoned', abandoned: true } : null;
  if (reading.voicemailAt !== null)
    return made && !isMadeForDefaultUser(session) ? { kind: 'away', fact: 'voicemail-owner', abandoned: false } : null;
  const agent = (made ? reading.agents.current : reading.agents.connected)?.agent;
  if (agent !== undefined) {
    const { fact, isFirst } = nextHandover(session, `assigned/${agent.id}`);
    return { kind: 'agent', fact, agent, isFirst };
  }
  const gave = made || handovers(session).length > 0;
  return reading.agents.allDeclined && gave
    ? { kind: 'away', fact: nextHandover(session, 'declined').fact, abandoned: false }
    : null;
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
 * The fact by which the ticket changes hands this time: the last one if it went there already, else a new one, so that an
 * agent who comes back after others gets the ticket again. `isFirst`: it went to nobody since it was made.
 */
function nextHandover(session: Session, to: string): { readonly fact: string; readonly isFirst: boolean } {
  const given = handovers(session);
  const last = given.at(-1);
  if (last !== undefined && isHandoverTo(last, to)) return { fact: last, isFirst: false };
  const times = given.filter((fact) => isHandoverTo(fact, to)).length;
  return { fact: times === 0 ? to : `${to}/${times + 1}`, isFirst: last === undefined };
}

/** The Zendesk user to whom the session gave the ticket last before this fact: at its making, or since. */
export function lastAssigneeBefore(session: Session, ticket: SessionTicket, before: string): number | null {
  const given = handovers(session);
  const here = given.indexOf(before);
  const last = (here < 0 ? given : given.slice(0, here)).at(-1);
  const agents = session.received.timeline.flatMap((note) =>
    note.type === 'transfer.finished' && note.item.to_agent !== null ? [note.item.to_agent] : [],
  );
  const agent = [...session.received.agents.map((offer) => offer.agent), ...agents].find(
    ({ id }) => last !== undefined && isHandoverTo(last, `assigned/${id}`),
  );
  const zendeskId = session.progress.agents.find(
    ({ email }) => agent !== undefined && email === agent.email,
  )?.zendeskId;
  return zendeskId ?? ticket.assigneeId;
}

const kinds = ['assigned', 'declined', 'abandoned', 'voicemail-owner'];

/** The facts by which the ticket changed hands, in order. */
function handovers(session: Session): readonly string[] {
  return session.progress.writes
    .map(({ id, dueAt }) => ({ dueAt, fact: id.slice(session.id.length + 1) }))
    .filter(({ fact }) => kinds.includes(fact.split('/')[0] ?? ''))
    .sort((a, b) => a.dueAt - b.dueAt)
    .map(({ fact }) => fact);
}

function isHandoverTo(fact: string, to: string): boolean {
  return fact === to || (fact.startsWith(`${to}/`) && /^\d+$/.test(fact.slice(to.length + 1)));
}
