import { cutText } from '../cut-text.ts';
import { limits } from '../limits.ts';
import type { SessionReading } from '../session/read-session.ts';
import { isSdk } from '../session/start.ts';
import type { Session } from '../session/state.ts';
import type { NewContact } from '../zendesk/contact.ts';

const anonymousName = 'Anonymous caller';

/** CON-4: the placeholder for an unknown name. `isPlaceholderName` recognises it. */
export function callerName(number: string | null): string {
  return number === null ? anonymousName : `Caller ${number}`;
}

/** Whether `callerName` made this name, so that the real name may replace it. */
export function isPlaceholderName(name: string): boolean {
  return /^Caller \+\d+$/.test(name);
}

/** END-4: the name as Zendesk takes it. It refuses a contact with a longer one. */
export function shortName(name: string): string {
  return cutText(name, limits.zendesk.contactName.value);
}

/** CON-5: the contact of an anonymous caller. It has no number, so no later caller is matched with it by a number. */
export function anonymousContact(reading: SessionReading): { readonly contact: NewContact; readonly shared: boolean } {
  const { session, settings } = reading;
  const shared = settings.contacts.anonymous === 'shared';
  const externalId = shared ? 'anonymous' : `session:${session.id}`;
  return { contact: { externalId, name: anonymousName, phone: null, email: null, fields: [] }, shared };
}

/** A contact for this session alone. Its external id names the session, so no other session finds it (CON-3, CON-6). */
export function contactForSession(reading: SessionReading, number: string | null): NewContact {
  const { session } = reading;
  const name = shortName(reading.start?.end_user.name ?? placeholderName(reading, number));
  return { externalId: `session:${session.id}`, name, phone: number, email: null, fields: [] };
}

/** CON-2 to CON-4: a contact that later sessions with the same identifier, address or number find. */
export function reusableContact(reading: SessionReading, number: string | null): NewContact {
  const { session, settings, start, customer } = reading;
  const { identifier, email } =
    start !== null && customer !== null && isSdk(start) ? customer : { identifier: null, email: null };
  const key = settings.fields.identifier;
  // If Zendesk refused the number, the second attempt leaves it out. A contact without a number is better than none.
  const refused = session.progress.failingSteps.some(({ key: step }) => step === 'makeContact');
  const externalId = externalIdOf(session, identifier, email, number);
  const unused = session.progress.lookUps.find((looked) => looked.unusedExternalId === externalId);
  return {
    externalId,
    ...(unused === undefined ? {} : { unusedSince: unused.at }),
    name: shortName(start?.end_user.name ?? placeholderName(reading, number)),
    phone: refused ? null : number,
    email,
    fields: identifier !== null && key !== null ? [{ key, value: identifier }] : [],
  };
}

/** CON-7: the external id by which another session finds the contact at once, before Zendesk's search has indexed it. */
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

function placeholderName(reading: SessionReading, number: string | null): string {
  if (number !== null) return callerName(number);
  const { start } = reading;
  if (start === null || !isSdk(start)) return anonymousName;
  return start.kind === 'chat' ? 'Chat visitor' : 'App user';
}
