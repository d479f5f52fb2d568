import { limits } from '../limits.ts';
import { changed, cutItem, leaveOut, roomFor } from './intake.ts';
import type { Intake } from './intake.ts';
import { entryBytes } from './kept.ts';
import { compareByTime, insertSorted, listIndex } from './sorted-facts.ts';
import { limitEntry } from './timeline-limits.ts';
import { factKeyOf, identityOf } from './timeline.ts';
import type { TimelineEntry } from './timeline.ts';

const byIdentity = listIndex<TimelineEntry>(identityOf);

/**
 * Adds an entry to the timeline within the limits of a session (SEC-2). Of several entries with the same identity, the
 * earliest is kept. An entry is cut only when it arrives, never later, because its texts may be on the ticket already.
 */
export function addEntry(intake: Intake, whole: TimelineEntry): Intake {
  const { received } = intake;
  const { timeline } = received;
  const entry = limitEntry(whole);
  const same = byIdentity.find(timeline, identityOf(entry));
  if (same !== undefined && compareByTime(same, entry) <= 0) return intake;
  const spare = same === undefined ? 0 : entryBytes(same);
  const { entry: short, intake: counted } = cutEntry(intake, entry, spare);
  const size = entryBytes(short) - spare;
  if (same !== undefined) {
    const others = timeline.filter((known) => known !== same);
    return changed(counted, { ...received, timeline: insertSorted(others, short) }, size);
  }
  if (timeline.length >= limits.session.timeline.value) return leaveOut(intake, entry.type);
  if (size > roomFor('entry', intake)) return leaveOut(intake, entry.type);
  const next = insertSorted(timeline, short);
  byIdentity.extend(timeline, next, short);
  return changed(counted, { ...received, timeline: next }, size);
}

function cutEntry(
  intake: Intake,
  entry: TimelineEntry,
  spare: number,
): { readonly entry: TimelineEntry; readonly intake: Intake } {
  const { item, intake: counted } = cutItem(intake, entry.type, entry.item, spare);
  if (counted === intake) return { entry, intake };
  const whole = { identity: identityOf(entry), fact: factKeyOf(entry) };
  // The type of the entry and its data belong together, and the cut changes texts only. JSON.parse avoids a cast.
  const short: TimelineEntry = JSON.parse(JSON.stringify({ ...entry, item, whole }));
  // A transcript that has an address is attached whole from there.
  if (short.type === 'transcript.ready' && short.item.url !== null)
    return { entry: { ...short, item: { ...short.item, text: null } }, intake };
  return { entry: short, intake: counted };
}
