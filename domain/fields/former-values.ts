import type { TicketField } from '../zendesk/field.ts';
import { fieldValue } from './values.ts';
import type { CheckedValue, FieldInput } from './values.ts';

/**
 * UPD-6: checks a value as earlier versions did. A session that began with one of them has changed its contact, or not, by these
 * checks, and its history must replay.
 */
export function formerFieldValue(field: TicketField, value: FieldInput): CheckedValue {
  if (value === null || value === '') return valid(null);
  switch (field.type) {
    case 'date':
      return date(value);
    case 'integer':
      return number(value, /^-?\d{1,15}$/, 'is no whole number');
    case 'decimal':
      return number(value, /^-?\d{1,15}(\.\d{1,15})?$/, 'is no number');
    case 'checkbox':
      return checkbox(value);
    case 'tagger':
    case 'multiselect':
      return option(field, String(value));
    default:
      return fieldValue(field, value);
  }
}

function valid(value: FieldInput): CheckedValue {
  return { ok: true, value };
}

function invalid(because: string): CheckedValue {
  return { ok: false, because };
}

function checkbox(value: string | number | boolean): CheckedValue {
  const text = String(value).trim().toLowerCase();
  if (['true', '1', 'yes'].includes(text)) return valid(true);
  return ['false', '0', 'no'].includes(text) ? valid(false) : invalid('is neither true nor false');
}

function date(value: string | number | boolean): CheckedValue {
  const text = String(value).trim();
  const at = /^\d{13}$/.test(text) ? Number(text) : instantOf(text);
  return Number.isNaN(at) ? invalid('is no date') : valid(new Date(at).toISOString().slice(0, 10));
}

const isoDate = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

function instantOf(text: string): number {
  const [, day, time = '00:00', zone = 'Z'] = isoDate.exec(text) ?? [];
  const midnight = Date.parse(`${day}T00:00Z`);
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(`${day}`);
  return exists ? Date.parse(`${day}T${time}${zone.toUpperCase()}`) : Number.NaN;
}

function number(value: string | number | boolean, form: RegExp, because: string): CheckedValue {
  const text = String(value).trim();
  return form.test(text) ? valid(Number(text)) : invalid(because);
}

function option({ options }: TicketField, text: string): CheckedValue {
  const tag = (name: string): string => name.trim().toLowerCase().replace(/\s+/g, '_');
  const found = options.find((each) => each === text) ?? options.find((each) => tag(each) === tag(text));
  if (found === undefined) return invalid('is none of the options');
  return valid(found);
}
