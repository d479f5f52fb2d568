import { newId, putTicket, type Account } from '../core/account.ts';
import { invalid, invalidField } from '../core/errors.ts';
import { optionsIn } from '../core/field-options.ts';
import { flagIn, idIn, listIn, numberIn, objectIn, textIn, type Json } from '../core/json.ts';
import { record } from '../core/ledger.ts';
import type { Origin } from '../core/ledger-entry.ts';
import type { FieldOption, TicketField } from '../core/records.ts';

const customTypes: ReadonlySet<string> = new Set(
  'text textarea checkbox date integer decimal regexp partialcreditcard multiselect tagger lookup'.split(' '),
);
const systemFields: readonly (readonly [type: string, title: string])[] = [
  ['subject', 'Subject'],
  ['description', 'Description'],
  ['status', 'Status'],
  ['tickettype', 'Type'],
  ['priority', 'Priority'],
  ['group', 'Group'],
  ['assignee', 'Assignee'],
];

export const isCustom = (field: TicketField): boolean => customTypes.has(field.type);
export const customFields = (account: Account): readonly TicketField[] =>
  [...account.fields.values()].filter((field) => isCustom(field) && field.active);

export function addSystemFields(account: Account): void {
  for (const [type, title] of systemFields) {
    const field = blankField(account, type, title);
    account.fields.set(field.id, { ...field, removable: false });
  }
}

function blankField(account: Account, type: string, title: string): TicketField {
  const at = account.clock.stamp();
  return {
    id: newId(account),
    type,
    title,
    description: title,
    agent_description: null,
    active: true,
    required: false,
    removable: true,
    tag: null,
    regexp_for_validation: null,
    custom_field_options: [],
    position: account.fields.size,
    created_at: at,
    updated_at: at,
  };
}

/** Whether an option value belongs to another field. Option values are tags, so that each may belong to one field only. */
const isTakenFor =
  (account: Account, field: TicketField) =>
  (value: string): boolean =>
    [...account.fields.values()].some(
      (other) => other.id !== field.id && other.custom_field_options.some((option) => option.value === value),
    );

export function createField(account: Account, given: Json, origin: Origin | null): TicketField {
  const type = textIn(given.type) ?? 'text';
  const title = textIn(given.title) ?? '';
  if (!customTypes.has(type)) throw invalidField('type', `Type: ${type} is not a field type`);
  if (title === '') throw invalidField('title', 'Title: cannot be blank', 'BlankValue');
  const field = changeField(
    account,
    { ...blankField(account, type, title), id: idIn(given.id) ?? newId(account) },
    given,
  );
  if (origin !== null) record(account, origin, { kind: 'ticket_field.create', applied: { id: field.id, ...given } });
  return field;
}

export function changeField(account: Account, before: TicketField, given: Json): TicketField {
  const options = given.custom_field_options;
  const field: TicketField = {
    ...before,
    title: textIn(given.title) ?? before.title,
    description: textIn(given.description) ?? before.description,
    agent_description: textIn(given.agent_description) ?? before.agent_description ?? null,
    active: flagIn(given.active) ?? before.active,
    required: flagIn(given.required) ?? before.required,
    tag: given.tag === undefined ? before.tag : (textIn(given.tag) ?? null),
    regexp_for_validation: textIn(given.regexp_for_validation) ?? before.regexp_for_validation,
    position: numberIn(given.position) ?? before.position,
    custom_field_options:
      options === undefined
        ? before.custom_field_options
        : optionsIn(account, before.custom_field_options, listIn(options), isTakenFor(account, before)),
    updated_at: account.clock.stamp(),
  };
  if (field.title.trim() === '') throw invalidField('title', 'Title: cannot be blank', 'BlankValue');
  const values = new Set(field.custom_field_options.map((option) => option.value));
  const dropped = before.custom_field_options.filter((option) => !values.has(option.value));
  account.fields.set(field.id, field);
  clearOptions(account, field, dropped);
  account.changed();
  return field;
}

/** Removes dropped options from all tickets, with their tags (Update Ticket Field). */
function clearOptions(account: Account, field: TicketField, dropped: readonly FieldOption[]): void {
  if (dropped.length === 0) return;
  const gone = new Set<unknown>(dropped.map((option) => option.value));
  for (const ticket of account.tickets.values()) {
    const value = ticket.fields[field.id];
    const isHit = Array.isArray(value) ? value.some((item) => gone.has(item)) : gone.has(value);
    if (!isHit) continue;
    const left = Array.isArray(value) ? value.filter((item) => !gone.has(item)) : null;
    const fields = { ...ticket.fields, [field.id]: left };
    putTicket(account, { ...ticket, fields, tags: ticket.tags.filter((tag) => !gone.has(tag)) });
  }
}

export function removeOption(account: Account, field: TicketField, optionId: number): boolean {
  const left = field.custom_field_options.filter((option) => option.id !== optionId);
  if (left.length === field.custom_field_options.length) return false;
  changeField(account, field, { custom_field_options: left });
  return true;
}

export function deleteField(account: Account, field: TicketField): void {
  account.fields.delete(field.id);
  for (const form of account.forms.values()) {
    const ticket_field_ids = form.ticket_field_ids.filter((id) => id !== field.id);
    account.forms.set(form.id, { ...form, ticket_field_ids });
  }
  account.changed();
}

/** Adds an option, or changes the option with the same id or value. A changed option keeps its position. */
export function putOption(account: Account, field: TicketField, given: Json): { option: FieldOption; isNew: boolean } {
  const known = field.custom_field_options;
  const [option] = optionsIn(account, known, [given], isTakenFor(account, field));
  if (option === undefined) throw invalidField('custom_field_options', 'Option: cannot be blank', 'BlankValue');
  const isNew = !known.some((each) => each.id === option.id);
  const options = isNew ? [...known, option] : known.map((each) => (each.id === option.id ? option : each));
  changeField(account, field, { custom_field_options: options });
  return { option, isNew };
}

const notAccepted = Symbol('not accepted');

/** The value that is stored. `notAccepted`: Zendesk ignores the value silently. Throws 422 for values that it refuses. */
function valueFor(account: Account, field: TicketField, given: unknown): unknown {
  if (given === null || given === '') return field.type === 'checkbox' ? false : null;
  const isOption = (value: unknown): boolean => field.custom_field_options.some((option) => option.value === value);
  const refuse = (why: string) =>
    invalid({
      base: [
        {
          description: `${field.title}: ${why}`,
          error: 'InvalidValue',
          ...(account.settings.refusalsNameFields ? { ticket_field_id: field.id } : {}),
        },
      ],
    });
  switch (field.type) {
    case 'tagger': {
      const value = textIn(given)?.toLowerCase();
      return value !== undefined && isOption(value) ? value : notAccepted;
    }
    case 'multiselect': {
      const values = (Array.isArray(given) ? given : [given]).flatMap((item) => textIn(item)?.toLowerCase() ?? []);
      return values.filter(isOption);
    }
    case 'checkbox':
      return flagIn(given) ?? given === 1;
    case 'integer': {
      const value = numberIn(given);
      if (value === undefined || !Number.isInteger(value)) throw refuse('is not an integer');
      // Zendesk keeps the digits of a number that is given as text.
      return typeof given === 'string' ? given.trim() : String(value);
    }
    case 'decimal':
      if (numberIn(given) === undefined) throw refuse('is not a number');
      return textIn(given);
    case 'date': {
      const value = textIn(given) ?? '';
      if (!/^\d{4}-\d{2}-\d{2}/.test(value)) throw refuse('is not a date');
      return value.slice(0, 10);
    }
    case 'regexp': {
      const value = textIn(given) ?? '';
      if (field.regexp_for_validation !== null && !new RegExp(field.regexp_for_validation).test(value)) {
        throw refuse('is invalid');
      }
      return value;
    }
    default:
      return textIn(given) ?? notAccepted;
  }
}

/** The pairs of field id and value in `custom_fields`, which is a list or an object. */
function pairsIn(given: unknown): readonly (readonly [unknown, unknown])[] {
  if (Array.isArray(given)) return given.map((item) => [objectIn(item).id, objectIn(item).value] as const);
  return Object.entries(objectIn(given));
}

export type FieldsChange = { readonly fields: Json; readonly tags: readonly string[] };

/**
 * Merges `given` into the fields of a ticket. Fields that are not in `given` keep their values. Unknown ids and unknown
 * options are ignored silently (node-zendesk#265, #132; zenpy#420). The options of drop-down fields are tags of the ticket.
 */
export function mergeFields(account: Account, before: Json, tags: readonly string[], given: unknown): FieldsChange {
  const fields: Record<string, unknown> = { ...before };
  const tagSet = new Set(tags);
  for (const [id, raw] of pairsIn(given)) {
    const field = account.fields.get(idIn(id) ?? 0);
    if (field === undefined || !isCustom(field) || !field.active) continue;
    const value = valueFor(account, field, raw);
    if (value === notAccepted) continue;
    for (const tag of tagsOf(field, fields[field.id])) tagSet.delete(tag);
    for (const tag of tagsOf(field, value)) tagSet.add(tag);
    fields[field.id] = value;
  }
  return { fields, tags: [...tagSet] };
}

function tagsOf(field: TicketField, value: unknown): readonly string[] {
  if (field.type === 'checkbox') return value === true && field.tag !== null ? [field.tag] : [];
  if (field.type === 'tagger') return typeof value === 'string' ? [value] : [];
  return field.type === 'multiselect' ? listIn(value).map(String) : [];
}

/** Throws 422 if a field without a value is required to solve a ticket. */
export function requireForSolving(account: Account, fields: Json): void {
  const missing = customFields(account).filter((field) => {
    const value = fields[field.id];
    return field.required && (value === undefined || value === null || value === false || value === '');
  });
  if (missing.length === 0) return;
  throw invalid({
    base: missing.map((field) => ({
      description: `${field.title}: is required when solving a ticket`,
      error: 'BlankValue',
      ticket_field_id: field.id,
      type: field.type,
    })),
  });
}
