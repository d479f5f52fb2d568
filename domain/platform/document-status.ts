import type { MetadataDocument } from '../events/parse-events.ts';
import type { FailReason } from '../events/session-words.ts';
import type { Warn } from './lenient-fields.ts';
import { snakeCase } from './lenient-fields.ts';
import { failReasonOf } from './vocabulary.ts';

/** The platform writes a state as a word or as one of these numbers. */
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

/** States that have no number. */
const otherStates: ReadonlySet<string> = new Set([
  'action_only',
  'action_only_finished',
  'voicemail',
  'voicemail_received',
  'voicemail_read',
]);

/** Converts a state that is written as a word or as a number to its word in snake case. */
export function stateOf(status: string): string {
  const number = status.trim();
  return (Object.hasOwn(numberedStates, number) ? numberedStates[number] : undefined) ?? snakeCase(status);
}

export function isKnownState(state: string): boolean {
  return otherStates.has(state) || Object.values(numberedStates).includes(state);
}

/**
 * Whether the customer left a voicemail: the status says so, or the document has both a reason for a voicemail and a
 * recording.
 */
export function isVoicemail(document: MetadataDocument): boolean {
  const state = document.status === null ? null : stateOf(document.status);
  if (state === 'voicemail_received' || state === 'voicemail_read') return true;
  if (document.recording_url === null) return false;
  const reason = document.voicemail_reason === null ? '' : snakeCase(document.voicemail_reason);
  return state === 'voicemail' || !['', 'not_voicemail', 'nothing', 'none', '0'].includes(reason);
}

/**
 * Why the session failed, or null if it did not. `fail_reason` decides if it is known. Otherwise `status` decides: the
 * document is made after the end of the session, so its status is the state in which the session ended.
 */
export function failReasonOfDocument(document: MetadataDocument, warn: Warn): FailReason | null {
  if (document.fail_reason !== null) {
    const named = failReasonOf(document.fail_reason, document.queued_at !== null);
    if (named === undefined) warn('Of the metadata document fail_reason is not known.');
    if (named !== undefined && named !== null) return named;
  }
  // A customer who was connected was served, and a customer who left a voicemail did not abandon the session.
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
