import type { SessionEvent } from '../events/parse-events.ts';
import { shortHash } from '../events/natural-keys.ts';

/** A session event whose time may be left to its surroundings. */
export type Fact = SessionEvent extends infer Event
  ? Event extends SessionEvent
    ? Omit<Event, 'timestamp'> & { readonly timestamp: number | null }
    : never
  : never;

/** Begins a fact: its time, ms since the epoch, and the name that makes its id. */
export type Named = (
  at: number | null,
  ...name: readonly string[]
) => { readonly event_id: string; readonly timestamp: number | null; readonly session_id: string };

/** One step of an id: short plain words as they are, everything else by its hash, so that ids stay short and unambiguous. */
function step(part: string): string {
  return /^[\w.@+-]{1,32}$/.test(part) ? part : `~${shortHash(part)}`;
}

/** The id of a fact, the same in whatever document it is found again (PLT-1). */
export function factId(source: 'webhook' | 'metadata', ...parts: readonly string[]): string {
  return [source, ...parts.map(step)].join('/');
}

/** The second and later of the same name carry their number. */
export function numbered(name: string, ordinal: number): readonly string[] {
  return ordinal === 1 ? [name] : [name, String(ordinal)];
}

/**
 * Gives every fact a time, ms since the epoch. `facts` stand in the order in which they came to be; one without a time of
 * its own is taken for as late as its document (`told`), but for earlier than all that follow it.
 */
export function placed(facts: readonly Fact[], told: number): readonly SessionEvent[] {
  let bound = told + 1;
  const events: SessionEvent[] = [];
  for (const fact of facts.toReversed()) {
    const timestamp = Math.max(1, fact.timestamp ?? Math.min(told, bound - 1));
    bound = Math.min(bound, timestamp);
    events.push({ ...fact, timestamp });
  }
  return events.toReversed();
}

/** What could not be read, told at `at`: kept on the session where an operator sees it, once however often it is met. */
export function warningFact(source: 'webhook' | 'metadata', sessionId: string, message: string, at: number): Fact {
  return {
    event_id: factId(source, 'warning', shortHash(message)),
    timestamp: at,
    session_id: sessionId,
    type: 'session.warning',
    item: { message },
  };
}
