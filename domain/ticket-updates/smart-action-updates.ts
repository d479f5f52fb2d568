import { smartActionComment } from '../comment/event-comments.ts';
import { sharedFileComment } from '../comment/file-comments.ts';
import type { Wording } from '../comment/wording.ts';
import { addressOf, tidyKey } from '../events/natural-keys.ts';
import type { ItemOf, SharedFile } from '../events/parse-events.ts';
import type { Session } from '../session/state.ts';
import type { TimelineContext } from './timeline-context.ts';
import { commentUpdate, largestFileBytes, outcomeOf } from './wanted-update.ts';
import type { WantedUpdate } from './wanted-update.ts';

/** UPD-3: a larger video is named in a comment and not attached. */
const largestVideoBytes = 20 * 1024 * 1024;

/** UPD-3: the result is one comment. Each shared file is an update of its own, because Zendesk takes one file a request. */
export function smartActionUpdates({
  entry: { item },
  fact,
  reading: { session },
  wording,
}: TimelineContext<'smart_action.completed'>): readonly WantedUpdate[] {
  const hasResult = item.result !== null || item.files.length === 0;
  return [
    ...(hasResult ? [commentUpdate(fact, smartActionComment(item, wording))] : []),
    ...item.files.flatMap((file) => fileUpdates(session, item.kind, file, wording)),
  ];
}

function fileUpdates(
  session: Session,
  kind: ItemOf<'smart_action.completed'>['kind'],
  file: SharedFile,
  wording: Wording,
): readonly WantedUpdate[] {
  const key = tidyKey(addressOf(file.url));
  const largest = kind === 'video' ? largestVideoBytes : largestFileBytes;
  const notStored = (reason: string): WantedUpdate =>
    commentUpdate({ kind: 'file-note', key }, sharedFileComment(kind, file, wording, reason));
  if (file.size !== null && file.size > largest) return [notStored(wording.texts.fileTooLarge)];
  const { fact, change } = commentUpdate({ kind: 'file', key }, sharedFileComment(kind, file, wording, null));
  const attached: WantedUpdate = {
    fact,
    change: {
      ...change,
      file: {
        from: { kind: 'address', url: file.url },
        name: file.name ?? nameOf(file.url),
        contentType: file.content_type ?? 'application/octet-stream',
      },
    },
  };
  const outcome = outcomeOf(session, fact);
  return outcome?.kind === 'file_refused' ? [attached, notStored(outcome.message)] : [attached];
}

function nameOf(url: string): string {
  return addressOf(url).split('/').at(-1) || 'file';
}
