import { limitJson } from './cut-texts.ts';
import type { TimelineEntry } from './timeline.ts';

/** Characters of JSON that are kept of a result or an API answer. Zendesk takes little more in one comment (UPD-10). */
const longestValue = 30_000;

/** Cuts a result or an API answer that is too long for a comment. */
export function limitEntry(entry: TimelineEntry): TimelineEntry {
  switch (entry.type) {
    case 'smart_action.completed':
      return { ...entry, item: { ...entry.item, result: limitJson(entry.item.result, longestValue) } };
    case 'dap.responded': {
      const { request, response } = entry.item;
      return {
        ...entry,
        item: { request: limitJson(request, longestValue), response: limitJson(response, longestValue) },
      };
    }
    default:
      return entry;
  }
}
