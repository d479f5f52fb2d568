import { newestFirst } from '../../domain/zendesk/contact.ts';
import type { Contact, LookUp, LookUpBy } from '../../domain/zendesk/contact.ts';
import { toE164 } from '../../domain/phone.ts';
import { hasStoredNumber, searchDigits } from '../../domain/phone-stored.ts';
import { type User, toContact, userSearchAnswer, usersAnswer } from './answers.ts';
import { identitiesOf } from './identities.ts';
import { mostPages, perPage, listRequestedTickets } from './users.ts';
import type { Zendesk } from './http/zendesk.ts';

const noMatch = { number: null, contacts: [], unsure: [], tickets: null } as const satisfies LookUp;

/**
 * Looks up the contact of a session, and the contact's tickets if exactly one contact certainly matches. CON-1: by
 * phone number. CON-2: by the app's identifier. CON-3: by e-mail address. CON-9: only active end users match. Makes at
 * most two requests, unless the contact has more than a hundred tickets or identities, or more than a hundred users match.
 * @throws ZendeskError
 */
export async function lookUp(zendesk: Zendesk, input: LookUpBy): Promise<LookUp> {
  switch (input.by) {
    case 'phone':
      return byPhone(zendesk, input);
    case 'email':
      return byEmail(zendesk, input.email.trim().toLowerCase());
    case 'identifier':
      return byIdentifier(zendesk, input);
    default:
      return input satisfies never;
  }
}

/**
 * CON-1: searches for the phone number. If the search finds nobody, looks for the external id that this product gives
 * to contacts: the search lags by minutes, the external id does not (CON-7).
 */
async function byPhone(zendesk: Zendesk, input: Extract<LookUpBy, { by: 'phone' }>): Promise<LookUp> {
  const number = toE164(input.phone, input.defaultCountry);
  if (number === null) return noMatch;

  const digits = searchDigits(number);
  // Zendesk documents the first form, for a number at the end. The second also finds one before an extension, a remark or
  // a second number. A hit needs one of them, because terms with the same keyword are alternatives.
  const query = `role:end-user phone:*${digits} phone:*${digits}*`;
  const users = await searchNewest(zendesk, query, ({ phone }) => hasStoredNumber(phone, number, input.defaultCountry));
  const found = splitByCertainty(users, number, input.defaultCountry);
  const [only] = found.contacts;
  if (only !== undefined && found.contacts.length === 1 && found.unsure.length === 0) {
    return { ...(await matchWithTickets(zendesk, only)), number };
  }
  if (found.contacts.length > 0 || found.unsure.length > 0) return { number, ...found, tickets: null };

  const byExternalId = await usersWithExternalId(zendesk, `phone:${number}`);
  return {
    number,
    ...splitByCertainty(byExternalId.users, number, input.defaultCountry),
    tickets: null,
    ...byExternalId.unused,
  };
}

/**
 * Splits search hits into users whose record shows the number (`contacts`, certain) and users whose record shows
 * another number or none (`unsure`): only the identities of those can show whether they have the number.
 */
function splitByCertainty(
  users: readonly User[],
  number: string,
  country: string,
): Pick<LookUp, 'contacts' | 'unsure'> {
  const contacts = matchable(users);
  const certain = (contact: Contact): boolean => hasStoredNumber(contact.phone, number, country);
  return { contacts: contacts.filter(certain), unsure: contacts.filter((contact) => !certain(contact)) };
}

/**
 * CON-3: searches for the e-mail address, which belongs to at most one user of the account. A hit whose record shows
 * another address has this one as a second identity, or had it once, so the hit's identities are read. If the search
 * finds nobody, looks for the external id of a contact that was created a moment ago, which the search does not know
 * yet.
 */
async function byEmail(zendesk: Zendesk, email: string): Promise<LookUp> {
  if (!isSearchable(email)) return noMatch;
  const hits = matchable(await search(zendesk, `role:end-user email:"${email}"`));
  const shown = hits.find((contact) => contact.email?.toLowerCase() === email);
  if (shown !== undefined) return matchWithTickets(zendesk, shown);
  const [other] = hits;
  if (other !== undefined) {
    const has = await hasIdentity(
      zendesk,
      other.id,
      (type, value) => type === 'email' && value.toLowerCase() === email,
    );
    return has ? { ...noMatch, contacts: [other] } : noMatch;
  }
  const byExternalId = await usersWithExternalId(zendesk, `email:${email}`);
  return { ...noMatch, contacts: matchable(byExternalId.users), ...byExternalId.unused };
}

/**
 * CON-2: looks for the external id `app:<identifier>` that this product gives. A contact that somebody else created may
 * have the identifier in its user field (FLD-1) instead. The search for that field compares loosely, so the hits are
 * compared again.
 */
async function byIdentifier(
  zendesk: Zendesk,
  { identifier, fieldKey }: Extract<LookUpBy, { by: 'identifier' }>,
): Promise<LookUp> {
  const byExternalId = await usersWithExternalId(zendesk, `app:${identifier}`);
  const [own] = matchable(byExternalId.users);
  if (own !== undefined) return matchWithTickets(zendesk, own);
  if (fieldKey === null || !isSearchable(identifier)) return { ...noMatch, ...byExternalId.unused };
  const hits = await search(zendesk, `role:end-user ${fieldKey}:"${identifier}"`);
  const contacts = matchable(hits.filter((user) => user.user_fields?.[fieldKey] === identifier));
  return { ...noMatch, contacts, ...byExternalId.unused };
}

/**
 * Search terms are put in quotes. A value with a quote, a backslash, `*` or a control character cannot be searched
 * safely, so it matches nobody.
 */
function isSearchable(value: string): boolean {
  return value !== '' && !/["\\*\p{Cc}]/u.test(value);
}

async function search(zendesk: Zendesk, query: string): Promise<readonly User[]> {
  return (await firstPage(zendesk, query)).users;
}

async function firstPage(zendesk: Zendesk, query: string) {
  return await zendesk.request(usersAnswer, 'GET', 'users/search', { query: { query, per_page: String(perPage) } });
}

/**
 * The users who match. If they are more than one page, these are the newest of them (END-2), which only the search over all
 * kinds of records can sort. It is read until a page has a user who is wanted.
 */
async function searchNewest(
  zendesk: Zendesk,
  query: string,
  isWanted: (user: Contact) => boolean,
): Promise<readonly User[]> {
  const { users, next_page: second } = await firstPage(zendesk, query);
  if (second == null) return users;
  const found: User[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const { results, next_page: next } = await zendesk.request(userSearchAnswer, 'GET', 'search', {
      query: {
        query: `type:user ${query}`,
        sort_by: 'created_at',
        sort_order: 'desc',
        per_page: String(perPage),
        page: String(page),
      },
    });
    if (matchable(results).some(isWanted)) return results;
    found.push(...results);
    if (next == null) break;
  }
  // The identities of each of these users would have to be read.
  return found.slice(0, perPage);
}

/**
 * Users with exactly this external id. Zendesk ignores case in external ids, but identifiers that differ in case belong
 * to different people. `unused` holds the external id if no user has it in any case; otherwise a later
 * `create_or_update` would overwrite such a user.
 */
async function usersWithExternalId(
  zendesk: Zendesk,
  externalId: string,
): Promise<{ readonly users: readonly User[]; readonly unused: Pick<LookUp, 'unusedExternalId'> }> {
  const found = await usersWithExternalIdInAnyCase(zendesk, externalId);
  const users = found.filter((user) => user.external_id === externalId);
  return { users, unused: found.length === 0 ? { unusedExternalId: externalId } : {} };
}

/** Users with this external id in any case. `create_or_update` with this external id would overwrite such a user. */
export async function usersWithExternalIdInAnyCase(zendesk: Zendesk, externalId: string): Promise<readonly User[]> {
  return (await zendesk.request(usersAnswer, 'GET', 'users/search', { query: { external_id: externalId } })).users;
}

function matchable(users: readonly User[]): readonly Contact[] {
  return users
    .map(toContact)
    .filter((contact) => contact.matchable)
    .sort(newestFirst);
}

/**
 * Adds the tickets to the only certain hit. The search may show a user as it was minutes ago; the list of tickets shows
 * the user as it is now, so a user who was deleted or suspended meanwhile is dropped here.
 */
async function matchWithTickets(zendesk: Zendesk, hit: Contact): Promise<LookUp> {
  const { contact, tickets } = await listRequestedTickets(zendesk, hit.id);
  if (contact === 'gone' || (contact !== 'not shown' && !contact.matchable)) return noMatch;
  return { ...noMatch, contacts: [contact === 'not shown' ? hit : contact], tickets };
}

/** True if the number (E.164) is among the user's identities, in any spelling. False for a user who does not exist. */
export async function hasNumber(
  zendesk: Zendesk,
  input: { readonly contactId: number; readonly number: string; readonly defaultCountry: string },
): Promise<boolean> {
  return hasIdentity(
    zendesk,
    input.contactId,
    (type, value) => type === 'phone_number' && hasStoredNumber(value, input.number, input.defaultCountry),
  );
}

async function hasIdentity(
  zendesk: Zendesk,
  userId: number,
  matches: (type: string, value: string) => boolean,
): Promise<boolean> {
  for await (const { type, value } of identitiesOf(zendesk, userId)) if (matches(type, value)) return true;
  return false;
}
