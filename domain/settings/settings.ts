import type { settingsTable } from './settings-table.ts';
import type { ValueOf } from './table/setting.ts';

export type { Mapping, OutboundNumber, Team, TeamQueue } from './table/lists.ts';

type Table = typeof settingsTable;

/** The sections that a queue may override key by key. */
export type QueueSection = Table['queues']['sections'][number];

/** The keys that have other values for one leaf queue than for the rest of the document. */
export type QueueOverride = {
  readonly [Section in QueueSection]?: { readonly [Key in keyof Table[Section]]?: ValueOf<Table[Section][Key]> };
};

/**
 * The settings document, which an administrator can change while the product runs. This type is derived from
 * `settings-table.ts`, which describes each setting.
 */
export type Settings = {
  readonly [Name in keyof Table]: Table[Name] extends { readonly kind: 'queues' }
    ? Readonly<Record<string, QueueOverride>>
    : Table[Name] extends { readonly kind: string }
      ? ValueOf<Table[Name]>
      : { readonly [Key in keyof Table[Name]]: ValueOf<Table[Name][Key]> };
};

export type FieldSettings = Settings['fields'];
export type OutboundSettings = Settings['outbound'];
export type TeamSettings = Settings['team'];
export type DapSettings = Settings['dap'];
