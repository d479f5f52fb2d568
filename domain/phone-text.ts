import { limits } from './limits.ts';

/**
 * The wrappings in which platforms, carriers and people write a phone number (CON-1). This file only finds the part of a
 * text that is the number. `phone.ts` reads that part with libphonenumber.
 */

/** Invisible formatting characters, which are copied together with a number from a page or a contact card. */
const invisibleCharacters = /\p{Cf}/gu;

/** No phone number is longer, in any spelling. A longer text is none, and is not read further. */
const longestNumber = limits.text.address.value;

/** The value of a decimal digit of any script. Unicode has each script's digits in a row that begins at …0 or …6. */
function digitValue(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const beginsAtSix = /\p{Nd}/u.test(String.fromCodePoint(code | 15));
  return String((code & 15) - (beginsAtSix ? 6 : 0));
}

/** The text in plain characters: no invisible ones, every digit as 0 to 9, `%2B` decoded. Empty: it is too long. */
export function plainText(input: string): string {
  if (input.length > longestNumber) return '';
  return input
    .replaceAll(/%(2b|20|28|29|3b|3d|40)/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .normalize('NFKC')
    .replaceAll(invisibleCharacters, '')
    .replaceAll(/\p{Nd}/gu, (digit) => (digit <= '9' ? digit : digitValue(digit)))
    .trim();
}

/** The number in its wrapping. */
export type PhoneText = {
  readonly number: string;
  /** The extension, if the wrapping names it apart from the number. */
  readonly extension: string | null;
  /** The channel writes numbers with their country code and without plus, as WhatsApp does. */
  readonly isInternational: boolean;
};

/** Channels and labels after which a phone number comes. The ids of other channels, such as Messenger, are none. */
const schemes: ReadonlySet<string> = new Set(
  (
    'sip sips tel callto call whatsapp wa sms smsto mms mmsto rcs voice phone telephone viber signal pstn mobile mob cell ' +
    'cellphone handy fax number num nr no e164 ani msisdn imessage facetime facetime-audio home work office business ' +
    'private main direct caller from to t m p h w o'
  ).split(' '),
);
const sipSchemes: ReadonlySet<string> = new Set(['sip', 'sips']);
const internationalSchemes: ReadonlySet<string> = new Set(['whatsapp', 'wa']);
/** WhatsApp's own form of a number, such as `12675550107@s.whatsapp.net`. */
const whatsappHost = /^(s\.whatsapp\.net|c\.us)$/i;

const schemePattern = /^([\p{L}][\p{L}\p{N}-]{0,19})\.? ?[:#] ?(?:\/\/)?/u;
const labelPattern = /^([\p{L}][\p{L}-]{0,19})[. ]{1,3}(?=[+(\d])/u;

/** The part in the last pair of angle brackets, if it has a digit; otherwise the text without that part. */
function withoutDisplayName(text: string): string {
  const open = text.lastIndexOf('<');
  const close = text.indexOf('>', open);
  if (open === -1 || close === -1) return text;
  const inner = text.slice(open + 1, close).trim();
  return /\d/.test(inner) || /^sips?:/i.test(inner) ? inner : (text.slice(0, open) + text.slice(close + 1)).trim();
}

type Unwrapped = { readonly text: string; readonly schemes: readonly string[] };

/** Takes off schemes such as `sip:` and `whatsapp:`, and labels such as `Tel.`. Null: the channel has no phone numbers. */
function withoutSchemes(wrapped: string): Unwrapped | null {
  let text = wrapped;
  const found: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const match = schemePattern.exec(text) ?? labelPattern.exec(text);
    const name = match?.[1]?.toLowerCase();
    if (match === null || name === undefined) break;
    const rest = text.slice(match[0].length).trim();
    // After an unknown word only a plus shows that this is a phone number.
    if (!schemes.has(name) && !/^[(]?\+/.test(rest)) return match[0].includes(':') ? null : { text, schemes: found };
    found.push(name);
    text = rest;
  }
  return { text, schemes: found };
}

/** The parameter of a SIP or tel URI. */
function parameter(parameters: readonly string[], name: string): string | null {
  const found = parameters.find((one) => one.toLowerCase().startsWith(`${name}=`));
  return found?.slice(name.length + 1).trim() ?? null;
}

/** Removes remarks in brackets, such as `(home)`, and characters that only decorate. */
function withoutDecoration(text: string): string {
  return text
    .replaceAll(/\([^()\d+]*\)|\[[^[\]\d+]*\]/g, ' ')
    .replaceAll(/[_·•]/g, ' ')
    .replace(/^["'`=\s]+/, '')
    .replace(/["'`\s.,]+$/, '')
    .replace(/^(\d{7,15})\.0$/, '$1')
    .replace(/^\(\s*(\+[^()]*)\)/, '$1 ')
    .replace(/^\+(?:\s*\+)+/, '+')
    .replace(/^\+\s*(?:00|011)[\s-]*(?=[1-9])/, '+')
    .replace(/#$/, '')
    .trim();
}

/** Labels of extensions that libphonenumber does not know. */
const extensionLabel =
  /[ ,-]{0,3}\b(?:durchwahl|dw|poste|ramal|interno|toestel|anknytning|wew|option|press|p|w)[.:]? ?(\d{1,9})$/i;

/**
 * Finds the number in its wrapping: SIP and tel URIs, names of channels, display names, parameters, remarks in brackets.
 *
 * @param text plain text, as `plainText` gives it
 * @returns null: the text has no phone number, for example because it is an e-mail address
 */
export function unwrapPhone(text: string): PhoneText | null {
  const named = withoutSchemes(withoutDisplayName(text));
  if (named === null) return null;
  const isSip = named.schemes.some((scheme) => sipSchemes.has(scheme));
  const [address = ''] = named.text.split('?', 1);
  const at = address.indexOf('@');
  const host = at === -1 ? '' : (address.slice(at + 1).split(/[;:]/, 1)[0] ?? '');
  const isWhatsapp = named.schemes.some((scheme) => internationalSchemes.has(scheme)) || whatsappHost.test(host);
  const user = at === -1 ? address : address.slice(0, at);
  if (at !== -1 && named.schemes.length === 0 && !isWhatsapp && !user.startsWith('+')) return null;
  // A SIP address without a user names a host, perhaps by its IP address.
  if (at === -1 && isSip && /^[^+;]*\./.test(address)) return null;
  const [subscriber = '', ...userParameters] = user.split(';');
  const parameters = [
    ...userParameters,
    ...(at === -1
      ? []
      : address
          .slice(at + 1)
          .split(';')
          .slice(1)),
  ];
  const context = parameter(parameters, 'phone-context');
  const bare =
    parameters
      .find((one) => /^ ?\d{1,9}#?$/.test(one))
      ?.replace('#', '')
      .trim() ?? null;
  const clean = withoutDecoration(at === -1 ? subscriber : (subscriber.split(':', 1)[0] ?? ''));
  const labelled = extensionLabel.exec(clean);
  const number = labelled === null ? clean : clean.slice(0, labelled.index).trim();
  const isLocal = context?.startsWith('+') === true && !number.startsWith('+');
  return {
    number: isLocal ? `${context}${number}` : number,
    extension: parameter(parameters, 'ext')?.replaceAll(/\D/g, '') || bare || (labelled?.[1] ?? null),
    isInternational: isWhatsapp,
  };
}
