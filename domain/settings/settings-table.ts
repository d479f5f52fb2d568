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
 * All settings in the order of the document, each with its allowed values, its default and its description for
 * administrators. The type `Settings`, the schema, the defaults, the values in tests and the tables in
 * docs/administrator.md are derived from this table. It must not import zod, because workflows load it.
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
      "Other values for single leaf queues. Under the platform's id of a queue, any keys of `tickets`, `append` and `recordings` can be set. All other keys of this queue are those of the document.",
    rules: [],
    holdsFor: 'sessions',
  },
} as const satisfies Readonly<Record<string, Setting | SettingsSection>>;

/** The names of the sections of the document. */
type SectionName = {
  readonly [Name in keyof typeof settingsTable]: (typeof settingsTable)[Name] extends { readonly kind: string }
    ? never
    : Name;
}[keyof typeof settingsTable];

/** What the settings of each section are about, in one sentence for administrators. */
export const sectionDescriptions: Readonly<Record<SectionName, string>> = {
  tickets: 'When a session gets a ticket, and how a new ticket looks.',
  contacts: 'How the contact of a session is found or made.',
  inbound: 'How a contact is chosen if an inbound session has several.',
  append: 'When a session is appended to a ticket that exists already.',
  outbound: 'What agents may choose before an outbound call.',
  team: 'Which teams are asked for a ticket id before they call.',
  fields: 'The fields in Zendesk that sessions fill. A field whose key is `null` is not written.',
  dap: 'How the answers of direct access points are put on the ticket.',
  recordings: 'How recordings are put on the ticket.',
  batching: 'How comments and changes of tickets are joined to batches.',
  session: 'How long sessions wait, and how long their data is kept.',
  zendesk: "The limits of requests to Zendesk's API.",
};

/** A setting together with its place in the document. */
export type PlacedSetting = {
  /** Section and key, such as `tickets.create`, or the key alone, such as `language`. */
  readonly path: string;
  /** Null for a setting without a section. */
  readonly section: string | null;
  readonly key: string;
  readonly setting: Setting;
};

/** Whether an entry of the table is a single setting. The other entries are sections. */
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
