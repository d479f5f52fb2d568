import { newId, putUser, userByEmail, userByExternalId, type Account } from '../core/account.ts';
import { invalid, invalidField } from '../core/errors.ts';
import { flagIn, idIn, isObject, keysIn, listIn, objectIn, sameJson, tagsIn, textIn, type Json } from '../core/json.ts';
import { record } from '../core/ledger.ts';
import type { Origin } from '../core/ledger-entry.ts';
import { roles, type Identity, type User } from '../core/records.ts';
import { emptyUserFields, mergeUserFields } from './fields.ts';

/** Keys of a user that have an effect here. No mail is ever sent, which is all that `skip_verify_email` asks for. */
const modelledUserKeys: readonly string[] = (
  'name email phone external_id role alias details notes tags user_fields identities organization_id locale time_zone ' +
  'verified suspended skip_verify_email'
).split(' ');

/** Keys of a user that Zendesk takes and this simulator ignores. The ledger names them where a request has them. */
const ignoredUserKeys: readonly string[] = (
  'organization locale_id active shared_phone_number custom_role_id default_group_id signature remote_photo_url ' +
  'ticket_restriction only_private_comments moderator restricted_agent agent_brand_ids'
).split(' ');

/** Keys of a user that the API lets a client write. Others are dropped with a warning. */
export const writableUserKeys: ReadonlySet<string> = new Set([...modelledUserKeys, ...ignoredUserKeys]);

/** Only a number in E.164 identifies its user. Zendesk treats another spelling as another number. */
const e164 = /^\+[1-9]\d{6,14}$/;
const emailShape = /^[^@\s]+@[^@\s]+$/;

export const isMailAddress = (value: string): boolean => emailShape.test(value);

function newIdentity(
  account: Account,
  identity: {
    readonly userId: number;
    readonly type: Identity['type'];
    readonly value: string;
    readonly isPrimary: boolean;
  },
): Identity {
  const { userId, type, value, isPrimary } = identity;
  const at = account.clock.stamp();
  const stored = { id: newId(account), user_id: userId, type, value, verified: true, primary: isPrimary };
  return { ...stored, created_at: at, updated_at: at };
}

const clearable = (given: unknown, before: string | null): string | null =>
  given === undefined ? before : given === null || given === '' ? null : (textIn(given) ?? before);

/**
 * Applies Zendesk's rule for phone numbers. A number that no other user has is a direct line and becomes an identity. A
 * number that another user has too is shared and identifies nobody.
 */
function withPhone(account: Account, user: User): User {
  const { phone } = user;
  const others = user.identities.filter((identity) => identity.type !== 'phone_number' || identity.value === phone);
  if (phone === null) return { ...user, identities: others, shared_phone_number: null };
  if (!e164.test(phone)) return { ...user, identities: others, shared_phone_number: null };
  if (others.some((identity) => identity.value === phone))
    return { ...user, identities: others, shared_phone_number: false };
  const isShared = [...(account.byPhone.get(phone) ?? [])].some((id) => id !== user.id);
  if (isShared) return { ...user, identities: others, shared_phone_number: true };
  const line = newIdentity(account, { userId: user.id, type: 'phone_number', value: phone, isPrimary: false });
  return { ...user, identities: [...others, line], shared_phone_number: false };
}

function withEmail(account: Account, user: User): User {
  const { email } = user;
  if (email === null) return { ...user, identities: user.identities.filter((identity) => identity.type !== 'email') };
  if (user.identities.some((identity) => identity.type === 'email' && identity.value === email)) return user;
  const others = user.identities.map((identity) =>
    identity.type === 'email' ? { ...identity, primary: false } : identity,
  );
  return {
    ...user,
    identities: [newIdentity(account, { userId: user.id, type: 'email', value: email, isPrimary: true }), ...others],
  };
}

function withGivenIdentities(account: Account, user: User, given: unknown): User {
  let changed = user;
  for (const item of listIn(given)) {
    const type = objectIn(item).type;
    const value = textIn(objectIn(item).value);
    if (value === undefined || (type !== 'email' && type !== 'phone_number')) continue;
    if (changed.identities.some((identity) => identity.type === type && identity.value === value)) continue;
    if (type === 'email' && changed.email === null) changed = { ...changed, email: value };
    if (type === 'phone_number' && changed.phone === null) changed = { ...changed, phone: value };
    const first = type === 'email' && !changed.identities.some((identity) => identity.type === 'email');
    changed = {
      ...changed,
      identities: [...changed.identities, newIdentity(account, { userId: user.id, type, value, isPrimary: first })],
    };
  }
  return changed;
}

/** The user after the given properties were changed. Throws Refusal 422 for values that Zendesk refuses. */
function withProperties(account: Account, before: User, given: Json): User {
  const name = given.name === undefined ? before.name : (textIn(given.name) ?? '').trim();
  if (name === '') throw invalid({ name: [{ description: 'Name: cannot be blank', error: 'BlankValue' }] });
  if (Array.from(name).length > 255)
    throw invalidField('name', 'Name: is too long (maximum is 255 characters)', 'TooLong');
  const email = clearable(given.email, before.email)?.toLowerCase() ?? null;
  if (email !== null && !emailShape.test(email)) {
    throw invalidField('email', `Email: ${email} is not properly formatted`, 'InvalidFormat');
  }
  const owner = email === null ? undefined : userByEmail(account, email);
  if (owner !== undefined && owner.id !== before.id) {
    throw invalidField('email', `Email: ${email} is already being used by another user`, 'DuplicateValue');
  }
  const externalId = clearable(given.external_id, before.external_id);
  const namesake = externalId === null ? undefined : userByExternalId(account, externalId);
  if (namesake !== undefined && namesake.id !== before.id) {
    throw invalidField('external_id', `External: ${externalId} has already been taken`, 'DuplicateValue');
  }
  const role = given.role === undefined ? before.role : roles.find((known) => known === given.role);
  if (role === undefined) throw invalidField('role', 'Role: is not a known role');

  const changed: User = {
    ...before,
    name,
    email,
    phone: clearable(given.phone, before.phone),
    external_id: externalId,
    role,
    alias: clearable(given.alias, before.alias),
    details: clearable(given.details, before.details),
    notes: clearable(given.notes, before.notes),
    locale: textIn(given.locale) ?? before.locale,
    time_zone: textIn(given.time_zone) ?? before.time_zone,
    organization_id: given.organization_id === null ? null : (idIn(given.organization_id) ?? before.organization_id),
    suspended: flagIn(given.suspended) ?? before.suspended,
    verified: flagIn(given.verified) ?? before.verified,
    tags: given.tags === undefined ? before.tags : tagsIn(given.tags),
    user_fields: isObject(given.user_fields)
      ? mergeUserFields(account, before.user_fields, given.user_fields)
      : before.user_fields,
  };
  return withGivenIdentities(account, withPhone(account, withEmail(account, changed)), given.identities);
}

function blankUser(account: Account): User {
  const at = account.clock.stamp();
  return {
    id: newId(account),
    name: '',
    email: null,
    phone: null,
    shared_phone_number: null,
    role: 'end-user',
    active: true,
    suspended: false,
    verified: false,
    external_id: null,
    alias: null,
    details: null,
    notes: null,
    locale: 'en-US',
    time_zone: account.settings.timeZone,
    organization_id: null,
    tags: [],
    user_fields: emptyUserFields(account),
    identities: [],
    created_at: at,
    updated_at: at,
  };
}

/** Creates a user. `fixed`: values that a client cannot set, for seeded data (id, times, `active`). */
export function createUser(account: Account, given: Json, origin: Origin | null, fixed: Partial<User> = {}): User {
  const blank = { ...blankUser(account), ...fixed };
  const user = withProperties(account, blank, { ...given, name: given.name ?? '' });
  putUser(account, user, origin === null);
  if (origin !== null)
    record(account, origin, {
      kind: 'user.create',
      user_id: user.id,
      applied: given,
      not_modelled: keysIn(given, ignoredUserKeys),
    });
  return user;
}

/** Changes the given properties of a user. Only values that differ change `updated_at` and are in the ledger as applied. */
export function updateUser(account: Account, before: User, given: Json, origin: Origin): User {
  const after = withProperties(account, before, given);
  const applied = Object.fromEntries(
    Object.entries(after).filter(([name, value]) => !sameJson(value, Reflect.get(before, name))),
  );
  const user = Object.keys(applied).length === 0 ? before : { ...after, updated_at: account.clock.stamp() };
  if (user !== before) putUser(account, user);
  record(account, origin, {
    kind: 'user.update',
    user_id: user.id,
    applied,
    not_modelled: keysIn(given, ignoredUserKeys),
  });
  return user;
}

/** The user that `create_or_update` changes. It is matched by external id (in any case) or e-mail address, never by phone. */
export function matchUser(account: Account, given: Json): User | undefined {
  const externalId = textIn(given.external_id);
  const email = textIn(given.email);
  const byExternalId = externalId === undefined ? undefined : userByExternalId(account, externalId);
  return byExternalId ?? (email === undefined ? undefined : userByEmail(account, email));
}

/** Deletes a user. A deleted user can still be read by id, with `active: false`, and search may still find it. */
export function deactivateUser(account: Account, user: User): User {
  const gone = { ...user, active: false, updated_at: account.clock.stamp() };
  putUser(account, gone);
  return gone;
}
