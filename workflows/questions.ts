import type { CreatedFields } from '../activities/contract.ts';
import type { Budget, Finding } from '../domain/operations/budget.ts';
import { temporalLocal, zendeskFields, zendeskForPerson } from './activities.ts';

/**
 * Short workflows by which the doors ask Zendesk, so that what people look up is under the same rate limit as what
 * sessions do.
 */

/** OPS-4: what the worker that answers knows of the request budget. */
export async function budget(): Promise<Budget> {
  return await zendeskForPerson.readBudget();
}

/** OPS-5: whether the account is set up as the product needs it, with a remedy for what is not. */
export async function connectionCheck(): Promise<readonly Finding[]> {
  const { tickets, fields, mapping } = await temporalLocal.readSettings();
  const { identifier, ...ticketFields } = fields;
  const ids = Object.values(ticketFields).filter((id) => id !== null);
  const fieldIds = [...ids, ...mapping.flatMap((to) => (to.target === 'ticket' ? [to.fieldId] : []))];
  const keys = mapping.flatMap((to) => (to.target === 'contact' ? [to.fieldKey] : []));
  const fieldKeys = identifier === null ? keys : [identifier, ...keys];
  return await zendeskForPerson.checkConnection({ defaultUserId: tickets.defaultUserId, fieldIds, fieldKeys });
}

/** FLD-1: makes the fields in Zendesk, or finds them. Whoever asked saves the ids, so that the history says who. */
export async function createFields(): Promise<CreatedFields> {
  const { fields } = await temporalLocal.readSettings();
  return await zendeskFields.createFields({ known: fields });
}
