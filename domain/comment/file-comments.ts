import type { ItemOf, SharedFile } from '../events/parse-events.ts';
import type { Comment } from '../zendesk/comment.ts';
import { line, section } from './section.ts';
import { durationText, fileText, timeText } from './wording.ts';
import type { Wording } from './wording.ts';

/**
 * Each goes with the attached file or, where `refusal` says why there is none, in its place with the file's address.
 * An address that goes with its file would only outlive it.
 */

/** UPD-12. */
export function recordingComment(
  recording: ItemOf<'recording.ready'>,
  wording: Wording,
  refusal: string | null = null,
): Comment {
  const { texts } = wording;
  const { label } = texts;
  return section(refusal === null ? texts.recording : texts.recordingNotStored, [
    ...line(label.segment, recording.segment),
    ...line(label.startedAt, recording.started_at === null ? null : timeText(recording.started_at, wording)),
    ...line(label.duration, recording.duration_s === null ? null : durationText(recording.duration_s)),
    ...line(label.reason, refusal),
    ...line(label.link, refusal === null ? null : recording.url),
  ]);
}

/** UPD-3. */
export function sharedFileComment(
  kind: ItemOf<'smart_action.completed'>['kind'],
  file: SharedFile,
  { texts }: Wording,
  refusal: string | null,
): Comment {
  const { label } = texts;
  return section(refusal === null ? texts.sharedFile : texts.sharedFileNotStored, [
    ...line(label.kind, texts.smartActionKind[kind]),
    ...line(label.file, fileText(file)),
    ...line(label.reason, refusal),
    ...line(label.link, refusal === null ? null : file.url),
  ]);
}

/** UPD-14. @param text the transcript itself; null: it is in a file @param link the platform's address of it */
export function transcriptComment(
  text: string | null,
  { texts }: Wording,
  refusal: string | null,
  link: string | null,
): Comment {
  const { label } = texts;
  return section(refusal === null ? texts.transcript : texts.transcriptNotStored, [
    ...line(label.reason, refusal),
    ...line(label.link, refusal === null ? null : link),
    ...line(null, text ?? (refusal === null ? texts.inAttachedFile : null)),
  ]);
}

/** TKT-9. */
export function voicemailComment(item: ItemOf<'voicemail.left'>, { texts }: Wording, refusal: string | null): Comment {
  const { label } = texts;
  return section(refusal === null ? texts.voicemail : texts.voicemailNotStored, [
    ...line(label.duration, item.duration_s === null ? null : durationText(item.duration_s)),
    ...line(label.transcription, item.transcription),
    ...line(label.reason, refusal),
    ...line(label.link, refusal === null ? null : item.recording_url),
  ]);
}
