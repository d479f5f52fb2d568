import { z } from 'zod';

export type CustomDataType = 'string' | 'number' | 'date' | 'url' | 'boolean';

/** One value that the customer's app, page or the platform gave; `type` is null where the sender named none (web). */
export type CustomDataEntry = {
  readonly key: string;
  readonly label: string;
  readonly value: string | number | boolean | null;
  readonly type: CustomDataType | null;
};

/** Both lists keep the order in which the values were given. Signed ones are vouched for by the company's server. */
export type CustomData = { readonly signed: readonly CustomDataEntry[]; readonly unsigned: readonly CustomDataEntry[] };

/** Signed statements about the customer that the platform itself makes: shown even if marked invisible (UPD-5). */
const alwaysShown: ReadonlySet<string> = new Set([
  'reserved_verified_customer',
  'reserved_bad_actor',
  'reserved_repeat_customer',
]);

const types: ReadonlySet<unknown> = new Set(['string', 'number', 'date', 'url', 'boolean']);

function isType(word: unknown): word is CustomDataType {
  return types.has(word);
}

/** In doubt about the mark a value counts as hidden: what is written once to a ticket can't be taken back (UPD-5). */
function isHidden(key: string, mark: unknown): boolean {
  if (alwaysShown.has(key)) return false;
  return mark !== undefined && mark !== null && mark !== false && mark !== 'false' && mark !== 0;
}

/** Customers' apps decide what stands here, so odd values are shown as text instead of refusing the whole event. */
function plain(value: unknown): CustomDataEntry['value'] {
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

function read(key: string, given: unknown): CustomDataEntry | null {
  if (typeof given !== 'object' || given === null) return { key, label: key, value: plain(given), type: null };
  // A list can't be marked, but may hold what is: not taken.
  if (Array.isArray(given)) return null;
  const { label, value, type, invisible_to_agent: mark }: Readonly<Record<string, unknown>> = { ...given };
  if (isHidden(key, mark)) return null;
  const text = typeof label === 'string' || typeof label === 'number' ? String(label).trim() : '';
  return { key, label: text || key, value: plain(value), type: isType(type) ? type : null };
}

function entries(given: Readonly<Record<string, unknown>>): CustomDataEntry[] {
  return Object.entries(given).flatMap(([key, value]) => read(key, value) ?? []);
}

const record = z.record(z.string(), z.unknown()).nullish();

/**
 * Custom data as it arrives: `{signed, unsigned}`, each key → `{label, value, type, invisible_to_agent}`, or the entries
 * directly, which then count as unsigned. Gives lists without what agents must not see (UPD-5).
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
