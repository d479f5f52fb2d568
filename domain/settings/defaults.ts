import { allPlaces } from './settings-table.ts';
import type { PlacedSetting } from './settings-table.ts';
import type { Settings } from './settings.ts';

/**
 * Builds a whole document with the value that `value` returns for each setting. The compiler cannot check these values
 * against the table, so the caller must return values of the right types.
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

/**
 * The settings that apply until an administrator changes them. They are a constant, because workflows start with them.
 */
export const defaultSettings: Settings = buildSettings(({ setting }) => setting.default);

/** Some values of a settings document, by section and key. */
export type SettingsChanges = {
  readonly [Name in keyof Settings]?: Settings[Name] extends string | null | readonly unknown[]
    ? Settings[Name]
    : { readonly [Key in keyof Settings[Name]]?: Settings[Name][Key] };
};

/** A whole document: the given values, and the defaults of all keys that are not given. */
export function settingsWith(changes: SettingsChanges): Settings {
  return fillDefaults(changes);
}

/** A whole document, like that of `settingsWith`, from values that the schema has checked. */
export function fillDefaults(given: Readonly<Record<string, unknown>>): Settings {
  return buildSettings((place) => {
    const value = valueAt(given, place);
    return value === undefined ? place.setting.default : value;
  });
}

/** The value of a setting in a document that may be incomplete. Undefined: the document has no value for it. */
export function valueAt(document: Readonly<Record<string, unknown>>, { section, key }: PlacedSetting): unknown {
  const holder = section === null ? document : document[section];
  return isRecord(holder) ? holder[key] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
