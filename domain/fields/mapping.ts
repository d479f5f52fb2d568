import type { CustomDataEntry } from '../session/events.ts';
import { startOf } from '../session/readings.ts';
import type { Session } from '../session/session.ts';
import type { Settings } from '../settings/settings.ts';
import type { FieldValue } from '../ticket/ticket.ts';
import type { TicketField } from './field.ts';
import { fieldValue } from './values.ts';

/** What custom data becomes in ticket fields, and what did not fit, in words for the ticket. */
export type Mapped = { readonly fields: readonly FieldValue[]; readonly notes: readonly MappingNote[] };

export type MappingNote = { readonly label: string; readonly problem: string };

type Wish = { readonly entry: CustomDataEntry; readonly fieldId: number };

function wishes(session: Session, { mapping }: Settings): readonly Wish[] {
  const data = startOf(session)?.custom_data;
  const entries = [...(data?.signed ?? []), ...(data?.unsigned ?? [])];
  return mapping.flatMap((each): readonly Wish[] => {
    if (each.target !== 'ticket') return [];
    const entry = entries.find(({ key }) => key === each.customDataKey);
    return entry === undefined ? [] : [{ entry, fieldId: each.fieldId }];
  });
}

/** The ticket fields that the session has a value for. */
export function mappedFieldIds(session: Session, settings: Settings): readonly number[] {
  return [...new Set(wishes(session, settings).map(({ fieldId }) => fieldId))];
}

/** UPD-6, UPD-7: each value is judged by itself: one that does not fit never costs the others. */
export function mapCustomData(session: Session, settings: Settings, known: readonly TicketField[]): Mapped {
  const fields: FieldValue[] = [];
  const notes: MappingNote[] = [];
  for (const { entry, fieldId } of wishes(session, settings)) {
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
