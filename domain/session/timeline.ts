import { isTimelineEventType, timelineIdentities } from '../events/event-list.ts';
import type { TimelineEventType } from '../events/event-list.ts';
import { printFact } from '../events/fact-key.ts';
import type { FactKey } from '../events/fact-key.ts';
import { shortHash } from '../events/natural-keys.ts';
import type { EventOf, ItemOf, SessionEvent } from '../events/parse-events.ts';

/** An event that the ticket shows by itself, as the session keeps it. `at` is in milliseconds since the epoch. */
export type TimelineEntryOf<Type extends TimelineEventType> = {
  [Each in Type]: {
    readonly at: number;
    readonly type: Each;
    readonly item: ItemOf<Each>;
    /** Only if texts of the item were cut: the identity and the fact of the whole item, which would else be lost. */
    readonly whole?: { readonly identity: string; readonly fact: FactKey };
  };
}[Type];

export type TimelineEntry = TimelineEntryOf<TimelineEventType>;

export type TimelineEvent = EventOf<TimelineEventType>;

export function isTimelineEvent(event: SessionEvent): event is TimelineEvent {
  return isTimelineEventType(event.type);
}

export function toTimelineEntry(event: TimelineEvent): TimelineEntry {
  const { timestamp: at, event_id: _event, session_id: _session, ...typeAndItem } = event;
  return { at, ...typeAndItem };
}

/** The identity of an entry is the id that the platform gave it, or else the hash of its content. A repeated event has the same identity. */
export function identityOf<Type extends TimelineEventType>(entry: TimelineEntryOf<Type>): string {
  if (entry.whole !== undefined) return entry.whole.identity;
  const known = identities.get(entry);
  if (known !== undefined) return known;
  const { givenId } = timelineIdentities[entry.type].timeline;
  const identity = `${entry.type}/${givenId(entry.item) ?? shortHash(JSON.stringify(entry.item))}`;
  identities.set(entry, identity);
  return identity;
}

/** Identities that were computed before. */
const identities = new WeakMap<object, string>();

/**
 * The key of the fact that an entry reports (PLT-3). An event and the metadata document give the same fact the same key.
 * Several entries of a session may have the same key, such as two transfers to the same agent. `numberFacts` gives them
 * different keys.
 */
export function factKeyOf<Type extends TimelineEventType>(entry: TimelineEntryOf<Type>): FactKey {
  if (entry.whole !== undefined) return entry.whole.fact;
  const known = facts.get(entry);
  if (known !== undefined) return known;
  const fact = timelineIdentities[entry.type].timeline.factKey(entry.item);
  facts.set(entry, fact);
  return fact;
}

/** Other keys that another source of the entry's fact may give it. */
export function otherFactKeysOf<Type extends TimelineEventType>(entry: TimelineEntryOf<Type>): readonly FactKey[] {
  return timelineIdentities[entry.type].timeline.otherFactKeys?.(entry.item) ?? [];
}

/** Keys that were computed before. Without them, hashing takes half of the time of reading a session. */
const facts = new WeakMap<object, FactKey>();

/** The same key as text, without an ordinal. */
export function factOf(entry: TimelineEntry): string {
  return printFact(factKeyOf(entry));
}

/** Gives each entry the key of its fact, and keeps the order. The second entry of the same fact gets the ordinal 2. */
export function numberFacts(
  entries: readonly TimelineEntry[],
): readonly { readonly fact: FactKey; readonly entry: TimelineEntry }[] {
  const counts: Record<string, number> = {};
  return entries.map((entry) => {
    const fact = factKeyOf(entry);
    const printed = printFact(fact);
    const ordinal = (counts[printed] ?? 0) + 1;
    counts[printed] = ordinal;
    return { fact: ordinal === 1 ? fact : { ...fact, ordinal }, entry };
  });
}
