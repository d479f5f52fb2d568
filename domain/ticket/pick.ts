import { mayPick } from '../contact/choose.ts';
import { notFirst, refuseAgent } from '../contact/pick.ts';
import type { Refusal } from '../contact/pick.ts';
import type { TicketPick as Command } from '../events/agent-commands.ts';
import { readStart } from '../session/selectors.ts';
import type { Session } from '../session/state.ts';
import type { Settings } from '../settings/settings.ts';
import { isActive } from '../zendesk/ticket.ts';
import type { Ticket } from '../zendesk/ticket.ts';

type TicketPick = Session['received']['ticketPicks'][number];

/** ADP-3: the first pick of a ticket that the rules allow is final. A choice made before the call leaves nothing to pick. */
export function holdingTicketPick(session: Session, settings: Settings): TicketPick | null {
  const start = readStart(session);
  const { flexible, allowNone } = settings.outbound;
  if (start?.direction !== 'outbound' || !flexible || isChosenBefore(session)) return null;
  return (
    session.received.ticketPicks.find(
      ({ ticketId, agent, at }) =>
        (agent === null || mayPick(session, agent.id, at)) && (ticketId !== 'none' || allowNone),
    ) ?? null
  );
}

/**
 * Why an agent's pick of a ticket is not accepted, told from the session's state alone (ADP-3, ADP-4, OUT-2, OUT-3, OUT-12);
 * null: it is.
 */
export function refuseTicketPick(session: Session, pick: Command, settings: Settings | null): Refusal | null {
  const { key, ticketId, agent, at } = pick;
  if (session.eventIds.includes(key)) return null;
  const stranger = refuseAgent(session, agent.id, at);
  if (stranger !== null) return stranger;
  if (settings === null || readStart(session) === null) return tooEarly;
  const forbidden = refusal(session, { ticketId, agent: { ...agent, kind: 'human' }, at }, settings);
  if (forbidden !== null) return forbidden;
  if (isSettled(session)) return ticketSettled;
  return holdingTicketPick(session, settings) === null ? refuseTicket(session, ticketId, settings) : notFirst;
}

/** Where the contact's tickets are known, only an open one of them may be picked (OUT-1), and "new" goes by OUT-2. */
function refuseTicket(session: Session, ticketId: Command['ticketId'], settings: Settings): Refusal | null {
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

function isChosenBefore(session: Session): boolean {
  return (readStart(session)?.outbound?.ticket_choice ?? 'auto') !== 'auto';
}

/** ADP-3: picks of a ticket that came as events and that a rule forbids, for operators. */
export function refusedTicketPicks(session: Session, settings: Settings): readonly string[] {
  if (readStart(session) === null) return [];
  const first = holdingTicketPick(session, settings);
  const held = first !== null && (!isSettled(session) || tookEffect(session, first)) ? first : null;
  return session.received.ticketPicks
    .filter((pick) => pick !== held)
    .map((pick) => {
      const { rule, because } = refusal(session, pick, settings) ?? (held === null ? ticketSettled : notFirst);
      return `The pick of ticket ${pick.ticketId} by agent ${pick.agent?.id ?? '?'} was refused: ${because} (${rule})`;
    });
}

function isSettled({ progress: { draft, ticket, endedWithoutTicket } }: Session): boolean {
  return draft !== null || ticket !== null || endedWithoutTicket;
}

const tooEarly: Refusal = { rule: 'ADP-3', because: 'The session has only just begun: pick again in a moment.' };
const ticketSettled: Refusal = { rule: 'ADP-3', because: 'The session has its ticket, or is to have none.' };

function refusal(session: Session, { ticketId, agent, at }: TicketPick, settings: Settings): Refusal | null {
  const { flexible, allowNone } = settings.outbound;
  if (readStart(session)?.direction !== 'outbound') return { rule: 'ADP-3', because: 'Inbound sessions take none.' };
  if (!flexible)
    return { rule: 'TEAM-7', because: 'A ticket is chosen only with flexible outbound dialling, which is off.' };
  const stranger = agent === null ? null : refuseAgent(session, agent.id, at);
  if (stranger !== null) return stranger;
  if (ticketId === 'none' && !allowNone)
    return { rule: 'OUT-3', because: 'The settings do not allow a call without a ticket.' };
  return isChosenBefore(session) ? { rule: 'ADP-3', because: 'The ticket was chosen before the call.' } : null;
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
