import type { SessionReading } from '../session/read-session.ts';
import type { TimelineEntryOf } from '../session/timeline.ts';
import type { CustomData, CustomDataEntry } from '../events/parse-events.ts';
import type { ContactFieldValue } from '../zendesk/contact.ts';
import type { FieldValue } from '../zendesk/ticket.ts';
import type { ContactField, TicketField } from '../zendesk/field.ts';
import type { Mapping, Settings } from '../settings/settings.ts';
import { fieldValue } from './values.ts';

/** The field values that custom data becomes, and the custom data that did not fit, described for the ticket. */
export type Mapped<Value> = { readonly fields: readonly Value[]; readonly problems: readonly MappingProblem[] };

export type MappingProblem = { readonly label: string; readonly problem: string };

function entriesOf({ signed, unsigned }: CustomData): readonly CustomDataEntry[] {
  return [...signed, ...unsigned];
}

/** The custom data of the start. */
export function startEntries(reading: SessionReading): readonly CustomDataEntry[] {
  const data = reading.start?.custom_data;
  return data === undefined ? [] : entriesOf(data);
}

type CustomDataEvent = TimelineEntryOf<'custom_data.received'>;

/** UPD-5: the custom data that came after the start, without the entries that the session had before. */
export function laterEntries(reading: SessionReading): readonly {
  readonly event: CustomDataEvent;
  readonly entries: readonly CustomDataEntry[];
}[] {
  return [...allData(reading).later].map(([event, entries]) => ({ event, entries }));
}

/** UPD-5: the entries of one event that the session did not have before. */
export function newEntries(reading: SessionReading, event: CustomDataEvent): readonly CustomDataEntry[] {
  return allData(reading).later.get(event) ?? [];
}

/** All custom data of a session. */
type AllData = {
  readonly later: ReadonlyMap<CustomDataEvent, readonly CustomDataEntry[]>;
  /** The latest entry of each key. */
  readonly latest: ReadonlyMap<string, CustomDataEntry>;
};

/** The custom data of each reading. It is read once, because each event with custom data needs it. */
const readings = new WeakMap<SessionReading, AllData>();

function allData(reading: SessionReading): AllData {
  const read = readings.get(reading) ?? readData(reading);
  readings.set(reading, read);
  return read;
}

function readData(reading: SessionReading): AllData {
  const atStart = startEntries(reading);
  const known = new Set(atStart.map((entry) => JSON.stringify(entry)));
  const latest = new Map(atStart.map((entry) => [entry.key, entry]));
  const later = new Map<CustomDataEvent, readonly CustomDataEntry[]>();
  for (const event of reading.session.received.timeline) {
    if (event.type !== 'custom_data.received') continue;
    const texts = entriesOf(event.item.custom_data).map((entry) => ({ entry, text: JSON.stringify(entry) }));
    const added = texts.filter(({ text }) => !known.has(text));
    for (const { entry, text } of added) {
      known.add(text);
      latest.set(entry.key, entry);
    }
    if (added.length > 0)
      later.set(
        event,
        added.map(({ entry }) => entry),
      );
  }
  return { later, latest };
}

type TicketMapping = Extract<Mapping, { target: 'ticket' }>;
type ContactMapping = Extract<Mapping, { target: 'contact' }>;

function ticketMappings({ mapping }: Settings): readonly TicketMapping[] {
  return mapping.filter((each) => each.target === 'ticket');
}

function contactMappings({ mapping }: Settings): readonly ContactMapping[] {
  return mapping.filter((each) => each.target === 'contact');
}

function latestEntry(entries: readonly CustomDataEntry[], key: string): CustomDataEntry | null {
  return entries.findLast((entry) => entry.key === key) ?? null;
}

function hasValue(reading: SessionReading, mapping: readonly Mapping[]): boolean {
  const { latest } = allData(reading);
  return mapping.some(({ customDataKey }) => latest.has(customDataKey));
}

/** The ids of the mapped ticket fields, or none as long as the session has no value for any of them. */
export function mappedFieldIds(reading: SessionReading): readonly number[] {
  const { settings } = reading;
  const mapping = ticketMappings(settings);
  return hasValue(reading, mapping) ? [...new Set(mapping.map(({ fieldId }) => fieldId))] : [];
}

/** The keys of the mapped contact fields, or none as long as the session has no value for any of them. */
export function mappedFieldKeys(reading: SessionReading): readonly string[] {
  const { settings } = reading;
  const mapping = contactMappings(settings);
  return hasValue(reading, mapping) ? [...new Set(mapping.map(({ fieldKey }) => fieldKey))] : [];
}

/**
 * UPD-6, UPD-7: maps custom data to ticket fields. Each value is checked by itself, so a value that does not fit does not
 * hinder the others.
 */
export function mapToTicket(
  entries: readonly CustomDataEntry[],
  settings: Settings,
  known: readonly TicketField[],
): Mapped<FieldValue> {
  const fields: FieldValue[] = [];
  const notes: MappingProblem[] = [];
  for (const { customDataKey, fieldId } of ticketMappings(settings)) {
    const entry = latestEntry(entries, customDataKey);
    if (entry === null) continue;
    const field = known.find(({ id, active }) => id === fieldId && active);
    const checked = field === undefined ? null : fieldValue(field, entry.value);
    if (field === undefined || checked === null)
      notes.push({ label: entry.label, problem: `there is no active ticket field ${fieldId} in Zendesk (UPD-7)` });
    else if (checked.ok) fields.push({ id: fieldId, value: checked.value });
    else
      notes.push({ label: entry.label, problem: `it ${checked.because}, as field "${field.title}" needs it (UPD-6)` });
  }
  return { fields, problems: notes };
}

/** UPD-6, UPD-7: maps custom data to contact fields. Each value is checked by itself. */
export function mapToContact(reading: SessionReading): Mapped<ContactFieldValue> {
  const { session, settings } = reading;
  const known: readonly ContactField[] | null = session.progress.contactFields;
  if (known === null) return { fields: [], problems: [] };
  const { latest } = allData(reading);
  const fields: ContactFieldValue[] = [];
  const notes: MappingProblem[] = [];
  for (const { customDataKey, fieldKey: key } of contactMappings(settings)) {
    const entry = latest.get(customDataKey);
    if (entry === undefined) continue;
    const field = known.find((each) => each.key === key && each.active);
    const checked = field === undefined ? null : fieldValue({ ...field, id: 0 }, entry.value);
    if (field === undefined || checked === null)
      notes.push({ label: entry.label, problem: `there is no active contact field "${key}" in Zendesk (UPD-7)` });
    else if (checked.ok) fields.push({ key, value: checked.value });
    else
      notes.push({ label: entry.label, problem: `it ${checked.because}, as field "${field.title}" needs it (UPD-6)` });
  }
  return { fields, problems: notes };
}
