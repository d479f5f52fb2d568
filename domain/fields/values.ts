import type { TicketField } from '../zendesk/field.ts';
import { matchPattern } from './pattern.ts';

export type FieldInput = string | number | boolean | null;

export type CheckedValue =
  | { readonly ok: true; readonly value: FieldInput }
  /** `because` completes a sentence that begins with "the value". */
  | { readonly ok: false; readonly because: string };

/** The limit of Zendesk for a text field, in characters. Longer text is cut. */
const longestText = 65_535;

function valid(value: FieldInput): CheckedValue {
  return { ok: true, value };
}

function invalid(because: string): CheckedValue {
  return { ok: false, because };
}

/** UPD-6: converts a value to the type of its field, or says why the value does not fit. */
export function fieldValue(field: TicketField, value: FieldInput): CheckedValue {
  if (value === null || value === '') return valid(null);
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
      return regexp(field.pattern, String(value));
    case 'tagger':
    case 'multiselect':
      return option(field, String(value));
    case 'text':
    case 'textarea':
    case 'other':
      return valid(String(value).slice(0, longestText));
    case 'partialcreditcard':
    case 'lookup':
      return invalid(`can not be written to a field of the type ${field.type}`);
    default:
      return field.type satisfies never;
  }
}

function checkbox(value: string | number | boolean): CheckedValue {
  const text = String(value).trim().toLowerCase();
  if (['true', '1', 'yes'].includes(text)) return valid(true);
  return ['false', '0', 'no'].includes(text) ? valid(false) : invalid('is neither true nor false');
}

/** A date field stores a day, `YYYY-MM-DD`. The value is ms since the epoch (13 digits) or ISO 8601, and the day is that in UTC. */
function date(value: string | number | boolean): CheckedValue {
  const text = String(value).trim();
  const at = /^\d{13}$/.test(text) ? Number(text) : instantOf(text);
  return Number.isNaN(at) ? invalid('is no date') : valid(new Date(at).toISOString().slice(0, 10));
}

const isoDate = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Reads ISO 8601 as ms since the epoch. A time without a zone is in UTC, whatever the zone of the machine is.
 *
 * @returns NaN if the text is not ISO 8601, or names a day that does not exist
 */
function instantOf(text: string): number {
  const [, day, time = '00:00', zone = 'Z'] = isoDate.exec(text) ?? [];
  const midnight = Date.parse(`${day}T00:00Z`);
  // `Date` silently turns the 30th of February into a day in March.
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(`${day}`);
  return exists ? Date.parse(`${day}T${time}${zone.toUpperCase()}`) : Number.NaN;
}

function number(value: string | number | boolean, form: RegExp, because: string): CheckedValue {
  const text = String(value).trim();
  return form.test(text) ? valid(Number(text)) : invalid(because);
}

function regexp(pattern: string | null, value: string): CheckedValue {
  const text = value.slice(0, longestText);
  // If the pattern cannot be checked here, Zendesk checks the value.
  const differs = pattern !== null && matchPattern(pattern, text) === 'differs';
  return differs ? invalid('does not have the form that the field asks for') : valid(text);
}

/** The options of a field are tags. People may write an option with other case and with spaces. */
function option({ options }: TicketField, text: string): CheckedValue {
  const tag = (name: string): string => name.trim().toLowerCase().replace(/\s+/g, '_');
  const found = options.find((each) => each === text) ?? options.find((each) => tag(each) === tag(text));
  if (found === undefined) return invalid('is none of the options');
  return valid(found);
}
