import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { isDummy, isKeypadWord, isWithheldWord } from './phone-nobody.ts';
import { plainText, unwrapPhone } from './phone-text.ts';
import type { PhoneText } from './phone-text.ts';

/** A phone number as it was read from a text. */
export type ReadNumber = {
  readonly e164: string;
  /** The digits of the extension, which is not part of the number. Null: the text has none. */
  readonly extension: string | null;
};

/** Whether numbers without country code can be read as numbers of this country (ISO 3166 code, upper case). */
export function isCountry(code: string): boolean {
  return isSupportedCountry(code);
}

/** The country of a number in E.164. Null: the number is of no country. */
export function countryOf(e164: string): string | null {
  return parsePlain(e164, '')?.country ?? null;
}

type Parsed = NonNullable<ReturnType<typeof parsePhoneNumberFromString>>;

/** Reads a number that stands alone, without wrapping, as libphonenumber does. The length is not checked. */
export function parsePlain(text: string, country: string): Parsed | null {
  const options = isSupportedCountry(country) ? { defaultCountry: country } : {};
  return parsePhoneNumberFromString(text, { ...options, extract: false }) ?? null;
}

/** Mexico had prefixes for mobiles and long distance until 2019. WhatsApp still writes the 1. */
const oldMexican = /^(?:1|01|02|044|045)(\d{10})$/;
/** Mobiles of Brazil have had a 9 after the area code since 2016. WhatsApp writes some of them without it. */
const oldBrazilian = /^([1-9]\d)([6-9]\d{7})$/;

/** The number in E.164 as it is dialled today. Null: no country has a number of this length. */
function presentNumber(parsed: Parsed): string | null {
  const { countryCallingCode, nationalNumber } = parsed;
  const mexican = countryCallingCode === '52' ? oldMexican.exec(nationalNumber) : null;
  if (mexican !== null) return `+52${mexican[1]}`;
  const brazilian = countryCallingCode === '55' ? oldBrazilian.exec(nationalNumber) : null;
  if (brazilian !== null) return `+55${brazilian[1]}9${brazilian[2]}`;
  // Only the length is checked. The ranges that the library knows may be outdated, and a number in a new range must
  // still find its contact.
  return parsed.isPossible() ? parsed.number : null;
}

/** International prefixes that people keep when they are in another country: 00, 011 (North America), 0011, 010. */
const internationalPrefix = /^(?:0011|011|010|00)[\s.-]*(?=[1-9])/;
/** Prefixes with the code of a carrier, which libphonenumber does not know. */
const carrierPrefixes: Readonly<Record<string, RegExp>> = { ID: /^(?:00[1789]|01017)[\s.-]*(?=[1-9])/ };
/** The 0 for calls inside the country, in brackets after the country code. */
const bracketedZero = /^(\+[\d\s.-]{1,6})\(0\)/;

/**
 * The readings of the text, the likeliest first. libphonenumber knows the international prefix of the default country
 * alone, and needs a plus before a country code. The other readings count only if the number is valid.
 */
function candidates({ number, isInternational }: PhoneText, country: string): readonly (Parsed | null)[] {
  const plain = parsePlain(number, country);
  const digits = number.replaceAll(/\D/g, '');
  if (bracketedZero.test(number) && plain?.isValid() !== true)
    return [validNumber(number.replace(bracketedZero, '$1')), plain];
  if (number.startsWith('+')) return [plain];
  if (isInternational && !number.startsWith('0')) return [validNumber(`+${digits}`), plain];
  if (country === '') return [];
  const abroad = validAfter(internationalPrefix, number) ?? validAfter(carrierPrefixes[country], number);
  if (abroad !== null && isLikelier(abroad, plain, { number, country })) return [abroad];
  const isKnown = plain !== null && presentNumber(plain) !== null;
  // WhatsApp and others leave out the plus.
  const isBare = digits === number && digits.length >= 11 && isCountry(country);
  return isKnown || !isBare ? [plain] : [plain, validNumber(`+${digits}`)];
}

/**
 * Whether the number after a prefix that people use is likelier than the reading of libphonenumber. Numbers of a country
 * seldom begin with 00, but its numbering plan may allow for them. Some countries have a prefix for each carrier, such as
 * 001, so that two readings are valid: then the number of the country itself is likelier.
 */
function isLikelier(
  abroad: Parsed,
  plain: Parsed | null,
  { number, country }: { readonly number: string; readonly country: string },
): boolean {
  if (plain?.isValid() !== true) return true;
  const isOwn = (one: Parsed): boolean => isOfCountry(one.number, country);
  const hasPrefix = !plain.nationalNumber.startsWith('00') && number.startsWith('00');
  return number.startsWith('00') && (!hasPrefix || isOwn(abroad) || !isOwn(plain));
}

function validAfter(prefix: RegExp | undefined, number: string): Parsed | null {
  return prefix?.test(number) === true ? validNumber(number.replace(prefix, '+')) : null;
}

function validNumber(text: string): Parsed | null {
  const parsed = parsePlain(text, '');
  const present = parsed === null ? null : presentNumber(parsed);
  return present !== null && parsePlain(present, '')?.isValid() === true ? parsed : null;
}

/** Where numbers may be longer, one with fewer digits and without country code is none of a customer. */
const fewestDigits = 7;

function isNobody(number: string, parsed: Parsed): boolean {
  const digits = number.replaceAll(/\D/g, '');
  return isDummy(digits) || isDummy(parsed.nationalNumber) || isKeypadWord(digits);
}

/**
 * Whether this is a short number without country code, such as `1001`: an extension or a service, not a customer. In a
 * country with short numbers only it is a customer.
 */
function isInternal(number: string, country: string): boolean {
  const digits = number.replaceAll(/\D/g, '');
  const isLongPossible = ['0', '00'].some((more) => parsePlain(`${digits}${more}`, country)?.isPossible() === true);
  return !number.startsWith('+') && digits.length < fewestDigits && isLongPossible;
}

function readText(text: PhoneText, country: string): ReadNumber | null {
  for (const parsed of candidates(text, country)) {
    const e164 = parsed === null ? null : presentNumber(parsed);
    if (parsed === null || e164 === null) continue;
    const extension = text.extension ?? parsed.ext ?? null;
    const own = text.number.slice(0, parsed.ext === undefined ? undefined : text.number.lastIndexOf(parsed.ext));
    return isNobody(own, parsed) || isInternal(own, country) ? null : { e164, extension };
  }
  return null;
}

/**
 * Reads one phone number in any spelling and wrapping (CON-1): SIP and tel URIs, names of channels, remarks in brackets,
 * extensions, international prefixes, digits of other scripts. A number without a country code is read as a number of
 * `defaultCountry`; if that is empty, it is not read.
 *
 * @returns null: the input is no phone number, for example because it is withheld, a word, a filler or too short (CON-5)
 */
export function readNumber(input: string | null, defaultCountry: string): ReadNumber | null {
  if (input === null) return null;
  const plain = plainText(input);
  if (isWithheldWord(plain) || isKeypadWord(plain)) return null;
  const text = unwrapPhone(plain);
  if (text === null) return null;
  const whole = readText(text, defaultCountry);
  return whole ?? readRemarked(plain, defaultCountry);
}

/**
 * Whether the text may be somebody's number, in whatever country. It is no word for a withheld number and no filler
 * (CON-5), and it has enough digits.
 */
export function mayBeNumber(input: string): boolean {
  const plain = plainText(input);
  const digits = (unwrapPhone(plain)?.number ?? '').replaceAll(/\D/g, '');
  return digits.length >= fewestDigits && !isDummy(digits) && !isKeypadWord(digits);
}

/** A number with its country code is unmistakable among words, as in `Ada, +1 267 555 0102 - home`. */
function readRemarked(plain: string, country: string): ReadNumber | null {
  const plus = plain.indexOf('+');
  if (plus === -1 || plain.includes('@') || plain.indexOf('+', plus + 1) !== -1) return null;
  const rest = plain.slice(plus);
  for (const remark of remarks) {
    const number = rest.replace(remark, '');
    const read = readText({ number, extension: null, isInternational: false }, country);
    if (read !== null) return read;
  }
  return null;
}

/** The end of a text that is no part of the number: words without digits, or everything from the first letter on. */
export const remarks: readonly RegExp[] = [/[\s,;/|(-]+\p{L}{3}[^\d]*$/u, /[\s,;/|(-]+\d*\p{L}.*$/u, /\D+$/];

/** The number in E.164, as `readNumber` reads it. */
export function toE164(input: string | null, defaultCountry: string): string | null {
  return readNumber(input, defaultCountry)?.e164 ?? null;
}

/** Whether the number in E.164 has the country code of this country. Countries may share one, as the US and Canada do. */
export function isOfCountry(e164: string, country: string): boolean {
  return isSupportedCountry(country) && e164.startsWith(`+${getCountryCallingCode(country)}`);
}
