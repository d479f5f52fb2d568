import type { Budget, Finding } from '../domain/operations/budget.ts';
import { temporalLocal, zendeskQuestions } from './activities.ts';

/**
 * Short workflows by which the doors ask Zendesk, so that what people look up is under the same rate limit as what
 * sessions do.
 */

/** OPS-4: what the worker that answers knows of the request budget. */
export async function budget(): Promise<Budget> {
  return await zendeskQuestions.readBudget();
}

/** OPS-5: whether the account is set up as the product needs it, with a remedy for what is not. */
export async function connectionCheck(): Promise<readonly Finding[]> {
  const { tickets, fields } = await temporalLocal.readSettings();
  const { identifier: _contactField, ...ticketFields } = fields;
  const fieldIds = Object.values(ticketFields).filter((id): id is number => id !== null);
  return await zendeskQuestions.checkConnection({ defaultUserId: tickets.defaultUserId, fieldIds });
}
