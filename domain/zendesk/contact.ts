import type { FieldContent, Ticket } from './ticket.ts';

/** The parts of a Zendesk user that this product uses. Ids are those of Zendesk, and times are in ISO 8601. */
export type Contact = {
  readonly id: number;
  readonly name: string;
  /** The number on the user record, as Zendesk stores it. Further numbers of a user are identities. */
  readonly phone: string | null;
  readonly email: string | null;
  readonly externalId: string | null;
  readonly createdAt: string;
  /** Whether this is an end user who is neither suspended nor deleted. Only such a user can be the contact (CON-9). */
  readonly matchable: boolean;
};

/** Sorts contacts by the time of their creation, the newest first (CON-6, END-2). */
export function newestFirst(a: Contact, b: Contact): number {
  return Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.id - a.id;
}

/** The value of a user field (`user_fields`), with the key of the field. */
export type ContactFieldValue = { readonly key: string; readonly value: FieldContent };

/** A contact to create for a customer whom no existing contact matches (CON-2 to CON-5, CON-11). */
export type NewContact = {
  /**
   * `phone:+E164`, `app:identifier`, `email:address`, `anonymous` or `session:<id>`. A second attempt with the same
   * external id finds the contact that the first one created (CON-7).
   */
  readonly externalId: string;
  readonly name: string;
  /** E.164, or null for a contact that no later caller may match (CON-5). */
  readonly phone: string | null;
  /** The address is left out if another user has it. */
  readonly email: string | null;
  /** The app's identifier of the user, if the account has a field for it (CON-2, FLD-1). */
  readonly fields: readonly ContactFieldValue[];
  /** When a look-up saw that no user has the external id, ms since the epoch. Absent: no look-up has asked for it. */
  readonly unusedSince?: number;
};

/** Changes to an existing contact. Null and empty members change nothing. */
export type ContactChange = {
  readonly contactId: number;
  /** The real name `to` replaces the name `from`, which was made from the number, and no other name (CON-4). */
  readonly name: { readonly from: string; readonly to: string } | null;
  /** Values of mapped custom data (UPD-6). */
  readonly fields: readonly ContactFieldValue[];
};

/** The value by which a contact is looked up (CON-1 to CON-3). */
export type LookUpBy =
  | { readonly by: 'phone'; readonly phone: string | null; readonly defaultCountry: string }
  | { readonly by: 'email'; readonly email: string }
  /** The app's identifier is the external id `app:<identifier>`, or the value of the user field `fieldKey` (FLD-1). */
  | { readonly by: 'identifier'; readonly identifier: string; readonly fieldKey: string | null };

/** The result of a look-up of the contact (CON-1, CON-7, CON-12). */
export type LookUp = {
  /**
   * The number in E.164. Null: the look-up has no number, or it is withheld (CON-5), and then Zendesk was not asked.
   */
  readonly number: string | null;
  /** Contacts that certainly match, newest first (CON-9). */
  readonly contacts: readonly Contact[];
  /**
   * Contacts that the search found although their record shows another number. Their identities must be read. Newest
   * first.
   */
  readonly unsure: readonly Contact[];
  /** The tickets of the contact, newest first. Null: there is not exactly one contact, or some are unsure. */
  readonly tickets: readonly Ticket[] | null;
  /** An external id that no user had at the look-up (CON-7). Absent: the look-up did not ask, or a user has it. */
  readonly unusedExternalId?: string;
};
