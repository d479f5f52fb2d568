import type { StoredNumbers } from '../contract.ts';
import { identitiesAnswer, toContact, userAnswer } from './answers.ts';
import { mostPages, perPage, unlessMissing } from './users.ts';
import type { Zendesk } from './zendesk.ts';

/** OUT-8: the number on the record first, then those of the identities. Nobody that may not be matched has any (CON-9). */
export async function listNumbers(
  zendesk: Zendesk,
  { contactId }: { readonly contactId: number },
): Promise<StoredNumbers> {
  const answer = await unlessMissing(zendesk.get(`users/${contactId}`, userAnswer));
  const contact = answer === null ? null : toContact(answer.user);
  if (contact === null || !contact.matchable) return { contact: null, numbers: [] };
  const own = contact.phone === null ? [] : [contact.phone];
  return { contact, numbers: [...new Set([...own, ...(await phoneIdentities(zendesk, contactId))])] };
}

async function phoneIdentities(zendesk: Zendesk, contactId: number): Promise<readonly string[]> {
  const numbers: string[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const query = { per_page: String(perPage), page: String(page) };
    const answer = await unlessMissing(zendesk.get(`users/${contactId}/identities`, identitiesAnswer, query));
    if (answer === null) break;
    for (const { type, value } of answer.identities) if (type === 'phone_number' && value != null) numbers.push(value);
    if (answer.next_page == null) break;
  }
  return numbers;
}
