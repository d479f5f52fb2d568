import type { EventType } from '../events/event-list.ts';
import { timelineExamples } from '../events/schema-examples.testkit.ts';
import { factOf, isTimelineEvent, toTimelineEntry } from '../session/timeline.ts';

/** Whether these events become writes depends on the settings and on the other events. */
const optional: readonly EventType[] = ['smart_action.completed', 'custom_data.received', 'dap.responded'];

/** The writes of these events have other keys than the fact of the event. A recording becomes a file, a voice comment, or both. */
const special: Readonly<Partial<Record<EventType, readonly string[]>>> = {
  'session.ended': ['finished'],
  'recording.ready': ['recording', 'voice'],
  'voicemail.left': ['voicemail/', 'voicemail-voice/'],
};

function prefixesOfExamples(): Readonly<Record<string, readonly string[]>> {
  const prefixes: Record<string, readonly string[]> = {};
  for (const event of timelineExamples) {
    if (!isTimelineEvent(event) || optional.includes(event.type)) continue;
    const prefix = `${factOf(toTimelineEntry(event)).split('/')[0]}/`;
    prefixes[event.type] = [...(prefixes[event.type] ?? []), prefix];
  }
  return prefixes;
}

const factPrefixes = { ...prefixesOfExamples(), ...special };

/**
 * Whether one of the writes of a session belongs to an event of this type. Types that need no write count as written.
 *
 * @param facts the keys of the session's writes, without the session's id
 */
export function isWritten(type: EventType, facts: readonly string[]): boolean {
  const prefixes: readonly string[] | undefined = factPrefixes[type];
  return prefixes === undefined || prefixes.some((prefix) => facts.some((fact) => fact.startsWith(prefix)));
}
