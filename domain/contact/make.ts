import type { SessionReading } from '../session/read-session.ts';
import { isSdk } from '../session/start.ts';
import type { Session } from '../session/state.ts';
import type { NewContact } from '../zendesk/contact.ts';

const anonymousName = 'Anonymous caller';

/** CON-4: also how a name made here is recognised when the real one is learnt. */
export function callerName(number: string | null): string {
  return number === null ? anonymousName : `Caller ${number}`;
}

/** Was this name made here for want of a real one? */
export function isMadeName(name: string): boolean {
  return /^Caller \+\d+$/.test(name);
}

/** CON-5: without a number that a later anonymous caller could match. */
export function anonymousContact(reading: SessionReading): { readonly contact: NewContact; readonly shared: boolean } {
  const { session, settings } = reading;
  const shared = settings.contacts.anonymous === 'shared';
  const externalId = shared ? 'anonymous' : `session:${session.id}`;
  return { contact: { externalId, name: anonymousName, phone: null, email: null, fields: [] }, shared };
}

/** A contact for this session alone: nobody else's external id leads to it (CON-3, CON-6). */
export function ownContact(reading: SessionReading, number: string | null): NewContact {
  const { session } = reading;
  const name = reading.start?.end_user.name ?? nameless(reading, number);
  return { externalId: `session:${session.id}`, name, phone: number, email: null, fields: [] };
}

/** CON-2 to CON-4: whoever comes again with the same identifier, address or number finds this contact. */
export function knownContact(reading: SessionReading, number: string | null): NewContact {
  const { session, settings } = reading;
  const start = reading.start;
  const { identifier, email } = start !== null && isSdk(start) ? start.end_user : { identifier: null, email: null };
  const key = settings.fields.identifier;
  // A number that Zendesk refuses is left out at the second attempt: a contact without it beats none.
  const refused = session.progress.failingSteps.some(({ key: step }) => step === 'makeContact');
  const externalId = externalIdOf(session, identifier, email, number);
  const unused = session.progress.lookUps.find((looked) => looked.unusedExternalId === externalId);
  return {
    externalId,
    ...(unused === undefined ? {} : { unusedSince: unused.at }),
    name: start?.end_user.name ?? nameless(reading, number),
    phone: refused ? null : number,
    email,
    fields: identifier !== null && key !== null ? [{ key, value: identifier }] : [],
  };
}

/** By what whoever comes again is found at once, before Zendesk's search knows them (CON-7). */
function externalIdOf(
  session: Session,
  identifier: string | null,
  email: string | null,
  number: string | null,
): string {
  if (identifier !== null) return `app:${identifier}`;
  if (email !== null) return `email:${email.toLowerCase()}`;
  return number === null ? `session:${session.id}` : `phone:${number}`;
}

function nameless(reading: SessionReading, number: string | null): string {
  if (number !== null) return callerName(number);
  const start = reading.start;
  if (start === null || !isSdk(start)) return anonymousName;
  return start.kind === 'chat' ? 'Chat visitor' : 'App user';
}
