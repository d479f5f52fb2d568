import { newId, putUser, type Account } from '../core/account.ts';
import { invalid, invalidField } from '../core/errors.ts';
import { optionsIn, presentOption } from '../core/field-options.ts';
import { flagIn, listIn, numberIn, textIn, type Json } from '../core/json.ts';
import { record } from '../core/ledger.ts';
import type { Origin } from '../core/ledger-entry.ts';
import type { UserField } from '../core/records.ts';

const fieldTypes: ReadonlySet<string> = new Set(
  'text textarea checkbox date integer decimal regexp dropdown lookup multiselect'.split(' '),
);

/** A key has letters, digits and underscores, and not only digits (ticketing/users/user_fields). */
const keyShape = /^(?!\d+$)\w+$/;

function blankField(account: Account): UserField {
  const at = account.clock.stamp();
  return {
    id: newId(account),
    key: '',
    type: 'text',
    title: '',
    description: '',
    active: true,
    system: false,
    tag: null,
    regexp_for_validation: null,
    custom_field_options: [],
    position: account.userFields.size,
    created_at: at,
    updated_at: at,
  };
}

function withProperties(account: Account, before: UserField, given: Json): UserField {
  const title = textIn(given.title) ?? before.title;
  if (title.trim() === '') throw invalidField('title', 'Title: cannot be blank', 'BlankValue');
  const options = given.custom_field_options;
  const isTaken = (value: string): boolean =>
    [...account.userFields.values()].some(
      (other) => other.id !== before.id && other.custom_field_options.some((option) => option.value === value),
    );
  return {
    ...before,
    title,
    description: textIn(given.description) ?? before.description,
    active: flagIn(given.active) ?? before.active,
    tag: given.tag === undefined ? before.tag : (textIn(given.tag) ?? null),
    regexp_for_validation: textIn(given.regexp_for_validation) ?? before.regexp_for_validation,
    position: numberIn(given.position) ?? before.position,
    custom_field_options:
      options === undefined
        ? before.custom_field_options
        : optionsIn(account, before.custom_field_options, listIn(options), isTaken),
    updated_at: account.clock.stamp(),
  };
}

/**
 * Creates a field of users. Throws Refusal 422 for a blank title, a malformed key, and a key of another field. `origin`
 * null: seeded data, without a line in the ledger.
 */
export function createUserField(account: Account, given: Json, origin: Origin | null): UserField {
  const type = textIn(given.type) ?? 'text';
  if (!fieldTypes.has(type)) throw invalidField('type', `Type: ${type} is not a field type`);
  const key = textIn(given.key) ?? '';
  if (!keyShape.test(key)) {
    throw invalidField('key', 'Key: only letters, numbers and underscores, and not numbers alone');
  }
  if ([...account.userFields.values()].some((field) => field.key === key)) {
    throw invalidField('key', `Key: ${key} has already been taken`, 'DuplicateValue');
  }
  const field = withProperties(account, { ...blankField(account), type, key }, given);
  account.userFields.set(field.id, field);
  // From now on every user has the field, without a value.
  for (const user of account.users.values()) {
    if (user.user_fields[key] !== undefined) continue;
    putUser(account, { ...user, user_fields: { ...user.user_fields, [key]: emptyValue(field) } }, true);
  }
  account.changed();
  if (origin !== null) record(account, origin, { kind: 'user_field.create', applied: { id: field.id, ...given } });
  return field;
}

/** Changes a field of users. `key` and `type` never change. */
export function changeUserField(account: Account, before: UserField, given: Json, origin: Origin): UserField {
  const field = withProperties(account, before, given);
  account.userFields.set(field.id, field);
  account.changed();
  record(account, origin, { kind: 'user_field.update', applied: { id: field.id, ...given } });
  return field;
}

export function deleteUserField(account: Account, field: UserField): void {
  account.userFields.delete(field.id);
  for (const user of account.users.values()) {
    const { [field.key]: _, ...user_fields } = user.user_fields;
    putUser(account, { ...user, user_fields }, true);
  }
  account.changed();
}

const emptyValue = (field: UserField): unknown => (field.type === 'checkbox' ? false : null);

export const emptyUserFields = (account: Account): Json =>
  Object.fromEntries([...account.userFields.values()].map((field) => [field.key, emptyValue(field)]));

/**
 * Merges `given` into the fields of a user. Fields that are not in `given` keep their values. Unknown keys and unknown
 * options are ignored silently, as for tickets. No published text says otherwise.
 */
export function mergeUserFields(account: Account, before: Json, given: Json): Json {
  const byKey = new Map([...account.userFields.values()].map((field) => [field.key, field]));
  const accepted = Object.entries(given).flatMap(([key, value]) => {
    const field = byKey.get(key);
    if (field === undefined || !field.active || !isAccepted(account, field, value)) return [];
    return [[key, value === null || value === '' ? emptyValue(field) : value] as const];
  });
  return { ...before, ...Object.fromEntries(accepted) };
}

function isAccepted(account: Account, field: UserField, value: unknown): boolean {
  if (value === null || value === '') return true;
  const isOption = (one: unknown): boolean => field.custom_field_options.some((option) => option.value === one);
  const refuse = (why: string) =>
    invalid({
      [account.settings.refusalsNameFields ? field.key : 'base']: [
        { description: `${field.title}: ${why}`, error: 'InvalidValue' },
      ],
    });
  switch (field.type) {
    case 'dropdown':
      return isOption(value);
    case 'multiselect':
      return listIn(value).every(isOption);
    case 'integer':
    case 'decimal':
      if (numberIn(value) === undefined) throw refuse('is not a number');
      return true;
    case 'date':
      if (!/^\d{4}-\d{2}-\d{2}/.test(textIn(value) ?? '')) throw refuse('is not a date');
      return true;
    case 'regexp':
      if (field.regexp_for_validation !== null && !new RegExp(field.regexp_for_validation).test(textIn(value) ?? ''))
        throw refuse('is invalid');
      return true;
    default:
      return true;
  }
}

export function presentUserField(field: UserField, api: string): object {
  const address = `${api}/user_fields/${field.id}`;
  const { custom_field_options: options, tag, ...shown } = field;
  return {
    ...shown,
    url: `${address}.json`,
    raw_title: field.title,
    raw_description: field.description,
    // Each of these keys is shown for some types only.
    ...(field.type === 'checkbox' ? { tag } : {}),
    ...(field.type === 'dropdown' || field.type === 'multiselect'
      ? { custom_field_options: options.map((option, i) => presentOption(option, i, address)) }
      : {}),
  };
}
