import { limits } from '../limits.ts';
import type { Contact } from '../zendesk/contact.ts';
import { readStart } from '../session/start.ts';
import type { Session } from '../session/state.ts';
import { listedTickets, withoutContact, withProgress } from './progress.ts';
import type { Recorder } from './progress.ts';

/** Records the contacts that a look-up found (CON-1 to CON-3). A later look-up of the same kind replaces an earlier one. */
export const recordLookUp: Recorder<'lookUp'> = (session, { step, value }, { now }) => {
  const { progress } = session;
  // CON-8: for some minutes the search still finds users who were merged or deleted.
  const isThere = ({ id }: Contact): boolean => !progress.goneContacts.includes(id);
  const contacts = value.contacts.filter(isThere);
  const unsure = value.unsure.filter(isThere);
  const [only] = contacts;
  const { number, tickets, unusedExternalId } = value;
  const contactTickets =
    tickets === null || only === undefined ? progress.contactTickets : listedTickets(only, tickets, now);
  const others = progress.lookUps.filter(({ asked }) => asked.by !== step.input.by);
  const known = { asked: step.input, at: now, number, contacts, unsure };
  const lookedUp = unusedExternalId === undefined ? known : { ...known, unusedExternalId };
  return withProgress(session, { lookUps: [...others, lookedUp], contactTickets });
};

/** CON-1: records whether the contact has the number, because the search alone did not show it. */
export const recordNumberCheck: Recorder<'hasNumber'> = (session, { step, value: hasNumber }) => {
  const { contact } = step;
  const lookUps = session.progress.lookUps.map((lookedUp) => {
    if (lookedUp.unsure.every(({ id }) => id !== contact.id)) return lookedUp;
    const contacts = hasNumber ? [...lookedUp.contacts, contact] : lookedUp.contacts;
    return { ...lookedUp, contacts, unsure: lookedUp.unsure.filter(({ id }) => id !== contact.id) };
  });
  return withProgress(session, { lookUps });
};

/** CON-7: records the contact that was made. A new contact has no tickets. A contact that another session made may have some. */
export const recordMadeContact: Recorder<'makeContact'> = (session, { step, value }, { now }) => {
  const { contact, created } = value;
  const contactTickets = created ? listedTickets(contact, [], now) : session.progress.contactTickets;
  return withProgress(session, { madeContact: { contact, shared: step.shared }, contactTickets });
};

/** CON-8: a contact that was merged away, deleted or suspended is chosen again among the others. */
export const recordListedTickets: Recorder<'listTickets'> = (session, { step, value }, { now }) => {
  const { contact, tickets } = value;
  if (contact !== null) return withProgress(session, { contactTickets: listedTickets(contact, tickets, now) });
  const { contactId } = step.input;
  // Perhaps a trigger in Zendesk suspends each new contact. Then the search for another one would never end.
  if (session.progress.goneContacts.length >= limits.chain.contacts.value)
    return withProgress(session, {
      contactTickets: { contactId, contact: null, list: [], listedAt: now, seenAt: now },
    });
  return withProgress(session, { ...withoutContact(session.progress, contactId), contactTickets: null });
};

/**
 * CON-8: Zendesk reports that a contact was merged or deleted. If no ticket depends on the contact yet, the session
 * chooses its contact again.
 */
export function requestContactCheck(session: Session, contactId: number): Session {
  const { progress } = session;
  const isKnown =
    progress.madeContact?.contact.id === contactId ||
    progress.lookUps.some(({ contacts }) => contacts.some(({ id }) => id === contactId)) ||
    readStart(session)?.outbound?.contact_id === contactId;
  if (!isKnown || progress.draft !== null || progress.ticket !== null) return session;
  return withProgress(session, { lookUps: [], madeContact: null, contactTickets: null });
}
