import type { Settings } from './settings.ts';

/**
 * One change of the settings. `at` is in ms since the epoch, and `by` is the administrator. Each entry of `changes` is
 * one value that changed, as JSON before and after.
 */
export type SettingsChange = {
  readonly at: number;
  readonly by: string;
  readonly changes: readonly { readonly path: string; readonly before: string; readonly after: string }[];
};

/** The number of changes that the history of the settings keeps. */
export const changesKept = 100;

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function differences(before: unknown, after: unknown, path: string): SettingsChange['changes'] {
  if (isBranch(before) && isBranch(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => differences(before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  const [was, is] = [JSON.stringify(before) ?? 'none', JSON.stringify(after) ?? 'none'];
  return was === is ? [] : [{ path, before: was, after: is }];
}

/** The values that differ between two settings documents, with their paths. The values are JSON. */
export function settingsChanges(before: Settings, after: Settings): SettingsChange['changes'] {
  return differences(before, after, '');
}
