import { anyAnswer } from './answers.ts';
import { ZendeskError, isPermanent } from './http/errors.ts';
import { ticketFormsAnswer } from './field-answers.ts';
import { allPages } from './fields.ts';
import type { Zendesk } from './http/zendesk.ts';

/**
 * FLD-1: adds the fields at the end of each active form that lacks some of them. Zendesk only lets us write a form's
 * whole list of fields, so a change that a person makes between our read and our write is lost.
 * @returns one sentence for each form
 * @throws ZendeskError where a retry may help
 */
export async function addToForms(zendesk: Zendesk, fieldIds: readonly number[]): Promise<readonly string[]> {
  try {
    const steps: string[] = [];
    for (const form of await activeForms(zendesk)) {
      const present = form.ticket_field_ids ?? [];
      const missing = fieldIds.filter((id) => !present.includes(id));
      if (missing.length > 0) {
        await zendesk.send(anyAnswer, ({ ticketforms }) =>
          ticketforms.update(form.id, { ticket_form: { ticket_field_ids: [...present, ...missing] } }),
        );
      }
      steps.push(`Form ${form.name}: ${missing.length === 0 ? 'has the fields' : `${missing.length} fields added`}`);
    }
    return steps;
  } catch (error) {
    if (!(error instanceof ZendeskError) || !isPermanent(error.code)) throw error;
    const absent = error.code === 'Forbidden' || error.code === 'NotFound';
    return [
      absent
        ? 'Ticket forms: none on this plan, or only administrators may change them; the fields stand on every ticket without forms'
        : `Ticket forms: refused. ${error.message}`,
    ];
  }
}

async function activeForms(zendesk: Zendesk) {
  const forms = await allPages(async (query) => {
    const answer = await zendesk.request(ticketFormsAnswer, 'GET', 'ticket_forms', {
      query: { ...query, active: 'true' },
    });
    return { items: answer.ticket_forms, more: answer.next_page != null };
  });
  return forms.filter((form) => form.active !== false);
}
