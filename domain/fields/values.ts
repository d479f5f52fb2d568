import type { TicketField } from '../zendesk/field.ts';
import { matchPattern } from './pattern.ts';

export type FieldInput = string | number | boolean | null;

export type CheckedValue =
  | { readonly ok: true; readonly value: FieldInput }
  /** `because` completes "the value …". */
  | { readonly ok: false; readonly because: string };

/** Longer text is cut where Zendesk's own limit for a text field lies. */
const longestText = 65_535;

function good(value: FieldInput): CheckedValue {
  return { ok: true, value };
}

function bad(because: string): CheckedValue {
  return { ok: false, because };
}

/** UPD-6: one value against its field's type, by itself; what it becomes in Zendesk, or why it does not fit. */
export function fieldValue(field: TicketField, value: FieldInput): CheckedValue {
  if (value === null || value === '') return good(null);
  switch (field.type) {
    case 'checkbox':
      return checkbox(value);
    case 'date':
      return date(value);
    case 'integer':
      return number(value, /^-?\d{1,15}$/, 'is no whole number');
    case 'decimal':
      return number(value, /^-?\d{1,15}(\.\d{1,15})?$/, 'is no number');
    case 'regexp':
      return matching(field.pattern, String(value));
    case 'tagger':
    case 'multiselect':
      return option(field, String(value));
    case 'text':
    case 'textarea':
    case 'other':
      return good(String(value).slice(0, longestText));
    case 'partialcreditcard':
    case 'lookup':
      return bad(`can not be written to a field of the type ${field.type}`);
    default:
      return field.type satisfies never;
  }
}

function checkbox(value: string | number | boolean): CheckedValue {
  const text = String(value).trim().toLowerCase();
  if (['true', '1', 'yes'].includes(text)) return good(true);
  return ['false', '0', 'no'].includes(text) ? good(false) : bad('is neither true nor false');
}

/** Zendesk keeps days: `YYYY-MM-DD`. Taken as ms since the epoch (13 digits) or ISO 8601; the day is that in UTC. */
function date(value: string | number | boolean): CheckedValue {
  const text = String(value).trim();
  const at = /^\d{13}$/.test(text) ? Number(text) : instantOf(text);
  return Number.isNaN(at) ? bad('is no date') : good(new Date(at).toISOString().slice(0, 10));
}

const isoDate = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Ms since the epoch; NaN: no ISO 8601, or a day that does not exist. Without a zone UTC, never the machine's own. */
function instantOf(text: string): number {
  const [, day, time = '00:00', zone = 'Z'] = isoDate.exec(text) ?? [];
  const midnight = Date.parse(`${day}T00:00Z`);
  // The 30th of February would silently become a day in March.
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(`${day}`);
  return exists ? Date.parse(`${day}T${time}${zone.toUpperCase()}`) : Number.NaN;
}

function number(value: string | number | boolean, form: RegExp, because: string): CheckedValue {
  const text = String(value).trim();
  return form.test(text) ? good(Number(text)) : bad(because);
}

function matching(pattern: string | null, value: string): CheckedValue {
  const text = value.slice(0, longestText);
  // What can't be judged here is judged by Zendesk.
  const differs = pattern !== null && matchPattern(pattern, text) === 'differs';
  return differs ? bad('does not have the form that the field asks for') : good(text);
}

/** Options are tags; people write their names, which differ in case and spaces. */
function option({ options }: TicketField, text: string): CheckedValue {
  const tag = (name: string): string => name.trim().toLowerCase().replace(/\s+/g, '_');
  const found = options.find((each) => each === text) ?? options.find((each) => tag(each) === tag(text));
  if (found === undefined) return bad('is none of the options');
  return good(found);
}
