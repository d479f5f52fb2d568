import { allPlaces } from './settings-table.ts';
import type { PlacedSetting } from './settings-table.ts';
import type { Settings } from './settings.ts';

/**
 * A whole document, each value given by `value`. The caller answers for the types of the values, because the compiler can
 * not follow the table key by key.
 */
export function buildSettings(value: (place: PlacedSetting) => unknown): Settings;
export function buildSettings(value: (place: PlacedSetting) => unknown): Readonly<Record<string, unknown>> {
  const document: Record<string, unknown> = {};
  const sections: Record<string, Record<string, unknown>> = {};
  for (const place of allPlaces) {
    if (place.section === null) {
      document[place.key] = value(place);
      continue;
    }
    const section = (sections[place.section] ??= {});
    section[place.key] = value(place);
    document[place.section] = section;
  }
  return document;
}

/** The settings that hold until an administrator changes them. A plain constant, because workflows start from it. */
export const defaultSettings: Settings = buildSettings(({ setting }) => setting.default);

/** Some values of the document, by the keys of the document. */
export type SettingsChanges = {
  readonly [Name in keyof Settings]?: Settings[Name] extends string | null | readonly unknown[]
    ? Settings[Name]
    : { readonly [Key in keyof Settings[Name]]?: Settings[Name][Key] };
};

/** A whole document: the given values, and the defaults of all keys that are not given. */
export function settingsWith(changes: SettingsChanges): Settings {
  return fillDefaults(changes);
}

/** As `settingsWith`, for values that the schema has checked already. */
export function fillDefaults(given: Readonly<Record<string, unknown>>): Settings {
  return buildSettings((place) => {
    const value = valueAt(given, place);
    return value === undefined ? place.setting.default : value;
  });
}

/** What an object with the keys of the document, or some of them, holds in this place; undefined: nothing. */
export function valueAt(document: Readonly<Record<string, unknown>>, { section, key }: PlacedSetting): unknown {
  const holder = section === null ? document : document[section];
  return isRecord(holder) ? holder[key] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
