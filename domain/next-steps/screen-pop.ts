import type { Settings } from '../settings/settings.ts';
import type { TicketDraft } from '../zendesk/ticket.ts';
import type { Agent } from '../events/parse-events.ts';
import { endedAt, agentInCharge } from '../session/selectors.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import type { Step } from '../session/step.ts';

/** ADP-1: to whom the session's ticket is shown: who has the session, while it lives, never later. */
function shownTo(session: Session, settings: Settings, now: number): Agent | null {
  return endedAt(session, settings, now) === null ? agentInCharge(session) : null;
}

/** Names a pop by what is seen of it: one agent is shown one ticket once. */
export function screenPopKey(agentId: number, ticketId: number): string {
  return `popScreen/${agentId}/${ticketId}`;
}

/** The pop that is due on a ticket that the session has; null: none, or the agent is not known in Zendesk (ADP-5). */
export function screenPopDue(session: Session, ticket: SessionTicket, settings: Settings, now: number): Step | null {
  const agent = shownTo(session, settings, now);
  const agentId = session.progress.agents.find(({ email }) => email === agent?.email)?.zendeskId ?? null;
  if (agentId === null) return null;
  const key = screenPopKey(agentId, ticket.id);
  return session.progress.screenPops.includes(key)
    ? null
    : { kind: 'popScreen', key, input: { agentId, ticketId: ticket.id } };
}

/**
 * Whether a new ticket is shown as soon as it is made, by the activity that makes it: that one learns the Zendesk id of
 * the assignee alone.
 */
export function isShownWhenMade(session: Session, { assignee }: TicketDraft, settings: Settings, now: number): boolean {
  const email = shownTo(session, settings, now)?.email ?? null;
  return email !== null && assignee.kind === 'agent' && assignee.email === email;
}
