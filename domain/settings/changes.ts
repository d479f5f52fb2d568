import { beginningOf } from '../cut-text.ts';
import type { Settings } from './settings.ts';

/**
 * One change of the settings. `at` is in ms since the epoch, and `by` is the administrator. Each entry of `changes` is
 * one value that changed, as JSON before and after.
 */
export type SettingsChange = {
  readonly at: number;
  readonly by: string;
  readonly changes: readonly ChangedValue[];
};

/**
 * `path`: the key with its section, such as `tickets.create`. Of a long list only the part that changed is shown, and the
 * path says where it begins: `team.teams[2…]`. `before` and `after` are JSON. Long JSON is cut, and ends with `…`.
 */
export type ChangedValue = { readonly path: string; readonly before: string; readonly after: string };

/** The number of changes that the history of the settings keeps. */
export const changesKept = 100;

/** The size of the history of the settings, in characters of its texts. The newest change is always kept. */
const historyCharacters = 128 * 1024;

/** The size of each of `before` and `after`, in characters. */
const valueCharacters = 1_000;

/** The number of changed values that one change lists. A further entry says how many more there are. */
const valuesListed = 100;

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function differences(before: unknown, after: unknown, path: string): readonly ChangedValue[] {
  if (isBranch(before) && isBranch(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => differences(before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  const [was, is] = [jsonOf(before), jsonOf(after)];
  if (was === is) return [];
  const isLong = was.length > valueCharacters || is.length > valueCharacters;
  if (isLong && Array.isArray(before) && Array.isArray(after)) return listDifferences(before, after, path);
  return [{ path, before: cut(was), after: cut(is) }];
}

/** The part of a list that changed, without the entries at its begin and its end that stayed the same. */
function listDifferences(before: readonly unknown[], after: readonly unknown[], path: string): readonly ChangedValue[] {
  const was = before.map(jsonOf);
  const is = after.map(jsonOf);
  const shorter = Math.min(was.length, is.length);
  let start = 0;
  while (start < shorter && was[start] === is[start]) start += 1;
  let kept = 0;
  while (kept < shorter - start && was.at(-1 - kept) === is.at(-1 - kept)) kept += 1;
  // One entry was replaced, such as a team: what changed within it is shown.
  if (was.length === is.length && was.length - start - kept === 1)
    return differences(before[start], after[start], `${path}[${start}]`);
  const partOf = (entries: readonly string[]): string =>
    cut(`[${entries.slice(start, entries.length - kept).join(',')}]`);
  return [{ path: `${path}[${start}…]`, before: partOf(was), after: partOf(is) }];
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value) ?? 'none';
}

function cut(json: string): string {
  return json.length > valueCharacters ? `${beginningOf(json, valueCharacters)}…` : json;
}

/** The values that differ between two settings documents, with their paths. The values are JSON. */
export function settingsChanges(before: Settings, after: Settings): SettingsChange['changes'] {
  const all = differences(before, after, '');
  if (all.length <= valuesListed) return all;
  const more = { path: '…', before: `${all.length - valuesListed} more values`, after: '…' };
  return [...all.slice(0, valuesListed), more];
}

/** The history with one more change. The oldest changes are dropped, so that the history stays within its size. */
export function withChange(history: readonly SettingsChange[], change: SettingsChange): readonly SettingsChange[] {
  const all = [change, ...history].slice(0, changesKept);
  let size = 0;
  const kept = all.findIndex((each, place) => {
    size += JSON.stringify(each).length;
    return place > 0 && size > historyCharacters;
  });
  return kept === -1 ? all : all.slice(0, kept);
}
