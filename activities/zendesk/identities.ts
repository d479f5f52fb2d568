import { identitiesAnswer } from './answers.ts';
import { mostPages, perPage, nullIfMissing } from './users.ts';
import type { Zendesk } from './http/zendesk.ts';

export type Identity = { readonly type: string; readonly value: string };

/**
 * The e-mail addresses, phone numbers and other identities of a user, at most 500. Each page is requested only when the
 * caller reads on. Empty for a user who does not exist.
 */
export async function* identitiesOf(zendesk: Zendesk, userId: number): AsyncGenerator<Identity> {
  for (let page = 1; page <= mostPages; page += 1) {
    const query = { per_page: String(perPage), page: String(page) };
    const answer = await nullIfMissing(
      zendesk.request(identitiesAnswer, 'GET', `users/${userId}/identities`, { query }),
    );
    if (answer === null) return;
    for (const { type, value } of answer.identities) if (value != null) yield { type, value };
    if (answer.next_page == null) return;
  }
}
