import type { CreatedFields } from '../activities/contract.ts';
import type { Budget, Finding } from '../domain/operations/budget.ts';
import { readSettings, zendeskFields, zendeskForPerson } from './activities.ts';

/**
 * Short workflows that send requests to Zendesk for the endpoints of the API. So the requests of people and the requests of
 * sessions are under the same rate limit.
 */

/** The request budget as one worker knows it: the one that answers (OPS-4). */
export async function budget(): Promise<Budget> {
  return await zendeskForPerson.readBudget();
}

/** Checks whether the Zendesk account is set up as the product needs it, and gives a remedy for each problem (OPS-5). */
export async function connectionCheck(): Promise<readonly Finding[]> {
  const { tickets, fields, mapping } = await readSettings();
  const { identifier, ...ticketFields } = fields;
  const ids = Object.values(ticketFields).filter((id) => id !== null);
  const fieldIds = [...ids, ...mapping.flatMap((to) => (to.target === 'ticket' ? [to.fieldId] : []))];
  const keys = mapping.flatMap((to) => (to.target === 'contact' ? [to.fieldKey] : []));
  const fieldKeys = identifier === null ? keys : [identifier, ...keys];
  return await zendeskForPerson.checkConnection({ defaultUserId: tickets.defaultUserId, fieldIds, fieldKeys });
}

/**
 * Creates the product's fields in Zendesk, or finds them (FLD-1). The caller saves their ids in the settings, so that the
 * history of the settings names the person.
 */
export async function createFields(): Promise<CreatedFields> {
  const { fields } = await readSettings();
  return await zendeskFields.createFields({ known: fields });
}
