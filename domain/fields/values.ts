import { beginningOf } from '../cut-text.ts';
import { epochMs } from '../epoch-ms.ts';
import type { TicketField } from '../zendesk/field.ts';
import { listIn, optionsOf } from './options.ts';
import type { FieldContent } from '../zendesk/ticket.ts';
import { matchPattern } from './pattern.ts';

export type FieldInput = string | number | boolean | null;

export type CheckedValue =
  /** `partly`: a part of the value does not fit and was left out. It completes a sentence that begins with "the value". */
  | { readonly ok: true; readonly value: FieldContent; readonly partly?: string }
  /** `because` completes a sentence that begins with "the value". */
  | { readonly ok: false; readonly because: string };

/** The limit of Zendesk for a text field, in characters. Longer text is cut. */
const longestText = 65_535;

function valid(value: FieldContent): CheckedValue {
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
      return number(value, true);
    case 'decimal':
      return number(value, false);
    case 'regexp':
      return regexp(field.pattern, String(value));
    case 'tagger':
      return option(field, String(value));
    case 'multiselect':
      return options(field, String(value));
    case 'text':
    case 'textarea':
    case 'other':
      return valid(beginningOf(String(value), longestText));
    case 'partialcreditcard':
    case 'lookup':
      return invalid(`can not be written to a field of the type ${field.type}`);
    default:
      return field.type satisfies never;
  }
}

function checkbox(value: string | number | boolean): CheckedValue {
  const text = String(value).trim().toLowerCase();
  if (['true', '1', 'yes', 'y', 'on'].includes(text)) return valid(true);
  return ['false', '0', 'no', 'n', 'off'].includes(text) ? valid(false) : invalid('is neither true nor false');
}

/**
 * A date field stores a day, `YYYY-MM-DD`. The value is ms since the epoch, of which the day in UTC counts, or ISO 8601, of
 * which the day counts as it is written, whatever the offset is.
 */
function date(value: string | number | boolean): CheckedValue {
  const text = String(value).trim();
  const day = dayOf(text) ?? (typeof value === 'string' ? basicDay(text) : null);
  if (day !== null) return valid(day);
  const at = epochMs(text);
  return at === null ? invalid('is no date') : valid(new Date(at).toISOString().slice(0, 10));
}

const isoDate =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](?:[01]\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)? ?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** The day of ISO 8601, as it is written. Null: the text is not ISO 8601, or names a day that does not exist. */
function dayOf(text: string): string | null {
  const [, day] = isoDate.exec(text) ?? [];
  return day !== undefined && exists(day) ? day : null;
}

/** The basic form of ISO 8601, such as 19850308, for days that people write. Null: it is another number. */
function basicDay(text: string): string | null {
  const [, year, month, dayOfMonth] = /^(19\d{2}|20\d{2})(\d{2})(\d{2})$/.exec(text) ?? [];
  const day = `${year}-${month}-${dayOfMonth}`;
  return year !== undefined && exists(day) ? day : null;
}

/** `Date` silently turns the 30th of February into a day in March. */
function exists(day: string): boolean {
  const midnight = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
}

/**
 * A number in plain digits. More digits than a number of JavaScript holds stay text, so that each of them reaches Zendesk.
 */
function number(value: string | number | boolean, isWhole: boolean): CheckedValue {
  const because = isWhole ? 'is no whole number' : 'is no number';
  const digits = plainDigits(String(value).trim());
  if (digits === null || (isWhole && digits.includes('.'))) return invalid(because);
  return valid(String(Number(digits)) === digits ? Number(digits) : digits);
}

/** No field needs more digits, and each digit of an exponent would make ten times as many. */
const mostDigits = 40;

/** A number without exponent, plus sign and needless zeros. Null: it is no number, or has too many digits. */
function plainDigits(text: string): string | null {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d{0,99})(?:\.(\d{0,99}))?(?:e([+-]?\d{1,3}))?$/i.exec(text) ?? [];
  if (whole === '' && fraction === '') return null;
  const shift = Number(exponent);
  if (Math.abs(shift) > mostDigits) return null;
  const padded = `${'0'.repeat(mostDigits)}${whole}${fraction}${'0'.repeat(mostDigits)}`;
  const point = mostDigits + whole.length + shift;
  const front = withoutLeadingZeros(padded.slice(0, point));
  const back = withoutTrailingZeros(padded.slice(point));
  if (front.length + back.length > mostDigits) return null;
  const digits = back === '' ? front : `${front}.${back}`;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

function withoutLeadingZeros(digits: string): string {
  const first = digits.search(/[1-9]/);
  return first === -1 ? '0' : digits.slice(first);
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

function regexp(pattern: string | null, value: string): CheckedValue {
  const text = beginningOf(value, longestText);
  // If the pattern cannot be checked here, Zendesk checks the value.
  const differs = pattern !== null && matchPattern(pattern, text) === 'differs';
  return differs ? invalid('does not have the form that the field asks for') : valid(text);
}

/** The option of a drop-down field that a value names. */
function option(field: TicketField, text: string): CheckedValue {
  const [only, ...others] = listIn(text) ?? [text];
  const found = only === undefined || others.length > 0 ? undefined : optionsOf(field)(only);
  return found === undefined ? invalid('is none of the options') : valid(found);
}

/** UPD-6: the options of a field with several, from a list, or from a text with commas, semicolons or line breaks. */
function options(field: TicketField, text: string): CheckedValue {
  const find = optionsOf(field);
  const whole = find(text);
  if (whole !== undefined) return valid([whole]);
  const parts = (listIn(text) ?? text.split(/[,;\n]/)).filter((part) => part.trim() !== '');
  const found = parts.flatMap((part) => find(part) ?? []);
  if (parts.length === 0) return valid(null);
  if (found.length === 0) return invalid('has none of the options');
  const value = [...new Set(found)];
  return found.length === parts.length
    ? valid(value)
    : { ok: true, value, partly: `has ${parts.length - found.length} part(s) that are none of the options` };
}
