import { validatePhoneNumberLength } from 'libphonenumber-js/min';
import { isDummy, isKeypadWord } from './phone-nobody.ts';
import { isOfCountry, parsePlain, readNumber, toE164 } from './phone.ts';
import { plainText, unwrapPhone } from './phone-text.ts';

export type DialledNumber =
  | { readonly ok: true; readonly e164: string }
  | { readonly ok: false; readonly because: string };

/**
 * Reads a number that an agent typed or pasted in order to dial it (OUT-9). The result is the number in E.164, or the
 * reason why it is refused and what the agent can do. A number without a country code is refused, because a call to a
 * wrong country would reach a stranger. The refusal then proposes the number of `defaultCountry`.
 */
export function readDialled(input: string, defaultCountry: string): DialledNumber {
  const plain = plainText(input);
  const refuse = (because: string): DialledNumber => ({ ok: false, because });
  if (plain === '') return refuse('No number was entered.');
  const read = readNumber(plain, '');
  if (read !== null) return { ok: true, e164: read.e164 };
  const isNoNumber = 'This is no phone number: enter + and digits only.';
  const text = unwrapPhone(plain)?.number ?? '';
  if (isKeypadWord(text)) return refuse('This is how a withheld number is shown: nobody can be called by it.');
  if (!/^[+(\d]/.test(text)) return refuse(isNoNumber);
  if (isDummy(text.replaceAll(/\D/g, '')) || isDummy(parsePlain(text, '')?.nationalNumber ?? ''))
    return refuse('These digits are a filler, not the number of anybody: enter the real one.');
  if (!text.startsWith('+')) {
    const e164 = toE164(plain, defaultCountry);
    if (e164 === null) return refuse('The number lacks its country code: enter + and the country code before it.');
    return refuse(
      isOfCountry(e164, defaultCountry)
        ? `The number lacks its country code: enter ${e164} if it is one of ${defaultCountry}.`
        : `The number needs a + before its country code: enter ${e164}.`,
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
