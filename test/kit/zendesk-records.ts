import type { TestStack } from './stack.ts';

/** Creates records in Zendesk directly, without the API. */

/** Creates a contact, and gives its id. */
export async function seedContact({ zendesk }: TestStack, contact: object): Promise<number> {
  const { users } = await zendesk.seed({ users: [{ role: 'end-user', ...contact }] });
  return onlyId(users);
}

/** Creates a ticket, and gives its id. */
export async function seedTicket({ zendesk }: TestStack, ticket: object): Promise<number> {
  const { tickets } = await zendesk.seed({ tickets: [ticket] });
  return onlyId(tickets);
}

function onlyId([id]: readonly number[]): number {
  if (id === undefined) throw new Error('The simulator created no record.');
  return id;
}
