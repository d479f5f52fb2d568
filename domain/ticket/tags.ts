import type { SessionReading } from '../session/read-session.ts';
import { channelOf } from '../session/start.ts';
import type { Channel } from '../session/start.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import { viaIds } from '../zendesk/via.ts';
import type { ViaId } from '../zendesk/via.ts';

/** TKT-13: the tags by which a session finds its ticket again, and by which later sessions are appended to it. */

export function sessionTag(sessionId: string): string {
  return `session_${sessionId}`;
}

/** Whether the session made the ticket, or wrote to it. */
export function isTicketOf(sessionId: string, { externalId, tags }: Ticket): boolean {
  return externalId === sessionId || tags.includes(sessionTag(sessionId));
}

export function channelTag(channel: Channel): string {
  return `channel_${channel}`;
}

export function queueTag(queue: { readonly id: string }): string {
  return `queue_${slug(queue.id)}`;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}

/** The tags of a ticket that the session makes. */
export function ticketTags(reading: SessionReading, abandoned: boolean): readonly string[] {
  const { session, start, queue } = reading;
  return [
    sessionTag(session.id),
    ...(start === null ? [] : [channelTag(channelOf(start)), `type_${slug(start.session_type)}`]),
    ...(queue === null ? [] : [queueTag(queue)]),
    ...(abandoned ? ['abandoned'] : []),
  ];
}

/** TKT-13: the via id that Zendesk gets for the ticket. Null: the session is a chat, for which there is no via id. */
export function viaIdOf(reading: SessionReading): ViaId | null {
  const { start } = reading;
  if (start === null || start.kind !== 'call') return null;
  if (reading.voicemailAt !== null) return viaIds.voicemail;
  return start.direction === 'inbound' ? viaIds.inbound : viaIds.outbound;
}
