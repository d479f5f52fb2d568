/** The door to every text that a session puts on its ticket. */
export type { During } from './end-comments.ts';
export { finishedComment } from './end-comments.ts';
export {
  dapComment,
  dispositionComment,
  ratingComment,
  ratingTextComment,
  smartActionComment,
  smartActionFailedComment,
  summaryComment,
  transferComment,
  voicemailHandledComment,
} from './event-comments.ts';
export { recordingComment, sharedFileComment, transcriptComment, voicemailComment } from './file-comments.ts';
export {
  agentUnknownComment,
  fieldsDroppedComment,
  lateFieldsComment,
  notMappedComments,
  notesComment,
} from './note-comments.ts';
export { reasonOf } from './reasons.ts';
export { cutText } from './section.ts';
export { appendedComments, customDataComment, firstComment } from './start-comments.ts';
export type { Wording } from './wording.ts';
export { durationText, timeText, wordingOf } from './wording.ts';
