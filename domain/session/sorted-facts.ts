import type { At } from '../events/timed.ts';

/** Facts of the same time are ordered by their content, so that the order of arrival never matters. */
export function compareByTime(a: At<unknown>, b: At<unknown>): number {
  return a.at - b.at || compareTexts(JSON.stringify(a), JSON.stringify(b));
}

/** The earlier of two facts. */
export function earlier<Fact>(known: At<Fact> | null, added: At<Fact>): At<Fact> {
  return known === null || compareByTime(added, known) < 0 ? added : known;
}

/** The later of two facts. */
export function later<Fact>(known: At<Fact> | null, added: At<Fact>): At<Fact> {
  return known === null || compareByTime(added, known) > 0 ? added : known;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The list with one more fact in its place. The list is sorted by `compareByTime`. */
export function insertSorted<Fact extends At<unknown>>(known: readonly Fact[], added: Fact): readonly Fact[] {
  let from = 0;
  let until = known.length;
  while (from < until) {
    const middle = (from + until) >>> 1;
    const other = known[middle];
    if (other !== undefined && compareByTime(other, added) <= 0) from = middle + 1;
    else until = middle;
  }
  const list = [...known];
  list.splice(from, 0, added);
  return list;
}

/**
 * The members of a list by their keys. It is kept beside the list, so that a new member is compared with all others
 * without reading them again. It can be computed again at any time.
 */
export type ListIndex<Member> = {
  readonly find: (list: readonly Member[], key: string) => Member | undefined;
  /** Makes the index of a list the index of the next list, which has one more member, and perhaps lacks another one. */
  readonly extend: (list: readonly Member[], next: readonly Member[], added: Member, removed?: Member) => void;
};

export function listIndex<Member extends object | string>(keyOf: (member: Member) => string): ListIndex<Member> {
  const indexes = new WeakMap<readonly Member[], Map<string, Member>>();
  const indexOf = (list: readonly Member[]): Map<string, Member> => {
    const known = indexes.get(list);
    if (known !== undefined) return known;
    const index = new Map<string, Member>();
    for (const member of list) {
      const key = keyOf(member);
      if (!index.has(key)) index.set(key, member);
    }
    indexes.set(list, index);
    return index;
  };
  return {
    find: (list, key) => indexOf(list).get(key),
    extend(list, next, added, removed) {
      const index = indexOf(list);
      indexes.delete(list);
      if (removed !== undefined) index.delete(keyOf(removed));
      index.set(keyOf(added), added);
      indexes.set(next, index);
    },
  };
}
