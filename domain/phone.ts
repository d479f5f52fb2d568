import { isSupportedCountry, parsePhoneNumberFromString, validatePhoneNumberLength } from 'libphonenumber-js/min';
import { limits } from './limits.ts';

/** Carriers send these digits in place of a withheld number. They spell a word on the keypad, such as anonymous. */
const keypadWords: ReadonlySet<string> = new Set(['+266696687', '+2562533', '+7378742833', '+8656696', '+86282452253']);

/** Invisible formatting characters, which are copied together with a number from a page or a contact card. */
const invisibleCharacters = /\p{Cf}/gu;

/** No phone number is longer, in any spelling. A longer text is none, and is not read further. */
const longestNumber = limits.text.address.value;

function clean(input: string): string {
  if (input.length > longestNumber) return '';
  return input.normalize('NFKC').replace(invisibleCharacters, '').trim().replace(/^tel:/i, '').trim();
}

function parse(input: string, defaultCountry: string) {
  const text = clean(input);
  if (keypadWords.has(text)) return null;
  const country = isSupportedCountry(defaultCountry) ? { defaultCountry } : {};
  const parsed = parsePhoneNumberFromString(text, { ...country, extract: false });
  // Only the length is checked. The ranges that the library knows may be outdated, and a number in a new range must
  // still find its contact.
  return parsed?.isPossible() === true ? parsed : null;
}

/** Whether numbers without country code can be read as numbers of this country (ISO 3166 code, upper case). */
export function isCountry(code: string): boolean {
  return isSupportedCountry(code);
}

/**
 * Converts any spelling of a phone number to E.164 (CON-1). Spaces, dots, brackets, `tel:` and an extension are
 * dropped. A number without a country code is read as a number of `defaultCountry`. Null: the input is no phone number,
 * for example because it is withheld, a word, or too short (CON-5).
 */
export function toE164(input: string | null, defaultCountry: string): string | null {
  return input === null ? null : (parse(input, defaultCountry)?.number ?? null);
}

export type DialledNumber =
  | { readonly ok: true; readonly e164: string }
  | { readonly ok: false; readonly because: string };

/**
 * Reads a number that an agent typed or pasted in order to dial it (OUT-9). The result is the number in E.164, or the
 * reason why it is refused and what the agent can do. A number without a country code is refused, because a call to a
 * wrong country would reach a stranger. The refusal then proposes the number of `defaultCountry`.
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
 * The digits with which Zendesk is searched for a number (CON-1). Zendesk finds numbers that end in these digits.
 * Contacts may have a number of the default country without the country code, so only its national part is searched.
 * For other numbers all digits are searched. The search also finds other numbers with the same end, so compare each
 * with `toE164`.
 */
export function searchDigits(e164: string, defaultCountry: string): string {
  const parsed = parse(e164, defaultCountry);
  if (parsed === null) return e164.replaceAll(/\D/g, '');
  const isNational = parse(parsed.nationalNumber, defaultCountry)?.number === parsed.number;
  return isNational ? parsed.nationalNumber : parsed.number.slice(1);
}
