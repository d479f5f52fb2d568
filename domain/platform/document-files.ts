import type { MetadataDocument, SharedFile } from '../events/parse-events.ts';
import { addressOf, shortHash } from '../events/natural-keys.ts';
import { isVoicemail } from './document-status.ts';
import type { ImpliedEvent, MakeEnvelope } from './event-ids.ts';
import type { Warn } from './lenient-fields.ts';

/** The maximum length of an address in an event, in characters. */
const maxUrlLength = 8192;

/**
 * The address, if it is an http or https address of allowed length, or else null. Whether its host is allowed is
 * checked when the file is fetched (SEC-5).
 */
function fetchableUrl(url: string | null): string | null {
  if (url === null || url.length > maxUrlLength) return null;
  try {
    return /^https?:$/.test(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

/**
 * Identifies a file by its address without the query, because each version of the document may carry a fresh signature
 * in the query (PLT-3).
 */
function fileKey(url: string): string {
  return shortHash(addressOf(url));
}

/** One event for a successful verification, and one for each photo, screenshot, video, recording and voicemail. */
export function fileEvents(document: MetadataDocument, envelope: MakeEnvelope, warn: Warn): ImpliedEvent[] {
  const events: ImpliedEvent[] = [];
  // `verified: false` also means that the customer was never asked to verify, so it gives no event.
  if (document.verified === true)
    events.push({
      ...envelope(null, 'verification'),
      type: 'smart_action.completed',
      item: { smart_action_id: null, kind: 'verification', result: true, files: [] },
    });
  const share = (kind: 'photo' | 'screenshot' | 'video', address: string | null): void => {
    const url = fetchableUrl(address);
    if (url === null) {
      warn(`Of the metadata document the address of a ${kind} is missing or broken: the file is left out.`);
      return;
    }
    const file: SharedFile = { file_id: null, url, name: null, content_type: null, size: null };
    events.push({
      ...envelope(null, kind, fileKey(url)),
      type: 'smart_action.completed',
      item: { smart_action_id: null, kind, result: null, files: [file] },
    });
  };
  for (const { photo_type: type, url } of document.photos)
    share(/screen/i.test(type ?? '') ? 'screenshot' : 'photo', url);
  for (const { url } of document.videos) share('video', url);
  return [...events, ...voiceEvents(document, envelope, warn)];
}

function voiceEvents(document: MetadataDocument, envelope: MakeEnvelope, warn: Warn): ImpliedEvent[] {
  const url = fetchableUrl(document.recording_url);
  if (document.recording_url !== null && url === null)
    warn('Of the metadata document recording_url is broken: the recording is left out.');
  if (isVoicemail(document))
    return [
      {
        ...envelope(null, 'voicemail'),
        type: 'voicemail.left',
        item: { file_id: null, recording_url: url, duration_s: null, transcription: null },
      },
    ];
  if (url === null) return [];
  return [
    {
      ...envelope(null, 'recording', fileKey(url)),
      type: 'recording.ready',
      item: {
        segment: null,
        file_id: null,
        url,
        content_type: null,
        size: null,
        started_at: document.connected_at,
        duration_s: null,
      },
    },
  ];
}
