import { isMailAddress } from './mail-address.ts';
import { isWithheldWord } from './phone-nobody.ts';

/**
 * Whether a value can identify one person (CON-2, CON-3). Apps and web pages send words such as `undefined` where they have
 * no value. Two customers with the same such word are two strangers.
 */

/** Words that stand for no value or for nobody, without quotes, spaces and punctuation around them. */
const wordsForNothing: ReadonlySet<string> = new Set(
  (
    'undefined null nil nul none nan na n/a n.a n\\a void empty blank missing false true no not-available not-set not-provided ' +
    'not-given not-applicable notset notprovided notavailable no-value novalue no-id noid no-email noemail no-mail nomail ' +
    'no-phone nophone unknown unbekannt desconocido inconnu anonymous anonym anonimo anonyme anon guest gast invitado invite ' +
    'visitor user customer nobody no-one someone default unset unspecified unidentified undef tbd tba todo test string ' +
    'object object-object placeholder example xxx -1'
  ).split(' '),
);

/** Mailboxes that many senders share, and that belong to no customer. */
const sharedMailboxes: ReadonlySet<string> = new Set(['noreply', 'no-reply', 'no_reply', 'donotreply', 'do-not-reply']);

/** A template whose placeholder was not filled in, such as `{{user.id}}`, `${userId}`, `%USER_ID%` or `[object Object]`. */
const placeholder = /^(?:\{.*\}|\$\{.*\}|\$\w+\$|%.*%|<.*>|\[.*\])$/s;

function tidied(value: string): string {
  return value
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .toLowerCase()
    .trim()
    .replaceAll(/[\s_]+/g, '-')
    .replace(/^["'`(]+/, '')
    .replace(/["'`).!?]+$/, '');
}

/** Whether the text is a word for nothing, a placeholder, or only punctuation and zeros, such as `-` or an empty UUID. */
export function isWordForNothing(value: string): boolean {
  const text = tidied(value);
  return wordsForNothing.has(text) || /^[\p{P}\p{S}\s0]*$/u.test(text) || placeholder.test(value.trim());
}

/** Whether an e-mail address can be that of one customer. */
export function isPersonalMail(address: string): boolean {
  const text = tidied(address);
  const at = text.lastIndexOf('@');
  if (!isMailAddress(address.trim()) || isWordForNothing(text)) return false;
  const mailbox = text.slice(0, at);
  const labels = text.slice(at + 1).split('.');
  // `invalid` is reserved for addresses that do not exist (RFC 2606).
  if (labels.at(-1) === 'invalid' || labels.some((label) => label === '' || wordsWithoutDomain.has(label)))
    return false;
  return !isNobodysMailbox(mailbox);
}

const wordsWithoutDomain: ReadonlySet<string> = new Set(['undefined', 'null', 'none', 'nil', 'nan']);

/** Some words for nothing, such as `test` or `na`, may be the mailbox of a person. */
const mailboxesOfNobody: ReadonlySet<string> = new Set(
  'undefined null nil none nan n/a void unknown anonymous anonym anon guest nobody noemail no-email nomail no-mail'.split(
    ' ',
  ),
);

function isNobodysMailbox(mailbox: string): boolean {
  return mailboxesOfNobody.has(mailbox) || sharedMailboxes.has(mailbox) || /^[\p{P}\p{S}0]*$/u.test(mailbox);
}

/** Whether a word stands where a phone number should be, and says neither a number nor that the number is withheld. */
export function isNoPhone(text: string): boolean {
  return isWordForNothing(text) && !isWithheldWord(text);
}
