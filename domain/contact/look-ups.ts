import type { SessionReading } from '../session/read-session.ts';
import { customerNumber, isMobile, isSdk } from '../session/start.ts';
import type { SessionObject } from '../events/parse-events.ts';
import type { LookedUp, Session } from '../session/state.ts';
import { newestFirst } from '../zendesk/contact.ts';
import type { Contact, LookUpBy } from '../zendesk/contact.ts';

/**
 * By what the contact is looked for, in order; the first that finds somebody holds (CON-1 to CON-4).
 * @returns nothing for who must be matched with nobody (CON-3)
 */
export function lookUpsFor(reading: SessionReading): readonly LookUpBy[] {
  const { settings } = reading;
  const { defaultCountry, sdkLookupOrder } = settings.contacts;
  const start = reading.start;
  if (start === null) return [{ by: 'phone', phone: null, defaultCountry }];
  const byPhone: LookUpBy = { by: 'phone', phone: customerNumber(start), defaultCountry };
  if (!isSdk(start)) return [byPhone];
  const { identifier, email } = start.end_user;
  const fieldKey = settings.fields.identifier;
  if (isMobile(start) && identifier !== null) return [{ by: 'identifier', identifier, fieldKey }];
  if (isUnproven(start)) return [];
  return sdkLookupOrder.flatMap((by): readonly LookUpBy[] => {
    switch (by) {
      case 'identifier':
        return identifier === null ? [] : [{ by, identifier, fieldKey }];
      case 'email':
        return email === null ? [] : [{ by, email }];
      case 'phone':
        return byPhone.phone === null ? [] : [byPhone];
      default:
        return by satisfies never;
    }
  });
}

/** CON-3: whoever only claims to be somebody. An app's identifier is no claim of the customer's (CON-2). */
export function isUnproven(start: SessionObject): boolean {
  const named = isMobile(start) && start.end_user.identifier !== null;
  return isSdk(start) && !named && start.end_user.authenticated === false;
}

function isSame(one: LookUpBy, other: LookUpBy): boolean {
  switch (one.by) {
    case 'phone':
      return other.by === 'phone' && other.phone === one.phone;
    case 'email':
      return other.by === 'email' && other.email === one.email;
    case 'identifier':
      return other.by === 'identifier' && other.identifier === one.identifier;
    default:
      return one satisfies never;
  }
}

export function answerTo(session: Session, asked: LookUpBy): LookedUp | null {
  return session.progress.lookUps.find((known) => isSame(known.asked, asked)) ?? null;
}

/** What the contact is chosen from: the first look-up that found somebody, else the last that was answered. */
export function decidingLookUp(reading: SessionReading): LookedUp | null {
  const { session } = reading;
  const answers = lookUpsFor(reading).flatMap((asked) => answerTo(session, asked) ?? []);
  return answers.find(({ contacts, unsure }) => contacts.length + unsure.length > 0) ?? answers.at(-1) ?? null;
}

/** Those whom the agent may choose from (CON-6), newest first. */
export function candidatesOf(reading: SessionReading): readonly Contact[] {
  const contacts = decidingLookUp(reading)?.contacts ?? [];
  return contacts.toSorted(newestFirst);
}

/** E.164, as the look-up by number read it. */
export function numberOf(session: Session): string | null {
  return session.progress.lookUps.find(({ number }) => number !== null)?.number ?? null;
}
