import { findPhoneNumbersInText, isSupportedCountry } from 'libphonenumber-js/min';
import { parsePlain, readNumber, remarks, toE164 } from './phone.ts';
import type { ReadNumber } from './phone.ts';
import { plainText } from './phone-text.ts';

/**
 * Phone numbers as people type them into a field of Zendesk: several in one field, with remarks, extensions and any
 * prefix. A number that the platform gives is read by `phone.ts` alone.
 */

/** Texts between two numbers in one field. The first ones never stand inside a number, and the last ones may. */
const separators: readonly RegExp[] = [
  /([|\n\r\t]|;(?! ?[a-z-]+=)|\s(?:or|and|und|oder|ou|et|y|o|e|dan|atau)\s)/i,
  /((?<!,),(?!,| ?(?:e?xt|x ?\d|#|int|anexo|доб|option)))/i,
  /([/&])/,
  /(\s+)(?=\(?\+)/,
];

const webAddress = /https?:\/\/\S*/gi;
/** Words with an address of mail or SIP, whose digits are no phone number unless the whole word is one. */
const addressWord = /\S*(?:@|sips?:)\S*/gi;

/**
 * All numbers in the text, each once, in their order. A number without a country code is read as a number of
 * `defaultCountry`.
 */
export function readStored(stored: string | null, defaultCountry: string): readonly ReadNumber[] {
  const text = plainText(stored ?? '').replaceAll(webAddress, ' ');
  if (!/\d/.test(text)) return [];
  const found = readList(text, defaultCountry, separators);
  return found.filter(({ e164 }, i) => found.findIndex((other) => other.e164 === e164) === i);
}

/** Reads the numbers between separators. Without a separator the text is one number, or has numbers among its words. */
function readList(text: string, country: string, [separator, ...others]: readonly RegExp[]): readonly ReadNumber[] {
  if (separator === undefined) {
    const one = readRemarked(text, country);
    return one === null ? findNumbers(text, country) : [one];
  }
  const parts = text.split(separator);
  const found: ReadNumber[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const part = parts[i] ?? '';
    const alone = readList(part, country, others);
    found.push(...alone);
    // `030/1234567` is one number, because its first part is none. In `61234567, 81234567` each part is a number.
    const joined =
      alone.length === 0 && onlyDigits.test(part) ? readRemarked(parts.slice(i, i + 3).join(''), country) : null;
    if (joined === null) continue;
    found.push(joined);
    i += 2;
  }
  return found;
}

/** Digits without a word after them, and perhaps with a label before them that is none of an extension. */
const onlyDigits = /^\s*(?!e?xt|x ?\d|int|anexo|доб|option)[\p{L} ]*[:.#]* ?[\d\s()+.-]*\d[\s()+.-]*$/iu;

/** Reads one number with words before or after it. */
function readRemarked(text: string, country: string): ReadNumber | null {
  const whole = readNumber(text, country);
  if (whole !== null) return whole;
  const rest = text.replaceAll(addressWord, ' ').replace(/^[^\d+(]+/, '');
  for (const remark of remarks) {
    const read = readNumber(rest.replace(remark, ''), country);
    if (read !== null) return read;
  }
  return null;
}

/** The numbers among the words of a text. libphonenumber finds them, and each is read again as if it stood alone. */
function findNumbers(text: string, country: string): readonly ReadNumber[] {
  const options = isSupportedCountry(country) ? { defaultCountry: country } : {};
  const words = text.replaceAll(addressWord, ' ');
  return findPhoneNumbersInText(words, options).flatMap(({ startsAt, endsAt }) => {
    // The digits after an unreadable country code are no number of this country.
    const isRest = /\+[\d\s().-]*$/.test(words.slice(0, startsAt));
    const read = isRest ? null : readNumber(words.slice(startsAt, endsAt), country);
    return read === null ? [] : [read];
  });
}

/** Whether the stored text has the number, in any spelling (CON-1). */
export function hasStoredNumber(stored: string | null, e164: string, defaultCountry: string): boolean {
  return readStored(stored, defaultCountry).some((read) => read.e164 === e164);
}

/** The numbers of all texts in E.164, each once. */
export function storedE164(stored: readonly (string | null)[], defaultCountry: string): readonly string[] {
  return [...new Set(stored.flatMap((text) => readStored(text, defaultCountry).map(({ e164 }) => e164)))];
}

function commonEnd(a: string, b: string): string {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return a.slice(a.length - length);
}

/**
 * The digits by which Zendesk is searched for a number (CON-1): the longest end that all spellings of the number have in
 * common, with the country code, with the prefix for calls inside the country, and as it was written in the past. The
 * search also finds other numbers with these digits, so compare each hit with `hasStoredNumber`.
 */
export function searchDigits(e164: string): string {
  const number = toE164(e164, '') ?? e164;
  const digits = (text: string): string => text.replaceAll(/\D/g, '');
  const parsed = parsePlain(number, '');
  if (parsed === null) return digits(e164);
  const end = commonEnd(digits(number), digits(parsed.formatNational()));
  const isBrazilianMobile = parsed.countryCallingCode === '55' && parsed.nationalNumber.length === 11;
  return isBrazilianMobile ? end.slice(-8) : end;
}
