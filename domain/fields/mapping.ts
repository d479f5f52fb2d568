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

function allData({ signed, unsigned }: CustomData): readonly CustomDataEntry[] {
  return [...signed, ...unsigned];
}

/** The custom data of the start. */
export function startEntries(reading: SessionReading): readonly CustomDataEntry[] {
  const data = reading.start?.custom_data;
  return data === undefined ? [] : allData(data);
}

/** UPD-5: the custom data that came after the start, without the entries that the session had before. */
export function laterEntries(reading: SessionReading): readonly {
  readonly event: TimelineEntryOf<'custom_data.received'>;
  readonly entries: readonly CustomDataEntry[];
}[] {
  const { session } = reading;
  const known = startEntries(reading).map((entry) => JSON.stringify(entry));
  return session.received.timeline.flatMap((event) => {
    if (event.type !== 'custom_data.received') return [];
    const entries = allData(event.item.custom_data).filter((entry) => !known.includes(JSON.stringify(entry)));
    known.push(...entries.map((entry) => JSON.stringify(entry)));
    return entries.length === 0 ? [] : [{ event, entries }];
  });
}

/** All custom data of the session, in its order. A key may be there more than once. */
function allEntries(reading: SessionReading): readonly CustomDataEntry[] {
  return [...startEntries(reading), ...laterEntries(reading).flatMap(({ entries }) => entries)];
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
  const entries = allEntries(reading);
  return mapping.some(({ customDataKey }) => latestEntry(entries, customDataKey) !== null);
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
  const entries = allEntries(reading);
  const fields: ContactFieldValue[] = [];
  const notes: MappingProblem[] = [];
  for (const { customDataKey, fieldKey: key } of contactMappings(settings)) {
    const entry = latestEntry(entries, customDataKey);
    if (entry === null) continue;
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
