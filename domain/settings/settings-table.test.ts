import { assert, property, sample } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conflicts } from './conflicts.ts';
import { buildSettings, defaultSettings, settingsWith } from './defaults.ts';
import { settingsForQueue } from './queue.ts';
import { parseSettings, settingsSchema } from './schema.ts';
import { allPlaces, settingsTable } from './settings-table.ts';
import type { PlacedSetting } from './settings-table.ts';
import { anySettings, valuesOf } from './values.testkit.ts';

/** A value of this setting that is not its default. */
function otherValue({ path, setting }: PlacedSetting): unknown {
  const values = sample(valuesOf(setting), { seed: 1, numRuns: 100 });
  const other = values.find((value) => JSON.stringify(value) !== JSON.stringify(setting.default));
  if (other === undefined) throw new Error(`Among 100 values of ${path} each is the default.`);
  return other;
}

describe('the table of settings', () => {
  test.each(allPlaces)('$path is described in whole sentences', ({ setting: { description } }) => {
    expect(description).toMatch(/^[A-Z].*[.]$/);
    expect(description).not.toMatch(/\n|\|/);
  });

  test('a document with values that the table allows is not changed', () => {
    assert(
      property(anySettings(), (document) => {
        expect(settingsSchema.parse(document)).toEqual(document);
        expect(parseSettings(document)).toMatchObject({ ok: conflicts(document).length === 0 });
      }),
    );
  });

  test.each(allPlaces)('a document with only $path has the defaults of all other keys', (place) => {
    const { section, key } = place;
    const value = otherValue(place);
    const document = section === null ? { [key]: value } : { [section]: { [key]: value } };
    expect(settingsSchema.parse(document)).toEqual(
      buildSettings(({ path, setting }) => (path === place.path ? value : setting.default)),
    );
  });

  test('values may be given section by section', () => {
    expect(settingsWith({})).toEqual(defaultSettings);
    expect(settingsWith({ tickets: { create: false, defaultUserId: null }, language: 'id' })).toEqual({
      ...defaultSettings,
      tickets: { ...defaultSettings.tickets, create: false },
      language: 'id',
    });
  });
});

describe('an override of one key for a queue', () => {
  const sections: readonly string[] = settingsTable.queues.sections;
  const overridable = allPlaces.filter(({ section }) => section !== null && sections.includes(section));

  test('there are keys to override in each section', () => {
    expect(new Set(overridable.map(({ section }) => section)).size).toBe(sections.length);
  });

  test.each(overridable)('changes $path and no other key of the document', (place) => {
    const { section, key } = place;
    // Each key that a queue may override has another value than its default. A wrongly applied default would be
    // noticed.
    const document = buildSettings((each) => (overridable.includes(each) ? otherValue(each) : each.setting.default));
    const queues = { 3: { [section ?? '']: { [key]: place.setting.default } } };
    const parsed = settingsSchema.parse({ ...document, queues });
    expect(parsed).toEqual({ ...document, queues });
    expect(settingsForQueue(parsed, '3')).toEqual(
      buildSettings((each) => {
        if (each.path === 'queues') return queues;
        if (each === place) return place.setting.default;
        return overridable.includes(each) ? otherValue(each) : each.setting.default;
      }),
    );
    expect(settingsForQueue(parsed, '4')).toBe(parsed);
  });
});
