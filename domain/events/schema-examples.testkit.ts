import { eventTypes, isTimelineEventType } from './event-list.ts';
import type { EventType } from './event-list.ts';
import { eventSchemas } from './event-schemas.ts';
import type { SessionEvent } from './parse-events.ts';
import { sessionEventSchema } from './parse-events.ts';

/** The examples that the schema of an event type documents. They are not parsed. */
export function documentedExamples(type: EventType): readonly unknown[] {
  const { examples } = eventSchemas[type].meta() ?? {};
  return Array.isArray(examples) ? examples : [];
}

/**
 * The examples of every event that goes onto the timeline, parsed. A new event type is among them without an edit here.
 */
export const timelineExamples: readonly SessionEvent[] = eventTypes
  .filter(isTimelineEventType)
  .flatMap(documentedExamples)
  .map((example) => sessionEventSchema.parse(example));
