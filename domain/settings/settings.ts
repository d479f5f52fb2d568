import type { settingsTable } from './settings-table.ts';
import type { ValueOf } from './table/setting.ts';

export type { Mapping, OutboundNumber, Team, TeamQueue } from './table/lists.ts';

type Table = typeof settingsTable;

/** The sections that a queue may override key by key. */
export type QueueSection = Table['queues']['sections'][number];

/** Some keys of the document that hold otherwise for one leaf queue. */
export type QueueOverride = {
  readonly [Section in QueueSection]?: { readonly [Key in keyof Table[Section]]?: ValueOf<Table[Section][Key]> };
};

/**
 * The settings document: everything that an administrator can change while the product runs. Each member and its values
 * are described in `settings-table.ts`, from which this type is derived.
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
