import { printFact } from '../events/fact-key.ts';
import type { FactKey } from '../events/fact-key.ts';
import type { CustomDataEntry } from '../events/parse-events.ts';
import { customValueFact } from '../session/custom-values.ts';
import { otherFactKeysOf } from '../session/timeline.ts';
import type { TimelineEntry } from '../session/timeline.ts';
import type { Session, WriteState } from '../session/state.ts';
import { writeId, writesById } from './wanted-update.ts';
import type { WantedUpdate } from './wanted-update.ts';

/**
 * One fact can have several names, because an event knows the id of a file and the metadata document only its address,
 * and because the document gives all custom data at once (PLT-3). A write leaves all names of its fact on the ticket, and
 * the session does not write a fact again that it has written under another name.
 */

/** The key under which the session has written the fact already, or else its usual key. */
export function factInUse(session: Session, fact: FactKey, entry: TimelineEntry): FactKey {
  if (session.looksBack !== true || fact.ordinal !== undefined) return fact;
  const isUsed = ({ kind, key }: FactKey): boolean => {
    const ids = [kind, `${kind}-voice`].map((each) =>
      writeId(session, printFact({ ...fact, kind: each, key: key ?? '' })),
    );
    return ids.some((id) => writesById(session).has(id));
  };
  return [fact, ...otherFactKeysOf(entry)].find(isUsed) ?? fact;
}

/**
 * The updates of an entry, each with the other names of its fact.
 *
 * @param inUse the key that names the updates
 * @param usual the key that the entry gives
 */
export function withOtherNames(
  updates: readonly WantedUpdate[],
  { inUse, usual, entry }: { readonly inUse: FactKey; readonly usual: FactKey; readonly entry: TimelineEntry },
): readonly WantedUpdate[] {
  const others = [usual, ...otherFactKeysOf(entry)].filter(({ key }) => key !== inUse.key);
  if (others.length === 0 || inUse.key === undefined) return updates;
  const { key } = inUse;
  return updates.map((update) => ({
    ...update,
    sameAs: others.map((other) => [update.fact.replace(`/${key}`, () => `/${other.key ?? ''}`)]),
  }));
}

/**
 * The values that no other write of the session shows.
 *
 * A value with a write of its own stays, because this write is still wanted: its session waits for the result, and hands
 * the write over again if none comes (END-6).
 *
 * @param own the fact of the write that is to show them
 */
export function unwrittenValues(
  session: Session,
  entries: readonly CustomDataEntry[],
  own: string,
): readonly CustomDataEntry[] {
  if (session.looksBack !== true || writesById(session).has(writeId(session, own))) return entries;
  const shown = shownIn(session.progress.writes);
  return entries.filter((entry) => !shown.has(writeId(session, customValueFact(entry))));
}

/** The further names of the facts that these writes show, without writes that the queue sent back. */
function shownIn(writes: readonly WriteState[]): ReadonlySet<string> {
  const known =
    shownFacts.get(writes) ??
    new Set(writes.flatMap(({ names = [], parkedUntil }) => (parkedUntil === undefined ? names : [])));
  shownFacts.set(writes, known);
  return known;
}

/** The names that were listed before, because each event with custom data needs them. */
const shownFacts = new WeakMap<readonly WriteState[], ReadonlySet<string>>();
