import type { RefusedValue } from '../../domain/zendesk/refusal.ts';
import type { Contact, ContactChange, ContactFieldValue, NewContact } from '../../domain/zendesk/contact.ts';
import { anyAnswer, toContact, userAnswer } from './answers.ts';
import { countryOf } from '../../domain/phone.ts';
import { hasStoredNumber } from '../../domain/phone-stored.ts';
import { type MadeContact, createContact, isRefusal, userFields } from './create-contact.ts';
import { ZendeskError, isPermanent, wordsOf } from './http/errors.ts';
import { refusedValues } from './http/failures.ts';
import { isDropped } from './fields.ts';
import { usersWithExternalIdInAnyCase } from './look-up.ts';
import type { Zendesk } from './http/zendesk.ts';

/**
 * `makeContact` tries the external id itself and then `#2` to `#5`. The last one is used without looking who has it.
 */
const mostExternalIds = 5;

/**
 * For this long, the result of a look-up that found the external id unused is trusted. If somebody gets the external id
 * within this time, `makeContact` overwrites their name.
 */
const trustUnusedForMs = 3_000;

/**
 * Creates the contact of a caller, or gives the one that exists: the same external id always gives the same contact,
 * even to two calls at the same time (CON-7). An existing contact only gets a missing e-mail address: any other write
 * would overwrite its name. The contact with the external id is passed over if it must not be matched (CON-9), has
 * another number now, or has the external id in another case. Then `<external id>#2` is tried, and so on.
 * @returns `created` is false for a contact that existed before this attempt
 * @throws ZendeskError
 */
export async function makeContact(zendesk: Zendesk, wanted: NewContact): Promise<MadeContact> {
  let externalId = wanted.externalId;
  const isUnused = wanted.unusedSince !== undefined && Date.now() - wanted.unusedSince < trustUnusedForMs;
  const mostTried = isUnused ? 0 : mostExternalIds;
  for (let next = 2; next <= mostTried; next += 1) {
    const found = (await usersWithExternalIdInAnyCase(zendesk, externalId)).map(toContact);
    const own = found.find(
      (contact) => contact.matchable && contact.externalId === externalId && belongsToCaller(wanted, contact),
    );
    // An earlier attempt may have been lost after it created the contact and before it added the address.
    if (own !== undefined) return await withEmail(zendesk, { contact: own, created: false }, wanted.email);
    if (found.length === 0) break;
    externalId = `${wanted.externalId}#${next}`;
  }
  const made = await createContact(zendesk, externalId, wanted);
  return withEmail(zendesk, made, wanted.email);
}

/** Adds the address to a contact that has none. END-4: an address that Zendesk refuses is left out. */
async function withEmail(zendesk: Zendesk, made: MadeContact, email: string | null): Promise<MadeContact> {
  const { contact, leftOut = [] } = made;
  if (email === null || contact.email !== null) return made;
  try {
    await zendesk.send(anyAnswer, ({ useridentities }) =>
      useridentities.create(contact.id, { identity: { type: 'email', value: email, skip_verify_email: true } }),
    );
    return { ...made, contact: { ...contact, email } };
  } catch (error) {
    if (!(error instanceof ZendeskError) || !isPermanent(error.code)) throw error;
    return { ...made, leftOut: [...leftOut, { name: 'email', words: wordsOf(error.facts) }] };
  }
}

/**
 * False if the contact was found by a phone number that it does not have any more: numbers move between people. A
 * contact with an external id of another kind stays the same person whatever number they call from.
 */
function belongsToCaller({ externalId, phone }: NewContact, contact: Contact): boolean {
  return !externalId.startsWith('phone:') || hasNumber(phone, contact);
}

/**
 * True if the contact's record has the number, in whatever spelling Zendesk stores it. A number without country code is
 * read as one of the same country, because the external id has shown that the contact once had this number.
 */
function hasNumber(phone: string | null, contact: Contact): boolean {
  return phone === null || contact.phone === phone || hasStoredNumber(contact.phone, phone, countryOf(phone) ?? '');
}

/**
 * Writes a real name (CON-4) and mapped custom data (UPD-6) to a contact, in one request. A name needs one more request
 * to read the present name, because only a name that this product gave may be replaced.
 * @returns keys of the fields whose value Zendesk did not store
 * @throws ZendeskError `NotFound` for a contact that was merged or deleted (CON-8)
 */
export async function updateContact(
  zendesk: Zendesk,
  { contactId, name, fields }: ContactChange,
): Promise<{ readonly dropped: readonly string[]; readonly refused?: readonly RefusedValue[] }> {
  const rename =
    name !== null && (await zendesk.send(userAnswer, ({ users }) => users.show(contactId))).user.name === name.from;
  const refused: RefusedValue[] = [];
  let parts = { name: rename ? name.to : null, fields };
  while (parts.name !== null || parts.fields.length > 0) {
    try {
      const dropped = await changeContact(zendesk, contactId, parts);
      return { dropped, ...(refused.length > 0 && { refused }) };
    } catch (error) {
      // UPD-6: what the refusal names is left out. A refusal that names nothing is the caller's, who makes the parts one by one.
      const known = parts;
      const named = isRefusal(error)
        ? refusedValues(error.facts).filter(
            (value) =>
              (value.name === 'name' && known.name !== null) || known.fields.some(({ key }) => key === value.name),
          )
        : [];
      if (named.length === 0) throw error;
      refused.push(...named);
      const isNamed = (key: string): boolean => named.some((value) => value.name === key);
      parts = { name: isNamed('name') ? null : known.name, fields: known.fields.filter(({ key }) => !isNamed(key)) };
    }
  }
  return { dropped: [], ...(refused.length > 0 && { refused }) };
}

/** Gives the keys of the fields whose value Zendesk did not store. */
async function changeContact(
  zendesk: Zendesk,
  contactId: number,
  { name, fields }: { readonly name: string | null; readonly fields: readonly ContactFieldValue[] },
): Promise<readonly string[]> {
  const { user } = await zendesk.send(userAnswer, ({ users }) =>
    users.update(contactId, {
      user: {
        ...(name === null ? {} : { name }),
        ...(fields.length === 0 ? {} : { user_fields: userFields(fields) }),
      },
    }),
  );
  const stored = user.user_fields;
  if (stored === null) return [];
  return fields.filter(({ key, value }) => isDropped(value, stored[key])).map(({ key }) => key);
}
