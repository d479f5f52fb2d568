import { limits } from '../limits.ts';
import { beginningOf } from '../cut-text.ts';

/**
 * Functions that read values from documents of the platform. They accept both spellings of a key, and values as text or
 * as number. They never throw. `warn` takes a sentence about a value that could not be read. The sentence names the key
 * and never the value.
 */

export type Fields = Readonly<Record<string, unknown>>;
export type Warn = (message: string) => void;

/** A point in time in the two forms that events need: ISO 8601 in UTC, and ms since the epoch. */
export type Instant = { readonly iso: string; readonly ms: number };

/** Longer texts are cut, in characters. `boundedItem` has cut the texts of a whole item before, with a warning. */
const maxTextLength = limits.text.text.value;
/** A longer id is no id of the platform. It is never cut, because a part of it would be another id. */
const maxIdLength = limits.text.id.value;

/** Converts any spelling of a key or of a state to snake case: `callId`, `CallID` and `call-id` become `call_id`. */
export function snakeCase(text: string): string {
  // Most keys are written so, and a post has many of them.
  if (/^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(text)) return text;
  return text
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[\s_-]+/g, '_')
    .toLowerCase();
}

/** Whether a value is an object with keys, and no list. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The object with its keys in snake case. Null: the value is no object. If two keys become the same, the last one whose
 * value is not null counts.
 */
export function fieldsOf(value: unknown): Fields | null {
  if (!isObject(value)) return null;
  const fields = new Map<string, unknown>();
  for (const [key, member] of Object.entries(value)) {
    const name = snakeCase(key);
    if (member !== null || !fields.has(name)) fields.set(name, member);
  }
  return Object.fromEntries(fields);
}

/** The value of the first of these keys that the object has with a value other than null, or else null. */
export function valueAt(fields: Fields, names: readonly string[]): unknown {
  const name = names.find((candidate) => fields[candidate] !== undefined && fields[candidate] !== null);
  return name === undefined ? null : fields[name];
}

/** The value as trimmed text. A number is converted to text. Null: the value is blank, or neither text nor number. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return null;
  return beginningOf(value.trim(), maxTextLength).trim() || null;
}

export function textAt(fields: Fields, ...names: readonly string[]): string | null {
  for (const name of names) {
    const text = textOf(fields[name]);
    if (text !== null) return text;
  }
  return null;
}

export function idAt(fields: Fields, ...names: readonly string[]): string | null {
  const id = textAt(fields, ...names);
  return id === null || id.length > maxIdLength ? null : id;
}

/** A word such as a state, in snake case. */
export function wordAt(fields: Fields, ...names: readonly string[]): string | null {
  const text = textAt(fields, ...names);
  return text === null ? null : snakeCase(text);
}

/** The members of a list. A single object counts as a list with one member. */
export function listAt(fields: Fields, ...names: readonly string[]): readonly unknown[] {
  const value = valueAt(fields, names);
  if (Array.isArray(value)) return value;
  return fieldsOf(value) === null ? [] : [value];
}

const isoForm = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?\s*(z|utc|[+-]\d{2}:?\d{2})?$/i;

function msOf(value: unknown): number | null {
  const text = textOf(value);
  if (text === null) return null;
  if (/^\d{13}$/.test(text)) return Number(text);
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  const match = isoForm.exec(text);
  if (match === null) return null;
  const [, day = '', time = '', seconds = ':00', fraction = '', zone = 'Z'] = match;
  // A time without a zone is read as UTC. `Date.parse` alone would take the zone of the machine.
  const offset = /^(z|utc)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2');
  const ms = Date.parse(`${day}T${time}${seconds}${fraction.slice(0, 4)}${offset}`);
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

/**
 * Reads ISO 8601, which is UTC if it names no zone, or seconds or ms since the epoch. Null: the value cannot be read.
 */
export function instantOf(value: unknown): Instant | null {
  const ms = msOf(value);
  return ms === null ? null : { iso: new Date(ms).toISOString(), ms };
}

export function instantAt(fields: Fields, names: readonly string[], warn: Warn): Instant | null {
  for (const name of names) {
    const value = fields[name];
    if (value === undefined || value === null || value === '') continue;
    const instant = instantOf(value);
    if (instant !== null) return instant;
    warn(`The time ${name} can not be read.`);
  }
  return null;
}

/** Reads an amount of seconds or a count, as number or as text. Null: it is negative or cannot be read. */
export function amountOf(value: unknown): number | null {
  const text = textOf(value);
  if (text === null || !/^\d+(\.\d+)?$/.test(text)) return null;
  return Number(text);
}

export function amountAt(fields: Fields, names: readonly string[], warn: Warn): number | null {
  for (const name of names) {
    const value = fields[name];
    if (value === undefined || value === null || value === '') continue;
    const amount = amountOf(value);
    if (amount !== null) return amount;
    warn(`The number ${name} can not be read.`);
  }
  return null;
}
