import type { SessionReading } from '../session/read-session.ts';
import type { TicketDraft } from '../zendesk/ticket.ts';
import type { Agent } from '../events/parse-events.ts';
import { isReportedLate } from '../session/late-facts.ts';
import type { SessionTicket } from '../session/state.ts';
import type { Step } from '../session/step.ts';

/** ADP-1: the agent in charge sees the ticket, but only while the call or chat goes on, and never late. */
function shownTo({ session, endedAt, agents }: SessionReading): Agent | null {
  const isLate = agents.current !== null && isReportedLate(session, agents.current.at);
  return endedAt === null && !isLate ? agents.inCharge : null;
}

/** The key of a screen pop. One agent sees one ticket only once. */
export function screenPopKey(agentId: number, ticketId: number): string {
  return `popScreen/${agentId}/${ticketId}`;
}

/**
 * The screen pop of the session's ticket.
 * @returns null: there is none, or the agent is not known in Zendesk (ADP-5)
 */
export function screenPopDue(reading: SessionReading, ticket: SessionTicket): Step | null {
  const { session } = reading;
  const agent = shownTo(reading);
  const agentId = session.progress.agents.find(({ email }) => email === agent?.email)?.zendeskId ?? null;
  if (agentId === null) return null;
  const key = screenPopKey(agentId, ticket.id);
  return session.progress.screenPops.includes(key)
    ? null
    : { kind: 'popScreen', key, input: { agentId, ticketId: ticket.id } };
}

/**
 * Whether the activity that makes the ticket also shows it. It knows the Zendesk user of the assignee only, so it can show
 * the ticket to nobody else.
 */
export function isShownWhenMade(reading: SessionReading, { assignee }: TicketDraft): boolean {
  const email = shownTo(reading)?.email ?? null;
  return email !== null && assignee.kind === 'agent' && assignee.email === email;
}
