import { isNoPhone, isPersonalMail, isWordForNothing } from '../identity-keys.ts';
import { readNumber } from '../phone.ts';
import type { SessionObject } from '../events/parse-events.ts';
import type { Settings } from '../settings/settings.ts';
import { readStart } from './start.ts';
import type { Session } from './state.ts';

/** The values by which the customer is looked up. Each is null if there is none, or if it can identify nobody. */
export type Customer = {
  readonly identifier: string | null;
  readonly email: string | null;
  /** The number, in the spelling of the platform. */
  readonly phone: string | null;
  /** The values that the platform gave and that can identify nobody, such as `undefined`. */
  readonly unusable: readonly CustomerKey[];
};

export type CustomerKey = 'identifier' | 'email' | 'phone';

/**
 * The values of the start by which the customer can be recognised (CON-1 to CON-3). The number is the first one that can be
 * read: that of the call, or else that of the customer's record, since a caller id may be withheld (CON-5).
 */
export function readCustomer(start: SessionObject, defaultCountry: string): Customer {
  const { identifier, email } = start.end_user;
  const numbers = toldNumbers(start);
  const isIdentifier = identifier !== null && !isWordForNothing(identifier);
  const isEmail = email !== null && isPersonalMail(email);
  return {
    identifier: isIdentifier ? identifier : null,
    email: isEmail ? email : null,
    phone: numbers.find((number) => readNumber(number, defaultCountry) !== null) ?? numbers[0] ?? null,
    unusable: [
      ...(identifier === null || isIdentifier ? [] : (['identifier'] as const)),
      ...(email === null || isEmail ? [] : (['email'] as const)),
      ...(numbers.some(isNoPhone) ? (['phone'] as const) : []),
    ],
  };
}

/** The values as they were sent. Runs that began with an earlier version go on with these. */
export function customerAsTold(start: SessionObject): Customer {
  const { identifier, email } = start.end_user;
  return { identifier, email, phone: toldNumbers(start)[0] ?? null, unusable: [] };
}

/** Whether an earlier version read other values from the start of this session, and so may have taken other steps. */
export function isReadAnew(session: Session, settings: Settings): boolean {
  const start = readStart(session);
  if (start === null || session.keysAsTold === true) return false;
  const [now, before] = [readCustomer(start, settings.contacts.defaultCountry), customerAsTold(start)];
  return now.identifier !== before.identifier || now.email !== before.email || now.phone !== before.phone;
}

function toldNumbers(start: SessionObject): readonly string[] {
  return [start.direction === 'inbound' ? start.from : start.to, start.end_user.phone].filter(
    (number) => number !== null,
  );
}

/** A number as people see it: E.164 with the extension. A text that is no number is shown as it is. */
export function shownNumber(text: string | null, defaultCountry: string): string | null {
  const read = readNumber(text, defaultCountry);
  if (read === null) return text;
  return read.extension === null ? read.e164 : `${read.e164} ext. ${read.extension}`;
}
