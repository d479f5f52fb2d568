import type { MetadataDocument, SharedFile } from '../events/parse-events.ts';
import { addressOf, shortHash } from '../events/natural-keys.ts';
import { isVoicemail } from './document-status.ts';
import type { Fact, Named } from './event-ids.ts';
import type { Warn } from './lenient-fields.ts';

/** As long as an address in an event may be. */
const maxUrlLength = 8192;

/** The address, if it is one that a file could be fetched from (SEC-5 judges the host, where it is fetched). */
function fetchable(url: string | null): string | null {
  if (url === null || url.length > maxUrlLength) return null;
  try {
    return /^https?:$/.test(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

/** PLT-3: a file is known by its address without query, since each document may sign it anew. */
function fileKey(url: string): string {
  return shortHash(addressOf(url));
}

/** Verification, photos, screenshots, videos, and the recording or the voice message: one event a file. */
export function filesOf(document: MetadataDocument, fact: Named, warn: Warn): Fact[] {
  const facts: Fact[] = [];
  // Unverified is also who was never asked.
  if (document.verified === true)
    facts.push({
      ...fact(null, 'verification'),
      type: 'smart_action.completed',
      item: { smart_action_id: null, kind: 'verification', result: true, files: [] },
    });
  const share = (kind: 'photo' | 'screenshot' | 'video', given: string | null): void => {
    const url = fetchable(given);
    if (url === null) {
      warn(`Of the metadata document the address of a ${kind} is missing or broken: the file is left out.`);
      return;
    }
    const file: SharedFile = { file_id: null, url, name: null, content_type: null, size: null };
    facts.push({
      ...fact(null, kind, fileKey(url)),
      type: 'smart_action.completed',
      item: { smart_action_id: null, kind, result: null, files: [file] },
    });
  };
  for (const { photo_type: type, url } of document.photos)
    share(/screen/i.test(type ?? '') ? 'screenshot' : 'photo', url);
  for (const { url } of document.videos) share('video', url);
  return [...facts, ...voiceFacts(document, fact, warn)];
}

function voiceFacts(document: MetadataDocument, fact: Named, warn: Warn): Fact[] {
  const url = fetchable(document.recording_url);
  if (document.recording_url !== null && url === null)
    warn('Of the metadata document recording_url is broken: the recording is left out.');
  if (isVoicemail(document))
    return [
      {
        ...fact(null, 'voicemail'),
        type: 'voicemail.left',
        item: { file_id: null, recording_url: url, duration_s: null, transcription: null },
      },
    ];
  if (url === null) return [];
  return [
    {
      ...fact(null, 'recording', fileKey(url)),
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
