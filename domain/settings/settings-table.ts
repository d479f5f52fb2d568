import { contactSettings, inboundSettings } from './table/contacts.ts';
import { dapSettings, fieldSettings, mappingSetting } from './table/fields.ts';
import {
  batchingSettings,
  languageSetting,
  sessionSettings,
  timeZoneSetting,
  zendeskSettings,
} from './table/operation.ts';
import { outboundSettings, teamSettings } from './table/outbound.ts';
import type { Setting, SettingsSection } from './table/setting.ts';
import { appendSettings, recordingSettings, ticketSettings } from './table/tickets.ts';

/**
 * Every setting of the document, in its order: what it takes, its default, and what administrators read about it. The
 * type `Settings`, the schema, the defaults, the values that tests try and the tables in docs/administrator.md are
 * derived from here. Plain data without zod, because workflows load it.
 */
export const settingsTable = {
  tickets: ticketSettings,
  contacts: contactSettings,
  inbound: inboundSettings,
  append: appendSettings,
  outbound: outboundSettings,
  team: teamSettings,
  fields: fieldSettings,
  mapping: mappingSetting,
  dap: dapSettings,
  recordings: recordingSettings,
  batching: batchingSettings,
  session: sessionSettings,
  language: languageSetting,
  zendesk: zendeskSettings,
  timeZone: timeZoneSetting,
  queues: {
    kind: 'queues',
    sections: ['tickets', 'append', 'recordings'],
    default: {},
    description:
      "By the platform's id of the leaf queue: any keys of `tickets`, `append` and `recordings` that this queue has otherwise. Every other key stays as it is in the document.",
    rules: [],
    holdsFor: 'sessions',
  },
} as const satisfies Readonly<Record<string, Setting | SettingsSection>>;

/** A setting by its place in the document. */
export type PlacedSetting = {
  /** `tickets.create`, or `language` for one without a section. */
  readonly path: string;
  /** Null for a setting without a section. */
  readonly section: string | null;
  readonly key: string;
  readonly setting: Setting;
};

/** Whether an entry of the table is one setting, and not a section of several. */
export function isSetting(entry: Setting | SettingsSection): entry is Setting {
  return typeof entry.kind === 'string';
}

/** All settings in the order of the document. */
export const allPlaces: readonly PlacedSetting[] = Object.entries<Setting | SettingsSection>(settingsTable).flatMap(
  ([name, entry]): readonly PlacedSetting[] =>
    isSetting(entry)
      ? [{ path: name, section: null, key: name, setting: entry }]
      : Object.entries(entry).map(([key, setting]) => ({ path: `${name}.${key}`, section: name, key, setting })),
);
