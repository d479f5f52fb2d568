import type { SessionReading } from '../session/read-session.ts';
import type { SessionTicket } from '../session/state.ts';
import { mapToContact } from '../fields/mapping.ts';
import type { Contact, ContactChange } from '../zendesk/contact.ts';
import { isIdentityUnproven } from './look-ups.ts';
import { isPlaceholderName, shortName } from './make.ts';

/**
 * The change of the contact that the session asks for: a real name that replaces a placeholder (CON-4), and mapped custom
 * data (UPD-6). The contact that all anonymous callers share is never changed (CON-5).
 *
 * @returns null if there is nothing to change
 */
export function contactChange(reading: SessionReading, ticket: SessionTicket): ContactChange | null {
  const { session, start } = reading;
  const { madeContact, lookUps } = session.progress;
  if (start === null || ticket.origin === 'found' || madeContact?.shared === true || isIdentityUnproven(reading))
    return null;
  const contactId = ticket.requesterId;
  const known: Contact | undefined = [
    ...lookUps.flatMap(({ contacts }) => contacts),
    ...(madeContact === null ? [] : [madeContact.contact]),
  ].find(({ id }) => id === contactId);
  const from = known?.name ?? null;
  const to = start.end_user.name === null ? null : shortName(start.end_user.name);
  const name = from !== null && to !== null && to !== from && isPlaceholderName(from) ? { from, to } : null;
  const { fields } = mapToContact(reading);
  return name === null && fields.length === 0 ? null : { contactId, name, fields };
}
