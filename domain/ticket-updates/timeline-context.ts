import type { Wording } from '../comment/wording.ts';
import type { TimelineEventType } from '../events/event-list.ts';
import type { FactKey } from '../events/fact-key.ts';
import type { SessionReading } from '../session/read-session.ts';
import type { SessionTicket } from '../session/state.ts';
import type { TimelineEntryOf } from '../session/timeline.ts';

/** An entry of the timeline, with all facts that its updates of the ticket depend on. */
export type TimelineContext<Type extends TimelineEventType> = {
  readonly entry: TimelineEntryOf<Type>;
  /** The key of the entry's fact, which names its update. */
  readonly fact: FactKey;
  readonly reading: SessionReading;
  readonly ticket: SessionTicket;
  readonly wording: Wording;
};
