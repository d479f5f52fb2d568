import type { Contact, ContactChange, ContactFieldValue, NewContact } from '../../domain/zendesk/contact.ts';
import { anyAnswer, toContact, userAnswer } from './answers.ts';
import { ZendeskError } from './http/errors.ts';
import { isDropped } from './fields.ts';
import { usersWithExternalIdInAnyCase } from './look-up.ts';
import type { Zendesk } from './http/zendesk.ts';

/** How many contacts may stand in the way with the caller's external id before the last is taken over. */
const mostExternalIds = 5;

/** How long a look-up that saw the external id free is believed: who takes it meanwhile is written over, name and all. */
const trustUnusedForMs = 3_000;

/**
 * CON-7: the same external id gives the same contact, however often and from wherever it is asked for. One who has it is taken
 * as they are: a write would overwrite their name. One who has it but must not be matched (CON-9), got another number since, or
 * has it in another case only, is left alone: the next is `<external id>#2`.
 * `created` is false for one who was there already, be it since an attempt whose answer was lost.
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
    // An attempt may have been lost between making the contact and adding the address.
    if (own !== undefined) return { contact: await withEmail(zendesk, own, wanted.email), created: false };
    if (found.length === 0) break;
    externalId = `${wanted.externalId}#${next}`;
  }
  const { name, phone, fields } = wanted;
  const { status, body } = await zendesk.post('users/create_or_update', userAnswer, {
    body: {
      user: {
        external_id: externalId,
        name,
        ...(phone === null ? {} : { phone }),
        // Not `email`: by it Zendesk would find another user, and overwrite them.
        ...(fields.length === 0 ? {} : { user_fields: userFields(fields) }),
        role: 'end-user',
        skip_verify_email: true,
      },
    },
  });
  return { contact: await withEmail(zendesk, toContact(body.user), wanted.email), created: status === 201 };
}

/** Adds the address to a contact that has none, unless another user has it. */
async function withEmail(zendesk: Zendesk, contact: Contact, email: string | null): Promise<Contact> {
  if (email === null || contact.email !== null) return contact;
  try {
    await zendesk.post(`users/${contact.id}/identities`, anyAnswer, {
      body: { identity: { type: 'email', value: email, skip_verify_email: true } },
    });
    return { ...contact, email };
  } catch (error) {
    if (error instanceof ZendeskError && error.code === 'Invalid') return contact;
    throw error;
  }
}

function userFields(fields: readonly ContactFieldValue[]): Readonly<Record<string, ContactFieldValue['value']>> {
  return Object.fromEntries(fields.map(({ key, value }) => [key, value]));
}

/** A number moves from one person to another; who has an external id of another kind stays who they are. */
function belongsToCaller({ externalId, phone }: NewContact, contact: Contact): boolean {
  return !externalId.startsWith('phone:') || hasNumber(phone, contact);
}

/** Zendesk may store the number in another spelling; an international one needs no default country. */
function hasNumber(phone: string | null, contact: Contact): boolean {
  return phone === null || (contact.phone !== null && (contact.phone === phone || sameDigits(contact.phone, phone)));
}

/** National spellings ("(415) 555-0100") end like the international one; that they are the same is known from the external id. */
function sameDigits(stored: string, e164: string): boolean {
  const digits = stored.replace(/\D/g, '').replace(/^0+/, '');
  return digits.length >= 6 && e164.endsWith(digits);
}

/**
 * CON-4, UPD-6: one write; a name takes a read before it, since only the name that this product gave is replaced.
 * @throws ZendeskError `NotFound` for a contact that was merged away or deleted (CON-8)
 */
export async function updateContact(
  zendesk: Zendesk,
  { contactId, name, fields }: ContactChange,
): Promise<{ readonly dropped: readonly string[] }> {
  const rename = name !== null && (await zendesk.get(`users/${contactId}`, userAnswer)).user.name === name.from;
  if (!rename && fields.length === 0) return { dropped: [] };
  const { user } = await zendesk.put(`users/${contactId}`, userAnswer, {
    user: {
      ...(rename ? { name: name.to } : {}),
      ...(fields.length === 0 ? {} : { user_fields: userFields(fields) }),
    },
  });
  const stored = user.user_fields;
  if (stored === null) return { dropped: [] };
  return { dropped: fields.filter(({ key, value }) => isDropped(value, stored[key])).map(({ key }) => key) };
}
