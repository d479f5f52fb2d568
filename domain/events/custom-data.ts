import { z } from 'zod';
import { limits } from '../limits.ts';
import { cutText } from '../cut-text.ts';

const types = ['string', 'number', 'date', 'url', 'boolean'] as const;

export type CustomDataType = (typeof types)[number];

/**
 * One value from the customer's app or web page, or from the platform. `type: null`: the sender named no type, as web
 * pages do.
 */
export type CustomDataEntry = {
  readonly key: string;
  readonly label: string;
  readonly value: string | number | boolean | null;
  readonly type: CustomDataType | null;
  /** Present if the value or the label was too long and was cut, so that the ticket says so. */
  readonly cut?: true;
};

/** Both lists keep the order in which the values were sent. The company's server has signed the values in `signed`. */
export type CustomData = {
  readonly signed: readonly CustomDataEntry[];
  readonly unsigned: readonly CustomDataEntry[];
  /** The number of entries that were too many, or whose key was too long. Left out if there are none. */
  readonly leftOut?: number;
};

/**
 * The platform itself sets these values about the customer. They are shown even if they are marked as invisible
 * (UPD-5).
 */
const alwaysShown: ReadonlySet<string> = new Set([
  'reserved_verified_customer',
  'reserved_bad_actor',
  'reserved_repeat_customer',
]);

function isType(word: unknown): word is CustomDataType {
  return types.some((type) => type === word);
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

/**
 * The entry with its value and its label within the bounds. Customers' apps choose custom data, so a text that is too long is
 * cut here, and the event is not refused.
 */
function bounded(entry: CustomDataEntry): CustomDataEntry {
  const { label, value } = entry;
  const shortLabel = cutText(label, limits.text.name.value);
  const shortValue = typeof value === 'string' ? cutText(value, limits.customData.value.value) : value;
  return shortLabel === label && shortValue === value
    ? entry
    : { ...entry, label: shortLabel, value: shortValue, cut: true };
}

type Entries = { readonly kept: readonly CustomDataEntry[]; readonly leftOut: number };

/** The entries within the bounds, in their order, and the number of visible entries that were left out. */
function entriesOf(given: Readonly<Record<string, unknown>>): Entries {
  const { key: longestKey, entries: most, characters } = limits.customData;
  const kept: CustomDataEntry[] = [];
  let leftOut = 0;
  let room = characters.value;
  for (const [key, value] of Object.entries(given)) {
    const entry = entryOf(key, value);
    if (entry === null) continue;
    const short = key.length > longestKey.value || kept.length >= most.value ? null : bounded(entry);
    const length = short === null ? 0 : short.key.length + short.label.length + String(short.value ?? '').length;
    if (short === null || length > room) leftOut += 1;
    else {
      kept.push(short);
      room -= length;
    }
  }
  return { kept, leftOut };
}

/** One entry as a sender should give it. */
const entry = z.object({
  label: z
    .union([z.string(), z.number()])
    .nullish()
    .describe('The name of the value on the ticket. By default the key.'),
  value: z.union([z.string(), z.number(), z.boolean()]).nullish().describe('The value. Another kind is shown as JSON.'),
  type: z
    .enum(types)
    .nullish()
    .describe('The type of the value. A value of no type, or of an unknown one, is shown as it is.'),
  invisible_to_agent: z
    .boolean()
    .nullish()
    .describe('`true` keeps the value from the ticket. A mark that is not understood does so too (UPD-5).'),
});

/**
 * An entry in the documented form, or a plain value. `z.unknown()` accepts every other value, because customers' apps
 * choose them, and `entryOf` reads what it can. The OpenAPI document leaves it out.
 */
const tolerantEntry = z
  .union([entry, z.string(), z.number(), z.boolean(), z.null(), z.unknown()])
  .describe('One entry under its key: a labelled value, or a value alone.');

const entriesByKey = z.record(z.string(), tolerantEntry).nullish();

/**
 * Parses custom data. The platform sends `{signed, unsigned}`, or the entries alone, which then count as unsigned. Each
 * entry is a key with `{label, value, type, invisible_to_agent}`. The result has two lists without the values that
 * agents must not see (UPD-5).
 */
export const customData = z
  .object({
    signed: entriesByKey.describe("The entries that the company's server has signed, by their keys."),
    unsigned: entriesByKey.describe('The entries that the app or page gave without a signature, by their keys.'),
  })
  .catchall(tolerantEntry)
  .transform(({ signed, unsigned, ...rest }): CustomData => {
    const direct = signed === undefined && unsigned === undefined ? rest : {};
    const { kept: ofCompany, leftOut: more } = entriesOf(signed ?? {});
    const { kept: ofApp, leftOut } = entriesOf({ ...unsigned, ...direct });
    const missing = more + leftOut;
    return { signed: ofCompany, unsigned: ofApp, ...(missing > 0 && { leftOut: missing }) };
  });

export const optionalCustomData = customData
  .nullish()
  .transform((value): CustomData => value ?? { signed: [], unsigned: [] });
