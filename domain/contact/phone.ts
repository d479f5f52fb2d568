import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Words that carriers spell on the keypad in place of a withheld number: anonymous, blocked, restricted and so on. */
const keypadWords: ReadonlySet<string> = new Set(['+266696687', '+2562533', '+7378742833', '+8656696', '+86282452253']);

/** Marks that come along invisibly when a number is copied from a page or a contact card. */
const invisible = /\p{Cf}/gu;

function parse(input: string, defaultCountry: string) {
  const text = input.replace(invisible, '').trim().replace(/^tel:/i, '');
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

/** A number as people write it, with country code: `+1 415 555 1212`. What is no number stays as it is. */
export function displayPhone(e164: string): string {
  return parse(e164, '')?.formatInternational() ?? e164;
}
