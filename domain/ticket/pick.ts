import { readSession } from '../session/read-session.ts';
import type { SessionReading } from '../session/read-session.ts';
import { readAgents } from '../session/agents.ts';
import { readStart } from '../session/start.ts';
import { hasEventId } from '../session/intake.ts';
import type { Session } from '../session/state.ts';
import { alreadyPicked, refuseAgent } from '../contact/pick.ts';
import type { Refusal } from '../contact/pick.ts';
import { mayPick } from '../contact/valid-pick.ts';
import type { TicketPick as Command } from '../events/agent-commands.ts';
import type { Settings } from '../settings/settings.ts';
import { isActive } from '../zendesk/ticket.ts';
import type { Ticket } from '../zendesk/ticket.ts';

type TicketPick = Session['received']['ticketPicks'][number];

/**
 * ADP-3: the first pick of a ticket that the rules allow, which is final. If the agent chose the ticket before the call,
 * no pick is allowed.
 *
 * @returns null if there is no such pick
 */
export function firstValidTicketPick(reading: SessionReading): TicketPick | null {
  const { session, settings, start } = reading;
  const { flexible, allowNone } = settings.outbound;
  if (start?.direction !== 'outbound' || !flexible || isChosenBefore(reading)) return null;
  return (
    session.received.ticketPicks.find(
      ({ ticketId, agent, at }) =>
        (agent === null || mayPick(reading.agents, agent.id, at)) && (ticketId !== 'none' || allowNone),
    ) ?? null
  );
}

/**
 * ADP-3, ADP-4, OUT-2, OUT-3, OUT-12: refuses an agent's pick of a ticket, with the reason.
 *
 * @returns null if the pick is accepted
 * @param settings the document that the session started with; null: the session has not read it yet
 */
export function refuseTicketPick(session: Session, pick: Command, settings: Settings | null): Refusal | null {
  const { key, ticketId, agent, at } = pick;
  if (hasEventId(session.eventIds, key)) return null;
  const start = readStart(session);
  const agentRefusal = refuseAgent(readAgents(session, start), agent.id, at);
  if (agentRefusal !== null) return agentRefusal;
  if (settings === null || start === null) return tooEarly;
  const reading = readSession(session, settings, at);
  const forbidden = refuseByRules(reading, { ticketId, agent: { ...agent, kind: 'human' }, at });
  if (forbidden !== null) return forbidden;
  if (isTicketDecided(session)) return ticketDecided;
  return firstValidTicketPick(reading) === null ? refuseTicket(reading, ticketId) : alreadyPicked;
}

/** If the tickets of the contact are known, only an open one may be picked (OUT-1). OUT-2 decides about "new". */
function refuseTicket(reading: SessionReading, ticketId: Command['ticketId']): Refusal | null {
  const { session, settings } = reading;
  if (ticketId === 'none') return null;
  const { contactTickets } = session.progress;
  const open = contactTickets?.list.filter(({ status }) => isActive(status)) ?? null;
  if (ticketId === 'new') {
    const { promptForTicket, allowCreate } = settings.outbound;
    const mustPick = promptForTicket && !allowCreate && open !== null && open.length > 0;
    return mustPick ? { rule: 'OUT-2', because: 'The settings ask for one of the open tickets: pick one.' } : null;
  }
  return open === null || open.some(({ id }) => id === ticketId)
    ? null
    : { rule: 'OUT-12', because: `Ticket ${ticketId} is not one of this contact's open ones: choose again.` };
}

/** OUT-12: refuses a picked ticket that Zendesk no longer has, or has solved or closed. Null: the ticket may be picked. */
export function refuseTicketByStatus(ticketId: number, ticket: Ticket | null): Refusal | null {
  if (ticket === null) return { rule: 'OUT-12', because: `There is no ticket ${ticketId}: choose again.` };
  if (isActive(ticket.status)) return null;
  return { rule: 'OUT-12', because: `Ticket ${ticketId} is ${ticket.status} by now: choose again.` };
}

function isChosenBefore(reading: SessionReading): boolean {
  return (reading.start?.outbound?.ticket_choice ?? 'auto') !== 'auto';
}

/** ADP-3: a text for each pick of a ticket that came as an event and that a rule forbids. Operators see these texts. */
export function refusedTicketPicks(reading: SessionReading): readonly string[] {
  const { session } = reading;
  if (reading.start === null) return [];
  const first = firstValidTicketPick(reading);
  const accepted = first !== null && (!isTicketDecided(session) || wasApplied(session, first)) ? first : null;
  return session.received.ticketPicks
    .filter((pick) => pick !== accepted)
    .map((pick) => {
      const { rule, because } = refuseByRules(reading, pick) ?? (accepted === null ? ticketDecided : alreadyPicked);
      return `The pick of ticket ${pick.ticketId} by agent ${pick.agent?.id ?? '?'} was refused: ${because} (${rule})`;
    });
}

function isTicketDecided({ progress: { draft, ticket, endedWithoutTicket } }: Session): boolean {
  return draft !== null || ticket !== null || endedWithoutTicket;
}

const tooEarly: Refusal = { rule: 'ADP-3', because: 'The session has only just begun: pick again in a moment.' };
const ticketDecided: Refusal = { rule: 'ADP-3', because: 'The session has its ticket, or gets none.' };

function refuseByRules(reading: SessionReading, { ticketId, agent, at }: TicketPick): Refusal | null {
  const { settings } = reading;
  const { flexible, allowNone } = settings.outbound;
  if (reading.start?.direction !== 'outbound')
    return { rule: 'ADP-3', because: 'Inbound sessions take no pick of a ticket.' };
  if (!flexible)
    return { rule: 'TEAM-7', because: 'A ticket is chosen only with flexible outbound dialling, which is off.' };
  const agentRefusal = agent === null ? null : refuseAgent(reading.agents, agent.id, at);
  if (agentRefusal !== null) return agentRefusal;
  if (ticketId === 'none' && !allowNone)
    return { rule: 'OUT-3', because: 'The settings do not allow a call without a ticket.' };
  return isChosenBefore(reading) ? { rule: 'ADP-3', because: 'The ticket was chosen before the call.' } : null;
}

/** Whether this pick decided about the ticket. Otherwise the ticket was decided before the pick came. */
function wasApplied({ progress }: Session, { ticketId }: TicketPick): boolean {
  switch (ticketId) {
    case 'none':
      return progress.endedWithoutTicket;
    case 'new':
      return progress.draft !== null;
    default:
      return [progress.ticket?.id, progress.draft?.followUpOf, ...progress.formerTickets.map(({ id }) => id)].includes(
        ticketId,
      );
  }
}
