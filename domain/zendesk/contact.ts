import type { Ticket } from './ticket.ts';

/** A Zendesk user as far as this product looks at one. Ids are Zendesk's; times are ISO 8601. */
export type Contact = {
  readonly id: number;
  readonly name: string;
  /** The number on the user record, as Zendesk stores it; further numbers are identities. */
  readonly phone: string | null;
  readonly email: string | null;
  readonly externalId: string | null;
  readonly createdAt: string;
  /** CON-9: an end user who is neither suspended nor deleted. Only such a user is ever matched. */
  readonly matchable: boolean;
};

/** The one created last stands first (CON-6, END-2). */
export function newestFirst(a: Contact, b: Contact): number {
  return Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.id - a.id;
}

/** A value of a user field (`user_fields`), by the field's key. */
export type ContactFieldValue = { readonly key: string; readonly value: string | number | boolean | null };

/** What must exist so that a caller nobody knows has a contact (CON-2 to CON-5, CON-11). */
export type NewContact = {
  /** `phone:+E164`, `app:identifier`, `email:address`, `anonymous` or `session:<id>`: what makes a second attempt find the first (CON-7). */
  readonly externalId: string;
  readonly name: string;
  /** E.164, or null for a contact that no later caller may match (CON-5). */
  readonly phone: string | null;
  /** Added if nobody else has it; otherwise the contact does without. */
  readonly email: string | null;
  /** The app's identifier, where the account has a field for it (CON-2, FLD-1). */
  readonly fields: readonly ContactFieldValue[];
  /** When a look-up saw that nobody has the external id, ms since the epoch; absent: it must be asked for. */
  readonly unusedSince?: number;
};

/** What is learnt of a contact that is there already; what is null or empty stays as it is. */
export type ContactChange = {
  readonly contactId: number;
  /** CON-4: the real name, put in the place of the made one only. */
  readonly name: { readonly from: string; readonly to: string } | null;
  /** UPD-6. */
  readonly fields: readonly ContactFieldValue[];
};

/** By what a contact is looked for (CON-1 to CON-3). */
export type LookUpBy =
  | { readonly by: 'phone'; readonly phone: string | null; readonly defaultCountry: string }
  | { readonly by: 'email'; readonly email: string }
  /** The app's identifier: the external id `app:<identifier>`, or the value of the user field `fieldKey` (FLD-1). */
  | { readonly by: 'identifier'; readonly identifier: string; readonly fieldKey: string | null };

/** What Zendesk knows of a caller (CON-1, CON-7, CON-12). */
export type LookUp = {
  /** E.164; null when the caller's number can't be parsed: anonymous (CON-5), and nothing was asked; or none was given. */
  readonly number: string | null;
  /** Matchable contacts that certainly match, newest first. */
  readonly contacts: readonly Contact[];
  /** Search hits whose own record shows another spelling or number: only their identities can tell. Newest first. */
  readonly unsure: readonly Contact[];
  /** The tickets of the only contact, when there is exactly one and none is unsure; newest first. */
  readonly tickets: readonly Ticket[] | null;
  /** CON-7: the external id of this product that nobody had when it was asked for; absent where it was not, or somebody had it. */
  readonly unusedExternalId?: string;
};
