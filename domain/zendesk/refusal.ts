import type { ZendeskProblem } from './error-codes.ts';

/** One value that Zendesk refused, while it took the others. */
export type RefusedValue = {
  /** The value: `field 360001` for a field of the ticket, the key of a contact's field, or a word such as `email`. */
  readonly name: string;
  /** The reason in Zendesk's own words. Empty: Zendesk gave none. */
  readonly words: string;
};

/** The name of a ticket field in `RefusedValue`. */
export function fieldName(id: number): string {
  return `field ${id}`;
}

/**
 * What Zendesk said about a request that it refused for good. It travels beside the message of the failure, because the
 * message is logged and Zendesk's words may hold data of customers (END-5).
 */
export type RefusalDetails = {
  readonly words: string;
  /** The values that Zendesk names, by the keys of its `details`. Empty: it names none. */
  readonly values: readonly RefusedValue[];
};

/** The details that a failure carries; null: it carries none, because an earlier version made it. */
export function readRefusalDetails(given: unknown): RefusalDetails | null {
  if (typeof given !== 'object' || given === null || !('words' in given) || !('values' in given)) return null;
  const { words, values } = given;
  if (typeof words !== 'string' || !Array.isArray(values)) return null;
  return { words, values: values.flatMap((value: unknown) => readValue(value) ?? []) };
}

function readValue(given: unknown): RefusedValue | null {
  if (typeof given !== 'object' || given === null || !('name' in given) || !('words' in given)) return null;
  const { name, words } = given;
  return typeof name === 'string' && typeof words === 'string' ? { name, words } : null;
}

/** END-5: the message for operators. The reason in Zendesk's own words comes first, so that no cut takes it away. */
export function withWords(message: string, words: string): string {
  return words === '' ? message : `Zendesk says: ${words} — ${message}`;
}

/** Why Zendesk refused a step for good. `refused`: the values that it names; absent: an earlier version did not tell them. */
export type Refusal = ZendeskProblem & { readonly refused?: readonly RefusedValue[] };
