import { transcriptComment } from '../comment/file-comments.ts';
import { printFact } from '../events/fact-key.ts';
import type { FileToAttach } from '../zendesk/change.ts';
import type { TimelineContext } from './timeline-context.ts';
import { commentUpdate, outcomeOf } from './wanted-update.ts';
import type { WantedUpdate } from './wanted-update.ts';

/** UPD-14: a longer transcript is attached to the ticket as a file; in characters. */
const longestShown = 20_000;

/** UPD-14: the transcript as a comment, or as an attached file. If Zendesk refuses the file, a comment says why. */
export function transcriptUpdates({
  entry: { item },
  fact,
  reading: { session },
  wording,
}: TimelineContext<'transcript.ready'>): readonly WantedUpdate[] {
  const { text, url } = item;
  if (text !== null && text.length <= longestShown)
    return [commentUpdate(fact, transcriptComment(text, wording, null, null))];
  const written = printFact(fact);
  const contentType = item.content_type ?? 'text/plain';
  const from: FileToAttach['from'] =
    text !== null || url === null
      ? { kind: 'session', sessionId: session.id, fact: written }
      : { kind: 'address', url };
  const { change } = commentUpdate(fact, transcriptComment(null, wording, null, null));
  const file: FileToAttach = { from, name: `${session.id}-transcript${extensionOf(contentType)}`, contentType };
  const attached: WantedUpdate = { fact: written, change: { ...change, file } };
  const outcome = outcomeOf(session, written);
  if (outcome?.kind !== 'file_refused') return [attached];
  const note = transcriptComment(null, wording, outcome.message, url);
  return [attached, commentUpdate({ kind: `${written}/note` }, note)];
}

function extensionOf(contentType: string): string {
  if (contentType.includes('json')) return '.json';
  return contentType.includes('html') ? '.html' : '.txt';
}
