import type { MetadataDocument } from '../events/parse-events.ts';
import type { FailReason } from '../events/session-words.ts';
import type { Warn } from './lenient-fields.ts';
import { snakeCase } from './lenient-fields.ts';
import { failReasonOf } from './vocabulary.ts';

/** The numbers that stand for states, where a word isn't used. */
const numberedStates: Readonly<Record<string, string>> = {
  '0': 'scheduled',
  '1': 'queued',
  '2': 'assigned',
  '3': 'connecting',
  '4': 'switching',
  '5': 'connected',
  '8': 'finished',
  '9': 'failed',
  '10': 'recovered',
  '11': 'deflected',
  '12': 'selecting',
  '13': 'va_assigned',
  '14': 'va_connected',
  '15': 'preview_pending',
  '16': 'preview_ready',
  '17': 'campaign_connecting',
  '18': 'campaign_connected',
  '19': 'requeued',
};

const otherStates: ReadonlySet<string> = new Set([
  'action_only',
  'action_only_finished',
  'voicemail',
  'voicemail_received',
  'voicemail_read',
]);

/** A state as its word, from word or number. */
export function stateOf(status: string): string {
  return numberedStates[status.trim()] ?? snakeCase(status);
}

export function isKnownState(state: string): boolean {
  return otherStates.has(state) || Object.values(numberedStates).includes(state);
}

/** Whether somebody left a message: its word says so, or the reason for one with a recording of it. */
export function isVoicemail(document: MetadataDocument): boolean {
  const state = document.status === null ? null : stateOf(document.status);
  if (state === 'voicemail_received' || state === 'voicemail_read') return true;
  if (document.recording_url === null) return false;
  const reason = document.voicemail_reason === null ? '' : snakeCase(document.voicemail_reason);
  return state === 'voicemail' || !['', 'not_voicemail', 'nothing', 'none', '0'].includes(reason);
}

/**
 * Why the session failed: by `fail_reason` where it says something, else by where it stood when the document was made,
 * which is after its end.
 */
export function failReasonOfDocument(document: MetadataDocument, warn: Warn): FailReason | null {
  if (document.fail_reason !== null) {
    const told = failReasonOf(document.fail_reason, document.queued_at !== null);
    if (told === undefined) warn('Of the metadata document fail_reason is not known.');
    if (told !== undefined && told !== null) return told;
  }
  // Who was connected was served, however it ended; who left a message did not abandon.
  if (document.connected_at !== null || document.status === null || isVoicemail(document)) return null;
  const state = stateOf(document.status);
  switch (state) {
    case 'deflected':
      return 'deflected';
    case 'failed':
      return 'failed';
    case 'selecting':
      return 'abandoned_in_menu';
    case 'queued':
    case 'requeued':
      return 'abandoned_in_queue';
    case 'voicemail':
      return 'abandoned_in_voicemail';
    default:
      if (!isKnownState(state)) warn('Of the metadata document status is not known.');
      return null;
  }
}
