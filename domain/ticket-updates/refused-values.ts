import type { Wording } from '../comment/wording.ts';
import { sessionFieldNames } from '../fields/session-fields.ts';
import type { SessionReading } from '../session/read-session.ts';
import { fieldName } from '../zendesk/refusal.ts';
import type { RefusedValue } from '../zendesk/refusal.ts';

type Line = { readonly label: string; readonly value: string };

/** UPD-6, TKT-16: each refused value with a name that a person knows, and the reason in Zendesk's own words (OPS-8). */
export function namedValues(reading: SessionReading, values: readonly RefusedValue[], wording: Wording): readonly Line[] {
  return values.map(({ name, words }) => ({
    label: labelOf(reading, name, wording),
    value: `${words === '' ? wording.texts.noReason : words} (UPD-6)`,
  }));
}

/** The title of a ticket field with its id, the word for another value, or the name itself. */
function labelOf({ session, settings }: SessionReading, name: string, { texts }: Wording): string {
  if (name === 'assignee') return texts.assignee;
  if (name === 'name') return texts.label.customerName;
  const ofContact = session.progress.contactFields?.find(({ key }) => key === name);
  if (ofContact !== undefined) return `${ofContact.title} (${name})`;
  const mapped = session.progress.ticketFields?.find(({ id }) => fieldName(id) === name);
  if (mapped !== undefined) return `${mapped.title} (${name})`;
  const own = sessionFieldNames.find((key) => fieldName(settings.fields[key] ?? 0) === name);
  const title = own === undefined ? null : titleOf(own, texts);
  return title === null ? name : `${title} (${name})`;
}

function titleOf(name: string, { field }: Wording['texts']): string | null {
  const titles: Readonly<Record<string, string>> = field;
  return titles[name] ?? null;
}
