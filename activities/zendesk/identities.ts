import { identitiesAnswer } from './answers.ts';
import { mostPages, perPage, nullIfMissing } from './users.ts';
import type { Zendesk } from './http/zendesk.ts';

export type Identity = { readonly type: string; readonly value: string };

/** The identities of a user, page by page, as far as whoever asks goes on; none of a user who is gone. */
export async function* identitiesOf(zendesk: Zendesk, userId: number): AsyncGenerator<Identity> {
  for (let page = 1; page <= mostPages; page += 1) {
    const query = { per_page: String(perPage), page: String(page) };
    const answer = await nullIfMissing(zendesk.get(`users/${userId}/identities`, identitiesAnswer, query));
    if (answer === null) return;
    for (const { type, value } of answer.identities) if (value != null) yield { type, value };
    if (answer.next_page == null) return;
  }
}
