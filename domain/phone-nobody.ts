/**
 * Texts and digits that stand where a phone number should be, but belong to nobody (CON-5). Two callers with the same
 * one are two strangers.
 */

/** Words by which carriers and platforms say that the number is withheld or unknown. Spaces, dashes and case are ignored. */
const withheldWords: ReadonlySet<string> = new Set(
  (
    'anonymous anonym anonymus anonimo anonyme restricted private privat prive privado unavailable unknown unbekannt ' +
    'desconocido inconnu withheld blocked hidden suppressed noid nocallerid nonumber callerunknown unknowncaller ' +
    'callerid privatecaller privatenumber privatecall anonymouscaller numberwithheld numberunavailable outofarea invalid ' +
    'notavailable notprovided nodata asterisk payphone nobody'
  ).split(' '),
);

const lettersOfKeys: readonly string[] = ['', '', 'abc', 'def', 'ghi', 'jkl', 'mno', 'pqrs', 'tuv', 'wxyz'];

function keypadDigits(word: string): string {
  return word
    .split('')
    .map((letter) => lettersOfKeys.findIndex((letters) => letters.includes(letter)))
    .join('');
}

/** Carriers send the digits that spell such a word on the keypad, with a plus or without one. */
const keypadWords: ReadonlySet<string> = new Set(
  [
    'anonymous',
    'blocked',
    'restricted',
    'unknown',
    'unavailable',
    'private',
    'withheld',
    'outofarea',
    'nocallerid',
  ].map(keypadDigits),
);

/** Whether the text is a word for a withheld number, such as `anonymous` or `No Caller ID`. */
export function isWithheldWord(text: string): boolean {
  return withheldWords.has(text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''));
}

/** Whether the digits spell such a word on the keypad. The text has nothing but digits, and perhaps a plus. */
export function isKeypadWord(text: string): boolean {
  return keypadWords.has(text.replace(/^\+/, ''));
}

/** One digit repeated, such as `0000000000`, or only zeros before the last digits. */
function isRepeated(digits: string): boolean {
  return /^(\d)\1*$/.test(digits) || digits.startsWith('0000');
}

/** Each digit is one more, or one less, than the one before, and 0 follows 9: `1234567890`, `0123456789`, `9876543210`. */
function isRun(digits: string): boolean {
  const steps = new Set(
    digits
      .slice(1)
      .split('')
      .map((digit, i) => (Number(digit) - Number(digits[i]) + 10) % 10),
  );
  return steps.size === 1 && (steps.has(1) || steps.has(9));
}

/** Fewer digits may follow each other by chance. */
const fewestDigits = 7;

/** Whether the digits are a filler that systems and people enter where they have no number. */
export function isDummy(digits: string): boolean {
  return digits.length >= fewestDigits && (isRepeated(digits) || isRun(digits));
}
