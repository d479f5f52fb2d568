import { printFact } from '../events/fact-key.ts';
import { shortHash } from '../events/natural-keys.ts';
import type { CustomDataEntry } from '../events/parse-events.ts';
import { limits } from '../limits.ts';

/** The name of one value of custom data. It is the same whoever reports the value, and together with which others. */
export function customValueFact(entry: CustomDataEntry): string {
  return printFact({ kind: 'custom-value', key: shortHash(JSON.stringify(entry)) });
}

/** The names of these values. An empty list if there are too many to be left on a ticket. */
export function customValueFacts(entries: readonly CustomDataEntry[]): readonly string[] {
  return entries.length > limits.restore.names.value ? [] : entries.map(customValueFact);
}
