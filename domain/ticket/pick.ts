import { readSession } from '../session/read-session.ts';
import type { SessionReading } from '../session/read-session.ts';
import { mayPick } from '../contact/choose.ts';
import { notFirst, refuseAgent } from '../contact/pick.ts';
import type { Refusal } from '../contact/pick.ts';
import type { TicketPick as Command } from '../events/agent-commands.ts';
import { readAgents } from '../session/agents.ts';
import { readStart } from '../session/start.ts';
import type { Session } from '../session/state.ts';
import type { Settings } from '../settings/settings.ts';
import { isActive } from '../zendesk/ticket.ts';
import type { Ticket } from '../zendesk/ticket.ts';

type TicketPick = Session['received']['ticketPicks'][number];

/** ADP-3: the first pick of a ticket that the rules allow is final. A choice made before the call leaves nothing to pick. */
export function holdingTicketPick(reading: SessionReading): TicketPick | null {
  const { session, settings } = reading;
  const start = reading.start;
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
 * ADP-3, ADP-4, OUT-2, OUT-3, OUT-12: why an agent's pick of a ticket is refused; null: it is accepted.
 * @param settings the document that the session started with; null: the session has not read it yet
 */
export function refuseTicketPick(session: Session, pick: Command, settings: Settings | null): Refusal | null {
  const { key, ticketId, agent, at } = pick;
  if (session.eventIds.includes(key)) return null;
  const start = readStart(session);
  const agentRefusal = refuseAgent(readAgents(session, start), agent.id, at);
  if (agentRefusal !== null) return agentRefusal;
  if (settings === null || start === null) return tooEarly;
  const reading = readSession(session, settings, at);
  const forbidden = refusal(reading, { ticketId, agent: { ...agent, kind: 'human' }, at });
  if (forbidden !== null) return forbidden;
  if (isSettled(session)) return ticketSettled;
  return holdingTicketPick(reading) === null ? refuseTicket(reading, ticketId) : notFirst;
}

/** Where the contact's tickets are known, only an open one of them may be picked (OUT-1), and "new" goes by OUT-2. */
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

/** OUT-12: what is wrong with a picked ticket as Zendesk has it now; null: nothing. */
export function refuseTicketAsIs(ticketId: number, ticket: Ticket | null): Refusal | null {
  if (ticket === null) return { rule: 'OUT-12', because: `There is no ticket ${ticketId}: choose again.` };
  if (isActive(ticket.status)) return null;
  return { rule: 'OUT-12', because: `Ticket ${ticketId} is ${ticket.status} by now: choose again.` };
}

function isChosenBefore(reading: SessionReading): boolean {
  return (reading.start?.outbound?.ticket_choice ?? 'auto') !== 'auto';
}

/** ADP-3: picks of a ticket that came as events and that a rule forbids, for operators. */
export function refusedTicketPicks(reading: SessionReading): readonly string[] {
  const { session } = reading;
  if (reading.start === null) return [];
  const first = holdingTicketPick(reading);
  const held = first !== null && (!isSettled(session) || tookEffect(session, first)) ? first : null;
  return session.received.ticketPicks
    .filter((pick) => pick !== held)
    .map((pick) => {
      const { rule, because } = refusal(reading, pick) ?? (held === null ? ticketSettled : notFirst);
      return `The pick of ticket ${pick.ticketId} by agent ${pick.agent?.id ?? '?'} was refused: ${because} (${rule})`;
    });
}

function isSettled({ progress: { draft, ticket, endedWithoutTicket } }: Session): boolean {
  return draft !== null || ticket !== null || endedWithoutTicket;
}

const tooEarly: Refusal = { rule: 'ADP-3', because: 'The session has only just begun: pick again in a moment.' };
const ticketSettled: Refusal = { rule: 'ADP-3', because: 'The session has its ticket, or is to have none.' };

function refusal(reading: SessionReading, { ticketId, agent, at }: TicketPick): Refusal | null {
  const { settings } = reading;
  const { flexible, allowNone } = settings.outbound;
  if (reading.start?.direction !== 'outbound') return { rule: 'ADP-3', because: 'Inbound sessions take none.' };
  if (!flexible)
    return { rule: 'TEAM-7', because: 'A ticket is chosen only with flexible outbound dialling, which is off.' };
  const agentRefusal = agent === null ? null : refuseAgent(reading.agents, agent.id, at);
  if (agentRefusal !== null) return agentRefusal;
  if (ticketId === 'none' && !allowNone)
    return { rule: 'OUT-3', because: 'The settings do not allow a call without a ticket.' };
  return isChosenBefore(reading) ? { rule: 'ADP-3', because: 'The ticket was chosen before the call.' } : null;
}

/** Whether the session went by this pick, and not by a choice that was final before it came. */
function tookEffect({ progress }: Session, { ticketId }: TicketPick): boolean {
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
