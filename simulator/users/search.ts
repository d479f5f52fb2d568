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

/** `role:end-user phone:*4155551212 "free text"` → its terms; free text has the name `''`. */
export function termsOf(query: string): readonly Term[] {
  return [...query.matchAll(/(?:(\w+):)?(?:"([^"]*)"|(\S+))/g)].map((found) => ({
    name: found[1]?.toLowerCase() ?? '',
    value: found[2] ?? found[3] ?? '',
  }));
}

function matches(user: User, { name, value }: Term): boolean {
  const text = value.toLowerCase();
  switch (name) {
    case 'type':
      return text === 'user';
    case 'role':
      return user.role === text;
    case 'phone': {
      const wanted = digitsOf(value);
      if (wanted === '') return value === 'none' && user.phone === null;
      if (value.startsWith('*')) return digitsIn(user).some((digits) => digits.endsWith(wanted));
      // Without a star, another spelling is another number to Zendesk.
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
      // A user field goes by its key ("Zendesk Support search reference", custom fields of users).
      if (name !== '') return textIn(user.user_fields[name])?.toLowerCase() === text;
      const spoken = [user.name, user.email ?? '', user.notes ?? '', user.details ?? '', user.phone ?? ''];
      return spoken.some((part) => part.toLowerCase().includes(text));
    }
  }
}

/** Users as the search index has them: a hit may be stale, so a careful client reads it again by id. */
export function searchUsers(account: Account, query: string): readonly User[] {
  const terms = termsOf(query);
  const found: User[] = [];
  for (const user of account.userSearch.values()) {
    if (!user.active && !account.settings.searchFindsDeleted) continue;
    if (terms.every((term) => matches(user, term))) found.push(user);
  }
  return found;
}
