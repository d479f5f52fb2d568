import type { ItemOf, SharedFile } from '../events/parse-events.ts';
import { withoutSignIn } from '../events/natural-keys.ts';
import type { Comment } from '../zendesk/comment.ts';
import { line, section } from './section.ts';
import { durationText, fileText, timeText } from './wording.ts';
import type { Wording } from './wording.ts';

/**
 * Comments on files. A file that was stored is attached to its comment, and the comment has no link, because the ticket
 * keeps the file longer than the platform's address works. If the file could not be stored, `refusal` says why, and the
 * comment has the address of the file.
 */

/** UPD-12: the comment on a recording. */
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
    ...line(label.link, refusal === null ? null : withoutSignIn(recording.url)),
  ]);
}

/** UPD-3: the comment on a file that the customer shared. */
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
    ...line(label.link, refusal === null ? null : withoutSignIn(file.url)),
  ]);
}

/**
 * UPD-14: the comment on a transcript.
 *
 * @param text the transcript; null: the transcript is in a file
 * @param link the platform's address of the file
 */
export function transcriptComment(
  text: string | null,
  { texts }: Wording,
  refusal: string | null,
  link: string | null,
): Comment {
  const { label } = texts;
  return section(refusal === null ? texts.transcript : texts.transcriptNotStored, [
    ...line(label.reason, refusal),
    ...line(label.link, refusal === null || link === null ? null : withoutSignIn(link)),
    ...line(null, text ?? (refusal === null ? texts.inAttachedFile : null)),
  ]);
}

/** TKT-9: the comment on a voicemail. */
export function voicemailComment(item: ItemOf<'voicemail.left'>, { texts }: Wording, refusal: string | null): Comment {
  const { label } = texts;
  return section(refusal === null ? texts.voicemail : texts.voicemailNotStored, [
    ...line(label.duration, item.duration_s === null ? null : durationText(item.duration_s)),
    ...line(label.transcription, item.transcription),
    ...line(label.reason, refusal),
    ...line(label.link, refusal === null || item.recording_url === null ? null : withoutSignIn(item.recording_url)),
  ]);
}
