import type { SessionEvent } from '../events/parse-events.ts';
import { channelOf } from '../session/start.ts';
import type { Channel } from '../session/start.ts';

const chats: Readonly<Record<Exclude<Channel, 'voice'>, string>> = {
  web_chat: 'Web chat',
  mobile_chat: 'Chat in a mobile app',
  sms: 'SMS conversation',
  whatsapp: 'WhatsApp conversation',
};

/**
 * One line about a session for the lists of the Temporal UI, which show its id beside it (OPS-1). It has no personal data
 * (SEC-3).
 *
 * @param event the event that starts the workflow
 * @param earlierRun true if the session was over, and the event came late (LATE-1)
 */
export function startSummary(event: SessionEvent, earlierRun: boolean): string {
  if (earlierRun) return `Late event ${event.type} of a session that was over`;
  if (event.type !== 'session.started') return `Session that began with the event ${event.type}`;
  const start = event.item;
  const channel = channelOf(start);
  if (channel !== 'voice') return chats[channel];
  return start.direction === 'outbound' ? 'Outbound call' : 'Inbound call';
}
