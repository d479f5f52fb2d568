import { newId, type Account } from '../core/account.ts';
import { invalidField } from '../core/errors.ts';
import { flagIn, idIn, listIn, numberIn, textIn, type Json } from '../core/json.ts';
import { record } from '../core/ledger.ts';
import type { Origin } from '../core/ledger-entry.ts';
import type { TicketForm } from '../core/records.ts';

function blankForm(account: Account): TicketForm {
  const at = account.clock.stamp();
  return {
    id: newId(account),
    name: '',
    display_name: '',
    end_user_visible: false,
    position: account.forms.size + 1,
    ticket_field_ids: [],
    active: true,
    default: false,
    in_all_brands: true,
    restricted_brand_ids: [],
    agent_conditions: [],
    end_user_conditions: [],
    created_at: at,
    updated_at: at,
  };
}

/** Adds the form that every new account has, with all system fields. */
export function addDefaultForm(account: Account): void {
  const name = 'Default Ticket Form';
  const ticket_field_ids = [...account.fields.keys()];
  const form = { ...blankForm(account), name, display_name: name, default: true, ticket_field_ids };
  account.forms.set(form.id, form);
}

/** Reads `ticket_field_ids`, which replaces the whole list of fields and their order. */
function fieldIdsIn(account: Account, given: unknown): readonly number[] {
  const ids = listIn(given).map((id) => idIn(id) ?? 0);
  const unknown = ids.filter((id) => !account.fields.has(id));
  if (unknown.length > 0) throw invalidField('ticket_field_ids', `Ticket fields: ${unknown.join(', ')} do not exist`);
  return [...new Set(ids)];
}

function withProperties(account: Account, before: TicketForm, given: Json): TicketForm {
  const name = textIn(given.name) ?? before.name;
  if (name.trim() === '') throw invalidField('name', 'Name: cannot be blank', 'BlankValue');
  const ids = given.ticket_field_ids;
  return {
    ...before,
    name,
    display_name: textIn(given.display_name) ?? (before.display_name === '' ? name : before.display_name),
    end_user_visible: flagIn(given.end_user_visible) ?? before.end_user_visible,
    position: numberIn(given.position) ?? before.position,
    ticket_field_ids: ids === undefined ? before.ticket_field_ids : fieldIdsIn(account, ids),
    active: flagIn(given.active) ?? before.active,
    default: flagIn(given.default) ?? before.default,
    in_all_brands: flagIn(given.in_all_brands) ?? before.in_all_brands,
    agent_conditions: given.agent_conditions === undefined ? before.agent_conditions : listIn(given.agent_conditions),
    end_user_conditions:
      given.end_user_conditions === undefined ? before.end_user_conditions : listIn(given.end_user_conditions),
    updated_at: account.clock.stamp(),
  };
}

/** Stores a form. An account has one default form, so that a new default form replaces the one before. */
function put(account: Account, form: TicketForm): TicketForm {
  if (form.default)
    for (const other of account.forms.values())
      if (other.default && other.id !== form.id) account.forms.set(other.id, { ...other, default: false });
  account.forms.set(form.id, form);
  account.changed();
  return form;
}

/**
 * Creates a form. Throws Refusal 422 without a name, and for unknown fields. `origin` null: seeded data, without a line in
 * the ledger.
 */
export function createForm(account: Account, given: Json, origin: Origin | null): TicketForm {
  const form = put(account, withProperties(account, blankForm(account), given));
  if (origin !== null) record(account, origin, { kind: 'ticket_form.create', applied: { id: form.id, ...given } });
  return form;
}

export function changeForm(account: Account, before: TicketForm, given: Json, origin: Origin): TicketForm {
  const form = put(account, withProperties(account, before, given));
  record(account, origin, { kind: 'ticket_form.update', applied: { id: form.id, ...given } });
  return form;
}

export function deleteForm(account: Account, form: TicketForm): void {
  if (form.default) throw invalidField('base', 'The default form cannot be deleted');
  account.forms.delete(form.id);
  account.changed();
}

/** The forms in the order of the API: by position. */
export const formsInOrder = (account: Account): readonly TicketForm[] =>
  [...account.forms.values()].sort((a, b) => a.position - b.position || a.id - b.id);

export const presentForm = (form: TicketForm, api: string): object => ({
  ...form,
  url: `${api}/ticket_forms/${form.id}.json`,
  raw_name: form.name,
  raw_display_name: form.display_name,
});
