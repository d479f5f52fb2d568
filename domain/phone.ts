import { isSupportedCountry, parsePhoneNumberFromString, validatePhoneNumberLength } from 'libphonenumber-js/min';

/** Words that carriers spell on the keypad in place of a withheld number: anonymous, blocked, restricted and so on. */
const keypadWords: ReadonlySet<string> = new Set(['+266696687', '+2562533', '+7378742833', '+8656696', '+86282452253']);

/** Marks that come along invisibly when a number is copied from a page or a contact card. */
const invisible = /\p{Cf}/gu;

function clean(input: string): string {
  return input.normalize('NFKC').replace(invisible, '').trim().replace(/^tel:/i, '').trim();
}

function parse(input: string, defaultCountry: string) {
  const text = clean(input);
  if (keypadWords.has(text)) return null;
  const country = isSupportedCountry(defaultCountry) ? { defaultCountry } : {};
  const parsed = parsePhoneNumberFromString(text, { ...country, extract: false });
  // By length, not by assigned ranges: a number in a range newer than our metadata must still find its contact.
  return parsed?.isPossible() === true ? parsed : null;
}

/** Whether numbers without country code can be read as numbers of this country (ISO 3166 code, upper case). */
export function isCountry(code: string): boolean {
  return isSupportedCountry(code);
}

/**
 * The one spelling of a phone number, E.164 (CON-1): spaces, dots, brackets, `tel:` and an extension are dropped, a number
 * without country code is one of `defaultCountry`. Null if it is no number: withheld, a word, too short (CON-5).
 */
export function toE164(input: string | null, defaultCountry: string): string | null {
  return input === null ? null : (parse(input, defaultCountry)?.number ?? null);
}

export type DialledNumber =
  | { readonly ok: true; readonly e164: string }
  | { readonly ok: false; readonly because: string };

/**
 * A number to be dialled, typed or pasted, as E.164, or why it is none and what to do (OUT-9). Unlike a stored one it must
 * say its country: read as one of `defaultCountry` it could reach a stranger, so that reading is proposed only.
 */
export function readDialled(input: string, defaultCountry: string): DialledNumber {
  const text = clean(input);
  const refuse = (because: string): DialledNumber => ({ ok: false, because });
  if (text === '') return refuse('No number was entered.');
  const parsed = parse(text, '');
  if (parsed !== null) return { ok: true, e164: parsed.number };
  if (keypadWords.has(text)) return refuse('This is how a withheld number is shown: nobody can be called by it.');
  const isNoNumber = 'This is no phone number: enter + and digits only.';
  if (!/^[+(\d]/.test(text)) return refuse(isNoNumber);
  if (!text.startsWith('+')) {
    const national = parse(text, defaultCountry);
    return refuse(
      national === null
        ? 'The number lacks its country code: enter + and the country code before it.'
        : `The number lacks its country code: enter ${national.number} if it is one of ${defaultCountry}.`,
    );
  }
  switch (validatePhoneNumberLength(text)) {
    case 'INVALID_COUNTRY':
      return refuse('No country has this code: check the digits after the +.');
    case 'TOO_SHORT':
      return refuse('The number is too short for its country: digits are missing.');
    case 'TOO_LONG':
      return refuse('The number is too long for its country: check for digits too many.');
    case 'INVALID_LENGTH':
      return refuse('No number of its country has this many digits: check it.');
    default:
      return refuse(isNoNumber);
  }
}

/**
 * The digits by whose suffix Zendesk is searched (CON-1). Numbers of the default country may be stored without country
 * code, so they are searched by the national part; others by all digits. Compare what is found with `toE164`.
 */
export function searchDigits(e164: string, defaultCountry: string): string {
  const parsed = parse(e164, defaultCountry);
  if (parsed === null) return e164.replaceAll(/\D/g, '');
  const isNational = parse(parsed.nationalNumber, defaultCountry)?.number === parsed.number;
  return isNational ? parsed.nationalNumber : parsed.number.slice(1);
}
