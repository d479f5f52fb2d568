import type { SessionEvent } from './parse-events.ts';

/** Commands of agents to a session, which are answered at once (ADP-3). An accepted command is applied as an event. */

export type CommandAgent = { readonly id: string; readonly email: string | null; readonly name: string | null };

type Command = {
  /** Identifies the command. A repeated command with the same key changes nothing. */
  readonly key: string;
  /** A hash of the request's body, which the answer has too. A repeated command gets that of the first. */
  readonly bodyHash?: string;
  readonly agent: CommandAgent;
  /** Ms since the epoch. */
  readonly at: number;
};

export type ContactPick = Command & { readonly contactId: number | 'new' };
export type TicketPick = Command & { readonly ticketId: number | 'new' | 'none' };
/** The agent merged one ticket into another in Zendesk (UPD-13). */
export type TicketMerge = Command & { readonly from: number; readonly into: number };

export type AgentCommand =
  | { readonly kind: 'contact.pick'; readonly command: ContactPick }
  | { readonly kind: 'ticket.pick'; readonly command: TicketPick }
  | { readonly kind: 'ticket.merge'; readonly command: TicketMerge };

/** Converts an accepted command to the event that is applied to the session. */
export function eventOf(sessionId: string, { kind, command }: AgentCommand): SessionEvent {
  const { key, agent, at } = command;
  const envelope = { event_id: key, timestamp: at, session_id: sessionId };
  const picker = { ...agent, kind: 'human' as const };
  switch (kind) {
    case 'contact.pick':
      return { ...envelope, type: 'contact.picked', item: { contact_id: command.contactId, agent: picker } };
    case 'ticket.pick':
      return { ...envelope, type: 'ticket.picked', item: { ticket_id: command.ticketId, agent: picker } };
    case 'ticket.merge':
      return {
        ...envelope,
        type: 'ticket.merged',
        item: { from_ticket_id: command.from, into_ticket_id: command.into },
      };
    default:
      return kind satisfies never;
  }
}
