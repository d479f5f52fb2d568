import type { Contact, ContactChange, ContactFieldValue, NewContact } from '../../domain/zendesk/contact.ts';
import { anyAnswer, toContact, userAnswer } from './answers.ts';
import { countryOf } from '../../domain/phone.ts';
import { hasStoredNumber } from '../../domain/phone-stored.ts';
import { ZendeskError } from './http/errors.ts';
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
export async function makeContact(
  zendesk: Zendesk,
  wanted: NewContact,
): Promise<{ readonly contact: Contact; readonly created: boolean }> {
  let externalId = wanted.externalId;
  const isUnused = wanted.unusedSince !== undefined && Date.now() - wanted.unusedSince < trustUnusedForMs;
  const mostTried = isUnused ? 0 : mostExternalIds;
  for (let next = 2; next <= mostTried; next += 1) {
    const found = (await usersWithExternalIdInAnyCase(zendesk, externalId)).map(toContact);
    const own = found.find(
      (contact) => contact.matchable && contact.externalId === externalId && belongsToCaller(wanted, contact),
    );
    // An earlier attempt may have been lost after it created the contact and before it added the address.
    if (own !== undefined) return { contact: await withEmail(zendesk, own, wanted.email), created: false };
    if (found.length === 0) break;
    externalId = `${wanted.externalId}#${next}`;
  }
  const { name, phone, fields } = wanted;
  const { status, body } = await zendesk.sendForStatus(userAnswer, ({ users }) =>
    users.createOrUpdate({
      user: {
        external_id: externalId,
        name,
        ...(phone === null ? {} : { phone }),
        // `email` must not be sent here: Zendesk would find another user with that address, and overwrite them.
        ...(fields.length === 0 ? {} : { user_fields: userFields(fields) }),
        role: 'end-user',
        skip_verify_email: true,
      },
    }),
  );
  return { contact: await withEmail(zendesk, toContact(body.user), wanted.email), created: status === 201 };
}

/** Adds the address to a contact that has none, unless another user has it. */
async function withEmail(zendesk: Zendesk, contact: Contact, email: string | null): Promise<Contact> {
  if (email === null || contact.email !== null) return contact;
  try {
    await zendesk.send(anyAnswer, ({ useridentities }) =>
      useridentities.create(contact.id, { identity: { type: 'email', value: email, skip_verify_email: true } }),
    );
    return { ...contact, email };
  } catch (error) {
    if (error instanceof ZendeskError && error.code === 'Invalid') return contact;
    throw error;
  }
}

function userFields(fields: readonly ContactFieldValue[]): Readonly<Record<string, ContactFieldValue['value']>> {
  return Object.fromEntries(fields.map(({ key, value }) => [key, value]));
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
): Promise<{ readonly dropped: readonly string[] }> {
  const rename =
    name !== null && (await zendesk.send(userAnswer, ({ users }) => users.show(contactId))).user.name === name.from;
  if (!rename && fields.length === 0) return { dropped: [] };
  const { user } = await zendesk.send(userAnswer, ({ users }) =>
    users.update(contactId, {
      user: {
        ...(rename ? { name: name.to } : {}),
        ...(fields.length === 0 ? {} : { user_fields: userFields(fields) }),
      },
    }),
  );
  const stored = user.user_fields;
  if (stored === null) return { dropped: [] };
  return { dropped: fields.filter(({ key, value }) => isDropped(value, stored[key])).map(({ key }) => key) };
}
