import { limits } from '../limits.ts';
import { addressOf } from '../events/natural-keys.ts';
import type { ItemOf } from '../events/parse-events.ts';
import { changed, leaveOut, roomFor } from './intake.ts';
import type { Intake } from './intake.ts';
import { recordingBytes } from './kept.ts';
import { earlier, insertSorted, listIndex } from './sorted-facts.ts';
import type { Received } from './state.ts';

type Recording = Received['recordings'][number];

/** UPD-12: the natural id of a recording is its segment, or else its file, or else its address without the signature. */
export function recordingKey(item: ItemOf<'recording.ready'>): string {
  return item.segment ?? item.file_id ?? addressOf(item.url);
}

const byKey = listIndex<Recording>(({ item }) => recordingKey(item));

/** Adds a recording. A segment keeps the address that was received first, because that address names its writes (PLT-3). */
export function addRecording(known: readonly Recording[], added: Recording): readonly Recording[] {
  const same = byKey.find(known, recordingKey(added.item));
  if (same === undefined) return grown(known, added);
  const kept = addressOf(same.item.url) === addressOf(added.item.url) ? earlier(same, added) : same;
  if (kept === same) return known;
  return insertSorted(
    known.filter((recording) => recording !== same),
    kept,
  );
}

function grown(known: readonly Recording[], added: Recording): readonly Recording[] {
  const list = insertSorted(known, added);
  byKey.extend(known, list, added);
  return list;
}

/** The same within the limits of a session (SEC-2). */
export function addRecordingWithin(intake: Intake, added: Recording): Intake {
  const { received } = intake;
  const { recordings } = received;
  const same = byKey.find(recordings, recordingKey(added.item));
  const size = recordingBytes(added);
  if (same === undefined) {
    const isFull = recordings.length >= limits.session.recordings.value || size > roomFor('entry', intake);
    if (isFull) return leaveOut(intake, 'recording.ready');
    return changed(intake, { ...received, recordings: grown(recordings, added) }, size);
  }
  const next = addRecording(recordings, added);
  return next === recordings ? intake : changed(intake, { ...received, recordings: next }, size - recordingBytes(same));
}
