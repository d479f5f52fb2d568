import type { Arbitrary } from 'fast-check';
import { boolean, constantFrom, dictionary, integer, option, record, shuffledSubarray } from 'fast-check';
import { buildSettings, valueAt } from './defaults.ts';
import { allPlaces } from './settings-table.ts';
import type { Settings } from './settings.ts';
import type { Lists } from './table/lists.ts';
import type { Bounds, Setting } from './table/setting.ts';

/** Generators for the values of some settings, by section and key. */
export type ChosenValues = {
  readonly [Name in keyof Settings]?: Settings[Name] extends string | null | readonly unknown[]
    ? Arbitrary<Settings[Name]>
    : { readonly [Key in keyof Settings[Name]]?: Arbitrary<Settings[Name][Key]> };
};

/** Generates settings documents. Keys in `chosen` get values from there, and all other keys any value of their kind. */
export function anySettings(chosen: ChosenValues = {}): Arbitrary<Settings> {
  const values = allPlaces.map((place) => [place.path, valueAt(chosen, place) ?? valuesOf(place.setting)]);
  return record<Record<string, unknown>>(Object.fromEntries(values)).map((byPath) =>
    buildSettings(({ path }) => byPath[path]),
  );
}

const listValues: { readonly [Name in keyof Lists]: Arbitrary<Lists[Name]> } = {
  outboundNumbers: constantFrom<Lists['outboundNumbers'][]>(
    [],
    [{ number: '+18005550100', label: 'Sales', languages: ['en'], queueIds: ['3'] }],
  ),
  teams: constantFrom<Lists['teams'][]>(
    [],
    [
      { id: '1', name: 'Sales', parentId: null, rank: 0, ticketId: 'off', agents: [] },
      { id: '2', name: 'Export', parentId: '1', rank: 9, ticketId: 'required', agents: ['7'] },
    ],
  ),
  teamQueues: constantFrom<Lists['teamQueues'][]>(
    [],
    [{ id: '3', teams: [], instantVoiceCall: true, outboundNumber: '+18005550100' }],
  ),
  mappings: constantFrom<Lists['mappings'][]>(
    [],
    [
      { customDataKey: 'plan', target: 'ticket', fieldId: 40 },
      { customDataKey: 'member', target: 'contact', fieldKey: 'membership_number' },
    ],
  ),
};

/** Generates values of a setting. Numbers without an upper bound stay small. */
export function valuesOf(setting: Setting): Arbitrary<unknown> {
  const values = valuesUnlessNull(setting);
  return setting.nullable ? option(values, { freq: 2 }) : values;
}

function valuesUnlessNull(setting: Setting): Arbitrary<unknown> {
  switch (setting.kind) {
    case 'boolean':
      return boolean();
    case 'integer':
      return integers(setting);
    case 'number':
      return integers(setting);
    case 'zendeskId':
      return integer({ min: 1, max: 1_000 });
    case 'name':
      return constantFrom('membership_number', 'another name');
    case 'country':
      return constantFrom('US', 'GB', 'ID');
    case 'timeZone':
      return constantFrom('UTC', 'Asia/Jakarta');
    case 'subjectTemplate':
      return constantFrom('{{session.id}}', '{% if session.channel == "voice" %}Call{% endif %}', 'Fixed');
    case 'choice':
      return constantFrom(...setting.words);
    case 'choices':
      return shuffledSubarray([...setting.words], { minLength: setting.mayBeEmpty ? 0 : 1 });
    case 'list':
      return listValues[setting.of];
    case 'queues':
      return overrides(setting.sections);
    default:
      return setting satisfies never;
  }
}

function integers({ min, moreThan = -1, max }: Bounds): Arbitrary<number> {
  const lowest = min ?? moreThan + 1;
  return integer({ min: lowest, max: max ?? lowest + 60 });
}

/** Generates overrides for up to two queues, each with any keys of these sections. */
function overrides(sections: readonly string[]): Arbitrary<unknown> {
  const bySection = sections.map((name) => {
    const values = allPlaces
      .filter(({ section }) => section === name)
      .map(({ key, setting }) => [key, valuesOf(setting)]);
    return [name, record<Record<string, unknown>, never>(Object.fromEntries(values), { requiredKeys: [] })];
  });
  const override = record<Record<string, unknown>, never>(Object.fromEntries(bySection), { requiredKeys: [] });
  return dictionary(constantFrom('3', '4'), override, { maxKeys: 2, noNullPrototype: true });
}
