import type { SessionReading } from '../session/read-session.ts';
import {
  dapComment,
  dispositionComment,
  smartActionFailedComment,
  summaryComment,
  transferComment,
  voicemailHandledComment,
} from '../comment/event-comments.ts';
import type { Wording } from '../comment/wording.ts';
import type { TimelineEventType } from '../events/event-list.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { printFact } from '../events/fact-key.ts';
import { numberFacts, otherFactKeysOf } from '../session/timeline.ts';
import { voicemailUpdates } from './audio-updates.ts';
import { customDataUpdates } from './custom-data-updates.ts';
import { factInUse, withOtherNames } from './fact-names.ts';
import { ratingUpdates } from './rating-updates.ts';
import { smartActionUpdates } from './smart-action-updates.ts';
import type { TimelineContext } from './timeline-context.ts';
import { transcriptUpdates } from './transcript-updates.ts';
import { transferUpdates } from './transfer-updates.ts';
import { commentUpdate } from './wanted-update.ts';
import type { WantedUpdate } from './wanted-update.ts';

/** The updates of the ticket for each type of timeline event. An empty list: there is no update, or not yet. */
const updatesByType: {
  readonly [Type in TimelineEventType]: (context: TimelineContext<Type>) => readonly WantedUpdate[];
} = {
  'transfer.finished': transferUpdates,
  'transfer.failed': ({ fact, entry, wording }) => [
    commentUpdate(fact, transferComment(entry.item, 'failed', true, wording)),
  ],
  'smart_action.completed': smartActionUpdates,
  'smart_action.failed': ({ fact, entry, wording }) => [
    commentUpdate(fact, smartActionFailedComment(entry.item, wording)),
  ],
  'custom_data.received': customDataUpdates,
  'dap.responded': ({ fact, entry, reading, wording }) =>
    reading.settings.dap.postToTicket
      ? [commentUpdate(fact, dapComment(entry.item, reading.settings.dap, wording))]
      : [],
  'rating.received': ratingUpdates,
  'disposition.submitted': ({ fact, entry, wording }) => [commentUpdate(fact, dispositionComment(entry.item, wording))],
  'summary.generated': ({ fact, entry, wording }) => [commentUpdate(fact, summaryComment(entry.item, wording))],
  'transcript.ready': transcriptUpdates,
  'voicemail.left': voicemailUpdates,
  'voicemail.read': ({ fact, entry, wording }) => [
    commentUpdate(fact, voicemailHandledComment('read', entry.item.agent, wording)),
  ],
  'voicemail.dismissed': ({ fact, entry, wording }) => [
    commentUpdate(fact, voicemailHandledComment('dismissed', entry.item.agent, wording)),
  ],
  'voicemail.called_back': ({ fact, entry, wording }) => [
    commentUpdate(fact, voicemailHandledComment('called_back', entry.item.agent, wording)),
  ],
};

function updatesOf<Type extends TimelineEventType>(context: TimelineContext<Type>): readonly WantedUpdate[] {
  return updatesByType[context.entry.type](context);
}

/**
 * The updates of the ticket for the timeline of a session (UPD-2 to UPD-5, UPD-8 to UPD-10, UPD-14 to UPD-16). `at` is the
 * time of the event, in milliseconds since the epoch.
 */
export function eventUpdates(
  reading: SessionReading,
  ticket: SessionTicket,
  wording: Wording,
): readonly { readonly at: number; readonly wanted: readonly WantedUpdate[] }[] {
  return numberFacts(reading.session.received.timeline).map(({ fact: usual, entry }) => {
    const inUse = factInUse(reading.session, usual, entry);
    const updates = updatesOf({ entry, fact: inUse, reading, ticket, wording });
    return { at: entry.at, wanted: withOtherNames(updates, { inUse, usual, entry }) };
  });
}

/** UPD-14: the text of the transcript with this fact key, to be uploaded as a file. Null: there is none. */
export function longText(session: Session, fact: string): string | null {
  const found = numberFacts(session.received.timeline).find((each) =>
    [each.fact, ...otherFactKeysOf(each.entry)].some((key) => printFact(key) === fact),
  )?.entry;
  return found?.type === 'transcript.ready' ? found.item.text : null;
}
