import { applyEvent } from '../session/apply-event.ts';
import { parsePost } from '../events/parse-events.ts';
import type { EventType } from '../events/event-list.ts';
import { newSession } from '../session/state.ts';
import type { Session } from '../session/state.ts';

/** The start of all example sessions of the decision tables, ms since the epoch. */
export const startMs = Date.parse('2026-01-05T09:00:00Z');
export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const dayMs = 24 * 60 * minuteMs;

export const sessionId = 'session-1';
export const queue = { id: 3, name: 'Orders' };
export const agent = { id: 7, email: 'agent@example.com', name: 'Agent' };

/** One event of an example session. `second`: seconds after the start. Type and item are as `POST /v1/events` takes them. */
export type TimedEvent = readonly [second: number, type: EventType, item: Readonly<Record<string, unknown>>];

export const inboundCall = {
  id: sessionId,
  kind: 'call',
  session_type: 'Voice Inbound (IVR)',
  direction: 'inbound',
  from: '+14155550142',
  queue,
};
export const webChat = {
  id: sessionId,
  kind: 'chat',
  session_type: 'Messaging (Web)',
  direction: 'inbound',
  queue,
  end_user: { identifier: 'u-1', name: 'Ada' },
};

/** A session that has received its start and the later events. */
export function sessionWithEvents(start: Readonly<Record<string, unknown>>, later: readonly TimedEvent[]): Session {
  const timed: readonly TimedEvent[] = [[0, 'session.started', start], ...later];
  const events = timed.map(([second, type, item], i) => ({
    event_id: `${sessionId}-${i}`,
    timestamp: startMs + second * secondMs,
    session_id: sessionId,
    type,
    item,
  }));
  const { accepted, refused } = parsePost({ events });
  if (refused.length > 0) throw new Error(`A case of the decision tables is refused: ${JSON.stringify(refused)}`);
  return accepted.reduce(applyEvent, newSession(sessionId, false));
}
