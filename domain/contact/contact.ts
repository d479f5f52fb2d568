import type { Ticket } from '../ticket/ticket.ts';

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

/** What must exist so that a caller nobody knows has a contact (CON-2 to CON-5, CON-11). */
export type NewContact = {
  /** `phone:+E164`, `app:identifier`, `anonymous` or `session:<id>`: what makes a second attempt find the first (CON-7). */
  readonly externalId: string;
  readonly name: string;
  /** E.164, or null for a contact that no later caller may match (CON-5). */
  readonly phone: string | null;
};

/** What Zendesk knows of a caller (CON-1, CON-7, CON-12). */
export type LookUp = {
  /** E.164; null when the caller's number can't be parsed: anonymous (CON-5), and nothing was asked. */
  readonly number: string | null;
  /** Matchable contacts that certainly have this number, newest first. */
  readonly contacts: readonly Contact[];
  /** Search hits whose own record shows another spelling or number: only their identities can tell. Newest first. */
  readonly unsure: readonly Contact[];
  /** The tickets of the only contact, when there is exactly one and none is unsure; newest first. */
  readonly tickets: readonly Ticket[] | null;
};
