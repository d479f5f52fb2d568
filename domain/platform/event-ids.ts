import type { SessionEvent } from '../events/parse-events.ts';
import { shortHash } from '../events/natural-keys.ts';
import { isTimeInRange } from '../events/times.ts';
import { limits } from '../limits.ts';
import { beginningOf } from '../cut-text.ts';

/**
 * A session event that a snapshot or a metadata document implies. `timestamp: null`: the source gives no time for it,
 * and `withTimestamps` derives one.
 */
export type ImpliedEvent = SessionEvent extends infer Event
  ? Event extends SessionEvent
    ? Omit<Event, 'timestamp'> & { readonly timestamp: number | null }
    : never
  : never;

/**
 * Makes the envelope of an implied event. `at` is its time in ms since the epoch. The parts of `name` make its id: the
 * same name gives the same id in each version of a document, so that the event counts once.
 */
export type MakeEnvelope = (
  at: number | null,
  ...name: readonly string[]
) => { readonly event_id: string; readonly timestamp: number | null; readonly session_id: string };

/**
 * One part of an id. A short plain word stays as it is. Any other text is replaced by its hash, so that ids stay short.
 */
function idPart(part: string): string {
  return /^[\w.@+-]{1,32}$/.test(part) ? part : `~${shortHash(part)}`;
}

/**
 * The text as an id of the platform. A text that is too long for an id is not cut, because two texts with the same beginning
 * would become the same id: its hash takes the place of its end.
 */
export function boundedId(text: string): string {
  const most = limits.text.id.value;
  return text.length <= most ? text : `${beginningOf(text, most - 32)}~${shortHash(text)}`;
}

/**
 * The id of an implied event. The same parts give the same id, so that an event that is implied again counts once
 * (PLT-1).
 */
export function impliedEventId(source: 'webhook' | 'metadata', ...parts: readonly string[]): string {
  return [source, ...parts.map(idPart)].join('/');
}

/** The name for the first event of this name, and the name with its number for the second and each later one. */
export function withOrdinal(name: string, ordinal: number): readonly string[] {
  return ordinal === 1 ? [name] : [name, String(ordinal)];
}

/**
 * Gives each event a time in ms since the epoch. `implied` lists the events in the order in which they happened. An
 * event without a time gets the time of its document, or an earlier one if an event that follows it is earlier.
 *
 * @param documentTime when the platform sent the document, ms since the epoch
 */
export function withTimestamps(implied: readonly ImpliedEvent[], documentTime: number): readonly SessionEvent[] {
  let bound = documentTime + 1;
  const events: SessionEvent[] = [];
  for (const event of implied.toReversed()) {
    // `queued_at` of a scheduled call may lie a year ahead, and an earlier version accepted times out of every range.
    const given = event.timestamp !== null && isTimeInRange(event.timestamp, documentTime) ? event.timestamp : null;
    const timestamp = Math.max(1, given ?? Math.min(documentTime, bound - 1));
    bound = Math.min(bound, timestamp);
    events.push({ ...event, timestamp });
  }
  return events.toReversed();
}

/**
 * The event that reports a part of a document that could not be read. Operators see its message on the session. The
 * same message counts once. `at` is in ms since the epoch.
 */
export function warningEvent(
  source: 'webhook' | 'metadata',
  sessionId: string,
  message: string,
  at: number,
): ImpliedEvent {
  return {
    event_id: impliedEventId(source, 'warning', shortHash(message)),
    timestamp: at,
    session_id: sessionId,
    type: 'session.warning',
    item: { message },
  };
}
