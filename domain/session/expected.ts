import type { SessionObject } from '../events/parse-events.ts';
import type { Settings } from '../settings/settings.ts';
import type { SessionAgents } from './agents.ts';
import type { Session } from './state.ts';

/** LATE-1: the data of a session that is still to come. */
export type ExpectedData = {
  /** Number of recordings. */
  readonly recordings: number;
  readonly transcript: boolean;
  readonly metadata: boolean;
};

/** The event of the end may announce the data that follows. Otherwise the course of the session decides. */
export function readExpected(
  session: Session,
  start: SessionObject | null,
  agents: SessionAgents,
  isCall: boolean,
): ExpectedData {
  const { end, recordings, timeline, metadata } = session.received;
  const announced = end?.item.expects ?? null;
  const wasConnected = agents.connected !== null;
  const segments = announced?.recording_segments ?? (start?.recording === true && wasConnected ? 1 : 0);
  const hasTranscript = timeline.some(({ type }) => type === 'transcript.ready');
  return {
    recordings: Math.max(0, segments - recordings.length),
    transcript: (announced?.transcript ?? (!isCall && wasConnected)) && !hasTranscript,
    metadata: (announced?.metadata ?? start?.told_by === 'webhook') && metadata === null,
  };
}

/**
 * TKT-3: whether the customer of a chat has written enough messages for a ticket. The platform's own snapshots do not
 * count messages. A chat that was reported by snapshots has enough messages as soon as an agent has answered.
 */
export function readHasEnoughMessages(
  session: Session,
  start: SessionObject | null,
  agents: SessionAgents,
  settings: Settings,
): boolean {
  const needed = settings.tickets.chatMinimumCustomerMessages;
  if (needed === 0) return true;
  const { count, uncounted } = session.received.customerMessages;
  if (Math.max(count, uncounted.length) >= needed) return true;
  return (start?.told_by ?? 'events') !== 'events' && agents.connected !== null;
}
