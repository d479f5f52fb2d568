import type { FieldValue } from '../../domain/ticket/ticket.ts';
import type { TicketField } from '../../domain/fields/field.ts';
import { ticketFieldsAnswer } from './answers.ts';
import type { SentFields } from './answers.ts';
import type { Zendesk } from './zendesk.ts';

const goodForMs = 10 * 60_000;
const perPage = 100;
const mostPages = 20;

export type FieldList = { list(zendesk: Zendesk): Promise<readonly TicketField[]> };

/** UPD-6, UPD-7: the account's ticket fields, remembered for ten minutes in this process. */
export function createFieldList(now: () => number = Date.now): FieldList {
  let known: { readonly fields: readonly TicketField[]; readonly until: number } | null = null;
  return {
    async list(zendesk) {
      if (known !== null && now() < known.until) return known.fields;
      const fields = await readAll(zendesk);
      known = { fields, until: now() + goodForMs };
      return fields;
    },
  };
}

async function readAll(zendesk: Zendesk): Promise<readonly TicketField[]> {
  const fields: TicketField[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await zendesk.get('ticket_fields', ticketFieldsAnswer, {
      per_page: String(perPage),
      page: String(page),
    });
    for (const field of answer.ticket_fields)
      fields.push({
        id: field.id,
        title: field.title,
        type: field.type,
        active: field.active !== false,
        pattern: field.regexp_for_validation ?? null,
        options: (field.custom_field_options ?? []).map(({ value }) => value),
      });
    if (answer.next_page == null) break;
  }
  return fields;
}

/** UPD-7: fields that were sent with a value and that the answer shows without it: unknown ids, refused options. */
export function droppedFields(sent: readonly FieldValue[], held: SentFields): readonly number[] {
  if (held === null) return [];
  return sent
    .filter(({ id, value }) => {
      const kept = held.find((field) => field.id === id);
      const isThere = kept !== undefined && kept.value !== null && kept.value !== '' && kept.value !== false;
      return value !== null && value !== '' && value !== false && !isThere;
    })
    .map(({ id }) => id);
}
