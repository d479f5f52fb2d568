import type { SessionReading } from '../session/read-session.ts';
import { isMobile, isSdk } from '../session/start.ts';
import type { LookedUp, Session } from '../session/state.ts';
import { newestFirst } from '../zendesk/contact.ts';
import type { Contact, LookUpBy } from '../zendesk/contact.ts';

/**
 * The look-ups that find the contact, in their order. The first look-up that finds a contact decides (CON-1 to CON-4).
 *
 * @returns no look-up if the customer's identity is unproven, because such a customer is not matched (CON-3)
 */
export function plannedLookUps(reading: SessionReading): readonly LookUpBy[] {
  const { settings } = reading;
  const { defaultCountry, sdkLookupOrder } = settings.contacts;
  const { start, customer } = reading;
  if (start === null || customer === null) return [{ by: 'phone', phone: null, defaultCountry }];
  const { identifier, email, phone } = customer;
  const byPhone: LookUpBy = { by: 'phone', phone, defaultCountry };
  if (!isSdk(start)) return [byPhone];
  const fieldKey = settings.fields.identifier;
  if (isMobile(start) && identifier !== null) return [{ by: 'identifier', identifier, fieldKey }];
  if (isIdentityUnproven(reading)) return [];
  return sdkLookupOrder.flatMap((by): readonly LookUpBy[] => {
    switch (by) {
      case 'identifier':
        return identifier === null ? [] : [{ by, identifier, fieldKey }];
      case 'email':
        return email === null ? [] : [{ by, email }];
      case 'phone':
        return phone === null ? [] : [byPhone];
      default:
        return by satisfies never;
    }
  });
}

/** CON-3: whether the customer only claims an identity. The identifier of a mobile app comes from the app, not from the customer (CON-2). */
export function isIdentityUnproven({ start, customer }: SessionReading): boolean {
  if (start === null || customer === null) return false;
  const isKnownByApp = isMobile(start) && customer.identifier !== null;
  return isSdk(start) && !isKnownByApp && start.end_user.authenticated === false;
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

export function lookUpAnswer(session: Session, asked: LookUpBy): LookedUp | null {
  return session.progress.lookUps.find((known) => isSame(known.asked, asked)) ?? null;
}

/** The look-up from whose contacts the session chooses: the first one that found a contact, or else the last one answered. */
export function decidingLookUp(reading: SessionReading): LookedUp | null {
  const { session } = reading;
  const answers = plannedLookUps(reading).flatMap((asked) => lookUpAnswer(session, asked) ?? []);
  return answers.find(({ contacts, unsure }) => contacts.length + unsure.length > 0) ?? answers.at(-1) ?? null;
}

/** The contacts that match the session, newest first. If there are several, the agent picks one of them (CON-6). */
export function matchingContacts(reading: SessionReading): readonly Contact[] {
  const contacts = decidingLookUp(reading)?.contacts ?? [];
  return contacts.toSorted(newestFirst);
}

/** The customer's number in E.164, as the look-up by number read it. */
export function lookedUpNumber(session: Session): string | null {
  return session.progress.lookUps.find(({ number }) => number !== null)?.number ?? null;
}
