import type { ItemOf } from '../events/parse-events.ts';
import type { TimelineEntry } from './timeline.ts';

/** Characters of JSON that are kept of a result or an API answer. Zendesk takes little more in one comment (UPD-10). */
const longestValue = 30_000;
/** Characters that all transcripts of a session may have together, because Temporal limits the size of the state. */
const longestTranscripts = 1_200_000;

/**
 * Cuts the content of an entry that is too long.
 *
 * @param timeline the entries that the session already has
 */
export function limitEntry(timeline: readonly TimelineEntry[], entry: TimelineEntry): TimelineEntry {
  switch (entry.type) {
    case 'transcript.ready':
      return { ...entry, item: limitTranscript(timeline, entry.item) };
    case 'smart_action.completed':
      return { ...entry, item: { ...entry.item, result: limitValue(entry.item.result) } };
    case 'dap.responded': {
      const { request, response } = entry.item;
      return { ...entry, item: { request: limitValue(request), response: limitValue(response) } };
    }
    default:
      return entry;
  }
}

/** JSON that is too long is replaced by the beginning of its text. */
function limitValue<Value>(value: Value): Value | string {
  const text = JSON.stringify(value) ?? '';
  return text.length <= longestValue ? value : `${text.slice(0, longestValue)}…`;
}

function limitTranscript(
  timeline: readonly TimelineEntry[],
  item: ItemOf<'transcript.ready'>,
): ItemOf<'transcript.ready'> {
  const kept = timeline.reduce(
    (sum, entry) => sum + (entry.type === 'transcript.ready' ? (entry.item.text?.length ?? 0) : 0),
    0,
  );
  const room = Math.max(0, longestTranscripts - kept);
  return item.text === null || item.text.length <= room ? item : { ...item, text: `${item.text.slice(0, room)}…` };
}
