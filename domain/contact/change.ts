import type { SessionReading } from '../session/read-session.ts';
import { mapToContact } from '../fields/mapping.ts';
import type { SessionTicket } from '../session/state.ts';
import type { Contact, ContactChange } from '../zendesk/contact.ts';
import { isUnproven } from './look-ups.ts';
import { isMadeName } from './make.ts';

/**
 * What the session has learnt of its contact: a real name in the place of a made one (CON-4), mapped custom data (UPD-6).
 * Null: nothing. The contact that anonymous callers share learns nothing of any of them (CON-5).
 */
export function contactChange(reading: SessionReading, ticket: SessionTicket): ContactChange | null {
  const { session } = reading;
  const start = reading.start;
  const { madeContact, lookUps } = session.progress;
  if (start === null || ticket.origin === 'found' || madeContact?.shared === true || isUnproven(start)) return null;
  const contactId = ticket.requesterId;
  const known: Contact | undefined = [
    ...lookUps.flatMap(({ contacts }) => contacts),
    ...(madeContact === null ? [] : [madeContact.contact]),
  ].find(({ id }) => id === contactId);
  const from = known?.name ?? null;
  const to = start.end_user.name;
  const name = from !== null && to !== null && to !== from && isMadeName(from) ? { from, to } : null;
  const { fields } = mapToContact(reading);
  return name === null && fields.length === 0 ? null : { contactId, name, fields };
}
