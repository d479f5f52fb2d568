import { mayPick } from '../contact/choose.ts';
import { notFirst, refuseAgent } from '../contact/pick.ts';
import type { Refusal } from '../contact/pick.ts';
import { startOf } from '../session/readings.ts';
import type { Session } from '../session/session.ts';
import type { Settings } from '../settings/settings.ts';

type TicketPick = Session['heard']['ticketPicks'][number];

/** ADP-3: the first pick of a ticket that the rules allow is final. A choice made before the call leaves nothing to pick. */
export function holdingTicketPick(session: Session, settings: Settings): TicketPick | null {
  const start = startOf(session);
  const { flexible, allowNone } = settings.outbound;
  if (start?.direction !== 'outbound' || !flexible || isChosenBefore(session)) return null;
  return (
    session.heard.ticketPicks.find(
      ({ ticketId, agent, at }) =>
        (agent === null || mayPick(session, agent.id, at)) && (ticketId !== 'none' || allowNone),
    ) ?? null
  );
}

function isChosenBefore(session: Session): boolean {
  return (startOf(session)?.outbound?.ticket_choice ?? 'auto') !== 'auto';
}

/** ADP-3: picks of a ticket that came as events and that a rule forbids, for operators. */
export function refusedTicketPicks(session: Session, settings: Settings): readonly string[] {
  if (startOf(session) === null) return [];
  const { draft, ticket, left } = session.done;
  const settled = draft !== null || ticket !== null || left;
  const first = holdingTicketPick(session, settings);
  const held = first !== null && (!settled || tookEffect(session, first)) ? first : null;
  return session.heard.ticketPicks
    .filter((pick) => pick !== held)
    .map((pick) => {
      const { rule, because } = refusal(session, pick, settings) ?? (held === null ? ticketSettled : notFirst);
      return `The pick of ticket ${pick.ticketId} by agent ${pick.agent?.id ?? '?'} was refused: ${because} (${rule})`;
    });
}

const ticketSettled: Refusal = { rule: 'ADP-3', because: 'The session has its ticket, or is to have none.' };

function refusal(session: Session, { ticketId, agent, at }: TicketPick, settings: Settings): Refusal | null {
  const { flexible, allowNone } = settings.outbound;
  if (startOf(session)?.direction !== 'outbound') return { rule: 'ADP-3', because: 'Inbound sessions take none.' };
  if (!flexible)
    return { rule: 'TEAM-7', because: 'A ticket is chosen only with flexible outbound dialling, which is off.' };
  const stranger = agent === null ? null : refuseAgent(session, agent.id, at);
  if (stranger !== null) return stranger;
  if (ticketId === 'none' && !allowNone)
    return { rule: 'OUT-3', because: 'The settings do not allow a call without a ticket.' };
  return isChosenBefore(session) ? { rule: 'ADP-3', because: 'The ticket was chosen before the call.' } : null;
}

/** Whether the session went by this pick, and not by a choice that was final before it came. */
function tookEffect({ done }: Session, { ticketId }: TicketPick): boolean {
  switch (ticketId) {
    case 'none':
      return done.left;
    case 'new':
      return done.draft !== null;
    default:
      return [done.ticket?.id, done.draft?.followUpOf, ...done.formerTickets.map(({ id }) => id)].includes(ticketId);
  }
}
