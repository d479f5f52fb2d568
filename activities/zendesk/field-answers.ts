import { z } from 'zod';
import type { ContactField, TicketField } from '../../domain/zendesk/field.ts';

/** Schemas for the parts of Zendesk's answers about fields and forms that we read. Other properties are ignored. */

const id = z.int().positive();
const textOrNull = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

const fieldTypes = [
  'text',
  'textarea',
  'checkbox',
  'date',
  'integer',
  'decimal',
  'regexp',
  'partialcreditcard',
  'multiselect',
  'tagger',
  'lookup',
] as const;

const field = z.object({
  title: z.string(),
  type: z.union([
    z.enum(fieldTypes),
    // User fields call the type `dropdown` that ticket fields call `tagger`.
    z.literal('dropdown').transform(() => 'tagger' as const),
    z.string().transform(() => 'other' as const),
  ]),
  active: z.boolean().nullish(),
  regexp_for_validation: textOrNull,
  custom_field_options: z.array(z.object({ value: z.string(), name: textOrNull })).nullish(),
});

const ticketField = field.extend({ id, agent_description: textOrNull });
const userField = field.extend({ key: z.string() });
export type TicketFieldRecord = z.infer<typeof ticketField>;
export type UserFieldRecord = z.infer<typeof userField>;

const more = { next_page: z.string().nullish() };
export const ticketFieldsAnswer = z.object({ ticket_fields: z.array(ticketField), ...more });
export const ticketFieldAnswer = z.object({ ticket_field: ticketField });
export const userFieldsAnswer = z.object({ user_fields: z.array(userField), ...more });
export const ticketFormsAnswer = z.object({
  ticket_forms: z.array(
    z.object({ id, name: z.string(), active: z.boolean().nullish(), ticket_field_ids: z.array(id).nullish() }),
  ),
  ...more,
});

function toField(record: z.infer<typeof field>): Omit<TicketField, 'id'> {
  const options = record.custom_field_options ?? [];
  return {
    title: record.title,
    type: record.type,
    active: record.active !== false,
    pattern: record.regexp_for_validation,
    options: options.map(({ value }) => value),
    optionNames: options.map(({ name, value }) => name ?? value),
  };
}

export function toTicketField(record: TicketFieldRecord): TicketField {
  return { id: record.id, ...toField(record) };
}

export function toContactField(record: UserFieldRecord): ContactField {
  return { key: record.key, ...toField(record) };
}
