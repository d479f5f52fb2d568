import { newId, type Account } from './account.ts';
import { invalidField } from './errors.ts';
import { idIn, objectIn, textIn } from './json.ts';
import type { FieldOption } from './records.ts';

/**
 * Reads the options of a drop-down or multi-select field out of `given`, in the same order. An option keeps its id if `given`
 * has its id or its value. Throws 422 for a blank name or value, and for a value that occurs twice. Option values are tags,
 * so that a value of another field is refused too.
 *
 * @param isTaken whether a value belongs to another field
 */
export function optionsIn(
  account: Account,
  known: readonly FieldOption[],
  given: readonly unknown[],
  isTaken: (value: string) => boolean,
): readonly FieldOption[] {
  const seen = new Set<string>();
  return given.map((item) => {
    const { id, name: givenName, value: givenValue } = objectIn(item);
    const before = known.find((option) => option.id === idIn(id));
    const name = textIn(givenName) ?? before?.name ?? '';
    const value = (textIn(givenValue) ?? before?.value ?? '').toLowerCase();
    if (name.trim() === '' || value.trim() === '') {
      throw invalidField('custom_field_options', 'Option: name and value cannot be blank', 'BlankValue');
    }
    if (seen.has(value) || isTaken(value)) {
      const where = seen.has(value) ? 'this field' : 'another field';
      throw invalidField('custom_field_options', `Tag ${value} is already used in ${where}`, 'DuplicateValue');
    }
    seen.add(value);
    const namesake = known.find((option) => option.value === value);
    return { id: before?.id ?? namesake?.id ?? newId(account), name, value };
  });
}

/** An option as the API shows it, at its position in the list. */
export function presentOption(option: FieldOption, position: number, field: string): object {
  return { ...option, raw_name: option.name, position, default: false, url: `${field}/options/${option.id}.json` };
}
