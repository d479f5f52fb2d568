import type { SessionReading } from '../session/read-session.ts';
import type { CustomData, CustomDataEntry } from '../events/parse-events.ts';
import type { TimelineEntryOf } from '../session/timeline.ts';
import type { ContactFieldValue } from '../zendesk/contact.ts';
import type { Mapping, Settings } from '../settings/settings.ts';
import type { FieldValue } from '../zendesk/ticket.ts';
import type { ContactField, TicketField } from '../zendesk/field.ts';
import { fieldValue } from './values.ts';

/** What custom data becomes in fields, and what did not fit, in words for the ticket. */
export type Mapped<Value> = { readonly fields: readonly Value[]; readonly notes: readonly MappingNote[] };

export type MappingNote = { readonly label: string; readonly problem: string };

function flat({ signed, unsigned }: CustomData): readonly CustomDataEntry[] {
  return [...signed, ...unsigned];
}

/** What the session began with. */
export function firstEntries(reading: SessionReading): readonly CustomDataEntry[] {
  const data = reading.start?.custom_data;
  return data === undefined ? [] : flat(data);
}

/** Custom data that came later: of each, what it told for the first time (UPD-5). */
export function laterEntries(
  reading: SessionReading,
): readonly { readonly note: TimelineEntryOf<'custom_data.received'>; readonly entries: readonly CustomDataEntry[] }[] {
  const { session } = reading;
  const known = firstEntries(reading).map((entry) => JSON.stringify(entry));
  return session.received.timeline.flatMap((note) => {
    if (note.type !== 'custom_data.received') return [];
    const entries = flat(note.item.custom_data).filter((entry) => !known.includes(JSON.stringify(entry)));
    known.push(...entries.map((entry) => JSON.stringify(entry)));
    return entries.length === 0 ? [] : [{ note, entries }];
  });
}

/** Everything that was told; of a key that was told again, the last. */
function allEntries(reading: SessionReading): readonly CustomDataEntry[] {
  return [...firstEntries(reading), ...laterEntries(reading).flatMap(({ entries }) => entries)];
}

type OnTicket = Extract<Mapping, { target: 'ticket' }>;
type OnContact = Extract<Mapping, { target: 'contact' }>;

function onTicket({ mapping }: Settings): readonly OnTicket[] {
  return mapping.filter((each) => each.target === 'ticket');
}

function onContact({ mapping }: Settings): readonly OnContact[] {
  return mapping.filter((each) => each.target === 'contact');
}

function valueOf(entries: readonly CustomDataEntry[], key: string): CustomDataEntry | null {
  return entries.findLast((entry) => entry.key === key) ?? null;
}

function isTold(reading: SessionReading, mapping: readonly Mapping[]): boolean {
  const entries = allEntries(reading);
  return mapping.some(({ customDataKey }) => valueOf(entries, customDataKey) !== null);
}

/** The ticket fields that must be known, once the session has a value for any of them. */
export function mappedFieldIds(reading: SessionReading): readonly number[] {
  const { settings } = reading;
  const mapping = onTicket(settings);
  return isTold(reading, mapping) ? [...new Set(mapping.map(({ fieldId }) => fieldId))] : [];
}

/** The same for contact fields, by their keys. */
export function mappedFieldKeys(reading: SessionReading): readonly string[] {
  const { settings } = reading;
  const mapping = onContact(settings);
  return isTold(reading, mapping) ? [...new Set(mapping.map(({ fieldKey }) => fieldKey))] : [];
}

/** UPD-6, UPD-7: each value is judged by itself: one that does not fit never costs the others. */
export function mapToTicket(
  entries: readonly CustomDataEntry[],
  settings: Settings,
  known: readonly TicketField[],
): Mapped<FieldValue> {
  const fields: FieldValue[] = [];
  const notes: MappingNote[] = [];
  for (const { customDataKey, fieldId } of onTicket(settings)) {
    const entry = valueOf(entries, customDataKey);
    if (entry === null) continue;
    const field = known.find(({ id, active }) => id === fieldId && active);
    const checked = field === undefined ? null : fieldValue(field, entry.value);
    if (field === undefined || checked === null)
      notes.push({ label: entry.label, problem: `there is no active ticket field ${fieldId} in Zendesk (UPD-7)` });
    else if (checked.ok) fields.push({ id: fieldId, value: checked.value });
    else
      notes.push({ label: entry.label, problem: `it ${checked.because}, as field "${field.title}" needs it (UPD-6)` });
  }
  return { fields, notes };
}

/** The same for the contact. */
export function mapToContact(reading: SessionReading): Mapped<ContactFieldValue> {
  const { session, settings } = reading;
  const known: readonly ContactField[] | null = session.progress.contactFields;
  if (known === null) return { fields: [], notes: [] };
  const entries = allEntries(reading);
  const fields: ContactFieldValue[] = [];
  const notes: MappingNote[] = [];
  for (const { customDataKey, fieldKey: key } of onContact(settings)) {
    const entry = valueOf(entries, customDataKey);
    if (entry === null) continue;
    const field = known.find((each) => each.key === key && each.active);
    const checked = field === undefined ? null : fieldValue({ ...field, id: 0 }, entry.value);
    if (field === undefined || checked === null)
      notes.push({ label: entry.label, problem: `there is no active contact field "${key}" in Zendesk (UPD-7)` });
    else if (checked.ok) fields.push({ key, value: checked.value });
    else
      notes.push({ label: entry.label, problem: `it ${checked.because}, as field "${field.title}" needs it (UPD-6)` });
  }
  return { fields, notes };
}
