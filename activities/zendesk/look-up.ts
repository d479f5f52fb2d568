import type { LookUp } from '../contract.ts';
import { newestFirst } from '../../domain/zendesk/contact.ts';
import type { Contact, LookUpBy } from '../../domain/zendesk/contact.ts';
import { searchDigits, toE164 } from '../../domain/phone.ts';
import { type User, toContact, usersAnswer } from './answers.ts';
import { identitiesOf } from './identities.ts';
import { perPage, listRequestedTickets } from './users.ts';
import type { Zendesk } from './http/zendesk.ts';

const noMatch = { number: null, contacts: [], unsure: [], tickets: null } as const satisfies LookUp;

/**
 * CON-1 to CON-3, CON-9, CON-12: who is it? Never anybody but active end users. Two requests at most, but for a contact with
 * more than a hundred tickets.
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
 * CON-1: first by the search, which lags for minutes; if it finds nobody, by the external id that this product gives (CON-7),
 * which doesn't.
 */
async function byPhone(zendesk: Zendesk, input: Extract<LookUpBy, { by: 'phone' }>): Promise<LookUp> {
  const number = toE164(input.phone, input.defaultCountry);
  if (number === null) return noMatch;

  const query = `role:end-user phone:*${searchDigits(number, input.defaultCountry)}`;
  const found = splitByCertainty(await search(zendesk, query), number, input.defaultCountry);
  const [only] = found.contacts;
  if (only !== undefined && found.contacts.length === 1 && found.unsure.length === 0) {
    return { ...(await matchWithTickets(zendesk, only)), number };
  }
  if (found.contacts.length > 0 || found.unsure.length > 0) return { number, ...found, tickets: null };

  const byExternalId = await usersWithExternalId(zendesk, `phone:${number}`);
  return { number, ...splitByCertainty(byExternalId.users, number, input.defaultCountry), tickets: null, ...byExternalId.unused };
}

/** A record that shows the number itself is certain; with another or none, only the user's identities can tell. */
function splitByCertainty(users: readonly User[], number: string, country: string): Pick<LookUp, 'contacts' | 'unsure'> {
  const contacts = matchable(users);
  const certain = (contact: Contact): boolean => toE164(contact.phone, country) === number;
  return { contacts: contacts.filter(certain), unsure: contacts.filter((contact) => !certain(contact)) };
}

/**
 * CON-3: an address belongs to one user of the account. A hit whose record shows another one has it as a second identity, or
 * had it once: the identities tell. Nobody: the contact made a moment ago, which the search does not know yet.
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
 * CON-2: the external id that this product gives tells at once; a contact that somebody else made may have the identifier in
 * its field (FLD-1), which the search compares loosely.
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

/** Within the quotes of a search: what would end them, or stand for anything, is nobody's address or identifier. */
function isSearchable(value: string): boolean {
  return value !== '' && !/["\\*\p{Cc}]/u.test(value);
}

async function search(zendesk: Zendesk, query: string): Promise<readonly User[]> {
  return (await zendesk.get('users/search', usersAnswer, { query, per_page: String(perPage) })).users;
}

/**
 * Who has this external id: Zendesk compares in any case, but identifiers that differ in case are different people's. `unused`
 * only where nobody has it in any case, since `create_or_update` would overwrite them.
 */
async function usersWithExternalId(
  zendesk: Zendesk,
  externalId: string,
): Promise<{ readonly users: readonly User[]; readonly unused: Pick<LookUp, 'unusedExternalId'> }> {
  const found = await usersWithExternalIdInAnyCase(zendesk, externalId);
  const users = found.filter((user) => user.external_id === externalId);
  return { users, unused: found.length === 0 ? { unusedExternalId: externalId } : {} };
}

/** Users with this external id as Zendesk sees it, whom `create_or_update` would overwrite. */
export async function usersWithExternalIdInAnyCase(zendesk: Zendesk, externalId: string): Promise<readonly User[]> {
  return (await zendesk.get('users/search', usersAnswer, { external_id: externalId })).users;
}

function matchable(users: readonly User[]): readonly Contact[] {
  return users
    .map(toContact)
    .filter((contact) => contact.matchable)
    .sort(newestFirst);
}

/** The one certain hit. The search shows users as they were minutes ago; the list of tickets knows better. */
async function matchWithTickets(zendesk: Zendesk, hit: Contact): Promise<LookUp> {
  const { contact, tickets } = await listRequestedTickets(zendesk, hit.id);
  if (contact === 'gone' || (contact !== 'not shown' && !contact.matchable)) return noMatch;
  return { ...noMatch, contacts: [contact === 'not shown' ? hit : contact], tickets };
}

/** Has the user this number (E.164) among their identities, in whatever spelling? False for a user who is gone. */
export async function hasNumber(
  zendesk: Zendesk,
  input: { readonly contactId: number; readonly number: string; readonly defaultCountry: string },
): Promise<boolean> {
  return hasIdentity(
    zendesk,
    input.contactId,
    (type, value) => type === 'phone_number' && toE164(value, input.defaultCountry) === input.number,
  );
}

async function hasIdentity(
  zendesk: Zendesk,
  userId: number,
  isIt: (type: string, value: string) => boolean,
): Promise<boolean> {
  for await (const { type, value } of identitiesOf(zendesk, userId)) if (isIt(type, value)) return true;
  return false;
}
