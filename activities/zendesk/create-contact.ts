import { callerName } from '../../domain/contact/make.ts';
import type { Contact, ContactFieldValue, NewContact } from '../../domain/zendesk/contact.ts';
import type { RefusedValue } from '../../domain/zendesk/refusal.ts';
import { toContact, userAnswer } from './answers.ts';
import { ZendeskError, wordsOf } from './http/errors.ts';
import { refusedValues } from './http/failures.ts';
import type { Zendesk } from './http/zendesk.ts';

export type MadeContact = {
  readonly contact: Contact;
  readonly created: boolean;
  /** Details that Zendesk refused, and that were left out. Absent: none. */
  readonly leftOut?: readonly RefusedValue[];
};

/** The details of a contact that Zendesk may refuse. */
type Details = Pick<NewContact, 'name' | 'phone' | 'fields'>;

/**
 * END-4: creates the contact without the details that Zendesk refuses: those that the refusal names, else one by one, and at
 * last all of them. A refused request was not carried out, and the external id makes each attempt one contact.
 * @throws ZendeskError if Zendesk refuses the contact with a name alone
 */
export async function createContact(zendesk: Zendesk, externalId: string, wanted: Details): Promise<MadeContact> {
  let details = wanted;
  const leftOut: RefusedValue[] = [];
  for (;;) {
    try {
      const made = await createOrUpdate(zendesk, externalId, details);
      return { ...made, ...(leftOut.length > 0 && { leftOut }) };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const values = partsOf(details);
      const named = refusedValues(error.facts).filter(({ name }) => values.includes(name));
      if (named.length === 0) return await createWithoutOne(zendesk, externalId, { details, leftOut, error });
      leftOut.push(...named);
      details = without(
        details,
        named.map(({ name }) => name),
      );
    }
  }
}

/** Leaves out one detail after the other, and then all of them. Throws the first refusal if nothing helps. */
async function createWithoutOne(
  zendesk: Zendesk,
  externalId: string,
  { details, leftOut, error }: { details: Details; leftOut: readonly RefusedValue[]; error: ZendeskError },
): Promise<MadeContact> {
  const values = partsOf(details);
  const words = wordsOf(error.facts);
  const attempts = values.length > 1 ? [...values.map((name) => [name]), values] : [values];
  for (const names of attempts.filter((each) => each.length > 0)) {
    try {
      const made = await createOrUpdate(zendesk, externalId, without(details, names));
      return { ...made, leftOut: [...leftOut, ...names.map((name) => ({ name, words }))] };
    } catch (again) {
      if (!isRefusal(again)) throw again;
    }
  }
  throw error;
}

async function createOrUpdate(
  zendesk: Zendesk,
  externalId: string,
  { name, phone, fields }: Details,
): Promise<MadeContact> {
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
  return { contact: toContact(body.user), created: status === 201 };
}

/** The names of the details that can be left out. Another name takes the place of a refused one. */
function partsOf({ name, phone, fields }: Details): readonly string[] {
  return [
    ...fields.map(({ key }) => key),
    ...(phone === null ? [] : ['phone']),
    ...(name === callerName(phone) ? [] : ['name']),
  ];
}

function without({ name, phone, fields }: Details, names: readonly string[]): Details {
  return {
    name: names.includes('name') ? callerName(phone) : name,
    phone: names.includes('phone') ? null : phone,
    fields: fields.filter(({ key }) => !names.includes(key)),
  };
}

/** True if Zendesk refused the values of a request for good, or does not allow them to be written. */
export function isRefusal(error: unknown): error is ZendeskError {
  return (
    error instanceof ZendeskError &&
    (error.code === 'Invalid' || error.code === 'BadRequest' || error.code === 'Forbidden')
  );
}

export function userFields(fields: readonly ContactFieldValue[]): Readonly<Record<string, ContactFieldValue['value']>> {
  return Object.fromEntries(fields.map(({ key, value }) => [key, value]));
}
