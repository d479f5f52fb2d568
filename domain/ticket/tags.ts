import type { SessionReading } from '../session/read-session.ts';
import { channelOf } from '../session/start.ts';
import type { Channel } from '../session/start.ts';
import { viaIds } from '../zendesk/via.ts';
import type { ViaId } from '../zendesk/via.ts';

/** TKT-13: the tags by which tickets are found again and appended to. */

export function sessionTag(sessionId: string): string {
  return `session_${sessionId}`;
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
  const { session } = reading;
  const start = reading.start;
  const queue = reading.queue;
  return [
    sessionTag(session.id),
    ...(start === null ? [] : [channelTag(channelOf(start)), `type_${slug(start.session_type)}`]),
    ...(queue === null ? [] : [queueTag(queue)]),
    ...(abandoned ? ['abandoned'] : []),
  ];
}

/** The Zendesk via id of the ticket that a session makes now (TKT-13). Null: a chat, which has none. */
export function viaIdOf(reading: SessionReading): ViaId | null {
  const start = reading.start;
  if (start === null || start.kind !== 'call') return null;
  if (reading.voicemailAt !== null) return viaIds.voicemail;
  return start.direction === 'inbound' ? viaIds.inbound : viaIds.outbound;
}
