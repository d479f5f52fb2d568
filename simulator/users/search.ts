import type { Account } from '../core/account.ts';
import { textIn } from '../core/json.ts';
import type { User } from '../core/records.ts';

const digitsOf = (text: string): string => text.replaceAll(/\D/g, '');
const phoneDigits = new WeakMap<User, readonly string[]>();

function digitsIn(user: User): readonly string[] {
  const known = phoneDigits.get(user);
  if (known !== undefined) return known;
  const numbers = [user.phone ?? '', ...user.identities.flatMap((i) => (i.type === 'phone_number' ? [i.value] : []))];
  const digits = [...new Set(numbers.map(digitsOf))].filter((number) => number !== '');
  phoneDigits.set(user, digits);
  return digits;
}

export type Term = { readonly name: string; readonly value: string };

/** The terms of a query such as `role:end-user phone:*4155551212 "free text"`. The name of free text is empty. */
export function termsOf(query: string): readonly Term[] {
  return [...query.matchAll(/(?:(\w+):)?(?:"([^"]*)"|(\S+))/g)].map((found) => ({
    name: found[1]?.toLowerCase() ?? '',
    value: found[2] ?? found[3] ?? '',
  }));
}

function matches(user: User, { name, value }: Term, settings: Account['settings']): boolean {
  const text = value.toLowerCase();
  switch (name) {
    case 'type':
      return text === 'user';
    case 'role':
      return user.role === text;
    case 'phone': {
      const wanted = digitsOf(value);
      if (wanted === '') return value === 'none' && user.phone === null;
      // `*` stands for any characters, and a number with it is compared by its digits ("Retrieving the Zendesk user id of a caller").
      const [isOpenBefore, isOpenAfter] = [value.startsWith('*'), value.endsWith('*')];
      if (isOpenAfter && !settings.phoneStarAtEnd) return false;
      if (isOpenBefore && isOpenAfter) return digitsIn(user).some((digits) => digits.includes(wanted));
      if (isOpenBefore) return digitsIn(user).some((digits) => digits.endsWith(wanted));
      if (isOpenAfter) return digitsIn(user).some((digits) => digits.startsWith(wanted));
      // Without a star, only the same spelling matches.
      return user.phone === value || user.identities.some((identity) => identity.value === value);
    }
    case 'email':
      return user.identities.some((identity) => identity.type === 'email' && identity.value.toLowerCase() === text);
    case 'name':
      return user.name.toLowerCase().includes(text.replaceAll('*', ''));
    case 'external_id':
      return user.external_id?.toLowerCase() === text;
    case 'tags':
      return user.tags.includes(text);
    default: {
      // The name of a term may be the key of a user field ("Zendesk Support search reference", custom fields of users).
      if (name !== '') return textIn(user.user_fields[name])?.toLowerCase() === text;
      const texts = [user.name, user.email ?? '', user.notes ?? '', user.details ?? '', user.phone ?? ''];
      return texts.some((part) => part.toLowerCase().includes(text));
    }
  }
}

/** The users that match a query, as the search index has them. A hit may be out of date; reading by id is always current. */
export function searchUsers(account: Account, query: string): readonly User[] {
  const { settings } = account;
  // Terms with one keyword are alternatives. Terms with different keywords must all match.
  const groupOf = ({ name }: Term, i: number): string => (name === '' || !settings.keywordAlternatives ? `${i}` : name);
  const groups = [...Map.groupBy(termsOf(query), groupOf).values()];
  const found: User[] = [];
  for (const user of account.userSearch.values()) {
    if (!user.active && !settings.searchFindsDeleted) continue;
    if (groups.every((terms) => terms.some((term) => matches(user, term, settings)))) found.push(user);
  }
  return found;
}
