import { z } from 'zod';

export type CustomDataType = 'string' | 'number' | 'date' | 'url' | 'boolean';

/**
 * One value from the customer's app or web page, or from the platform. `type: null`: the sender named no type, as web
 * pages do.
 */
export type CustomDataEntry = {
  readonly key: string;
  readonly label: string;
  readonly value: string | number | boolean | null;
  readonly type: CustomDataType | null;
};

/** Both lists keep the order in which the values were sent. The company's server has signed the values in `signed`. */
export type CustomData = { readonly signed: readonly CustomDataEntry[]; readonly unsigned: readonly CustomDataEntry[] };

/**
 * The platform itself sets these values about the customer. They are shown even if they are marked as invisible
 * (UPD-5).
 */
const alwaysShown: ReadonlySet<string> = new Set([
  'reserved_verified_customer',
  'reserved_bad_actor',
  'reserved_repeat_customer',
]);

const types: ReadonlySet<unknown> = new Set(['string', 'number', 'date', 'url', 'boolean']);

function isType(word: unknown): word is CustomDataType {
  return types.has(word);
}

/**
 * Whether a value must not be shown to agents (UPD-5). A mark that is not understood hides the value, because a comment
 * on a ticket cannot be taken back.
 */
function isHidden(key: string, mark: unknown): boolean {
  if (alwaysShown.has(key)) return false;
  return mark !== undefined && mark !== null && mark !== false && mark !== 'false' && mark !== 0;
}

/** Converts a value of an unexpected type to text. Customers' apps choose the values, so no value refuses the event. */
function plainValue(value: unknown): CustomDataEntry['value'] {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    default:
      return value === undefined || value === null ? null : JSON.stringify(value);
  }
}

function entryOf(key: string, given: unknown): CustomDataEntry | null {
  if (typeof given !== 'object' || given === null) return { key, label: key, value: plainValue(given), type: null };
  // A list is left out: it has no mark of its own, but its members may be marked as invisible.
  if (Array.isArray(given)) return null;
  const { label, value, type, invisible_to_agent: mark }: Readonly<Record<string, unknown>> = { ...given };
  if (isHidden(key, mark)) return null;
  const text = typeof label === 'string' || typeof label === 'number' ? String(label).trim() : '';
  return { key, label: text || key, value: plainValue(value), type: isType(type) ? type : null };
}

function entries(given: Readonly<Record<string, unknown>>): CustomDataEntry[] {
  return Object.entries(given).flatMap(([key, value]) => entryOf(key, value) ?? []);
}

const record = z.record(z.string(), z.unknown()).nullish();

/**
 * Parses custom data. The platform sends `{signed, unsigned}`, or the entries alone, which then count as unsigned. Each
 * entry is a key with `{label, value, type, invisible_to_agent}`. The result has two lists without the values that
 * agents must not see (UPD-5).
 */
export const customData = z
  .looseObject({ signed: record, unsigned: record })
  .transform(({ signed, unsigned, ...rest }): CustomData => {
    const direct = signed === undefined && unsigned === undefined ? rest : {};
    return { signed: entries(signed ?? {}), unsigned: entries({ ...unsigned, ...direct }) };
  });

export const optionalCustomData = customData
  .nullish()
  .transform((value): CustomData => value ?? { signed: [], unsigned: [] });
