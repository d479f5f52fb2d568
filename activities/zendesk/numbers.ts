import type { StoredNumbers } from '../contract.ts';
import { toContact, userAnswer } from './answers.ts';
import { identitiesOf } from './identities.ts';
import { nullIfMissing } from './users.ts';
import type { Zendesk } from './http/zendesk.ts';

/**
 * OUT-8: the numbers stored on a contact, so that a dialled number can be compared with them. The number on the user
 * record comes first, then those of the identities. A user who may not be matched has none, and `contact` is null
 * (CON-9).
 */
export async function listNumbers(
  zendesk: Zendesk,
  { contactId }: { readonly contactId: number },
): Promise<StoredNumbers> {
  const answer = await nullIfMissing(zendesk.send(userAnswer, ({ users }) => users.show(contactId)));
  const contact = answer === null ? null : toContact(answer.user);
  if (contact === null || !contact.matchable) return { contact: null, numbers: [] };
  const own = contact.phone === null ? [] : [contact.phone];
  return { contact, numbers: [...new Set([...own, ...(await phoneIdentities(zendesk, contactId))])] };
}

async function phoneIdentities(zendesk: Zendesk, contactId: number): Promise<readonly string[]> {
  const numbers: string[] = [];
  for await (const { type, value } of identitiesOf(zendesk, contactId))
    if (type === 'phone_number') numbers.push(value);
  return numbers;
}
