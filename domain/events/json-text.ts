/**
 * Reads JSON as its sender meant it, where JavaScript alone would lose something. A library or a reviver of `JSON.parse` can
 * not do this: an object of JavaScript puts keys that are whole numbers first, and a reviver follows each level of nesting
 * on the stack. So the text is corrected before it is parsed, token by token, which takes time in proportion to its length.
 */

/** Stands before a key of custom data that is a whole number, so that JavaScript keeps its place. `plainKey` takes it away. */
const keyMark = '\u2060';

/** The key as the sender wrote it. */
export function plainKey(key: string): string {
  return key.startsWith(keyMark) ? key.slice(keyMark.length) : key;
}

/** What JavaScript would change: halves of surrogate pairs, NUL, long numbers, and keys that are whole numbers. */
const halfOrNul = /\\u(?:0000|[dD][89a-fA-F])/;
const longNumber = /\d{16}|\d[eE]\+?\d/;
const numberKey = /"\d{1,10}"\s*:/;

/**
 * Parses a JSON document.
 * - Texts are well-formed, and without NUL, which Zendesk does not store (UPD-5, UPD-14).
 * - Numbers beyond 2^53 are texts, so that they keep their digits (UPD-6).
 * - Custom data keeps its order, also if keys are whole numbers (UPD-5). `plainKey` gives these keys.
 *
 * @throws SyntaxError if it is not JSON
 */
export function parseJson(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  const isCareNeeded = halfOrNul.test(text) || longNumber.test(text) || numberKey.test(text);
  if (!isCareNeeded) return plain;
  const better = corrected(text);
  return better === text ? plain : JSON.parse(better);
}

/**
 * The value with well-formed texts, for a value that did not come as JSON text.
 * @param text the value as JSON, which the caller has already
 */
export function wellFormed(value: unknown, text: string): unknown {
  return halfOrNul.test(text) ? JSON.parse(text.replace(stringToken, correctedString)) : value;
}

const stringToken = /"(?:[^"\\]|\\.)*"/gs;

const quote = 0x22;
const backslash = 0x5c;

/** The valid document with its tokens corrected. Each character is looked at once, and no call is made for each bracket. */
function corrected(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  const replace = (from: number, to: number, by: string): void => {
    parts.push(text.slice(copied, from), by);
    copied = to;
  };
  /** For each open bracket: whether its keys are those of custom data. */
  const open: boolean[] = [];
  let isOfData = false;
  let key = '';
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    let end = at + 1;
    if (code === quote) {
      end = endOfString(text, at);
      const string = text.slice(at, end);
      const fixed = correctedString(string);
      const isKey = (isOfData || end - at < longestKnownKey) && isBeforeColon(text, end);
      key = isKey ? fixed.slice(1, -1) : '';
      if (isKey && isOfData && wholeNumber.test(key)) replace(at, end, `"${keyMark}${key}"`);
      else if (fixed !== string) replace(at, end, fixed);
    } else if (isNumberCharacter(code)) {
      while (end < text.length && isNumberCharacter(text.charCodeAt(end))) end += 1;
      if (end - at > 3) {
        const number = text.slice(at, end);
        if (Math.abs(Number(number)) > Number.MAX_SAFE_INTEGER) replace(at, end, `"${number}"`);
      }
    } else if (code === 0x7b || code === 0x5b) {
      open.push(isOfData);
      isOfData = code === 0x7b && holdsCustomData(key, isOfData);
      key = '';
    } else if (code === 0x7d || code === 0x5d) {
      isOfData = open.pop() ?? false;
      key = '';
    }
    at = end;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
}

/** Longer keys are none of those that lead to custom data. */
const longestKnownKey = 16;
const wholeNumber = /^\d{1,10}$/;

/** The place after the closing quote of the string that begins here. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (let code = text.charCodeAt(at); code !== quote; code = text.charCodeAt(at)) at += code === backslash ? 2 : 1;
  return at + 1;
}

function isBeforeColon(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return text.charCodeAt(at) === 0x3a;
}

/** A digit or one of `+-.eE`. Outside of strings, `e` stands in `true` and `false` too, where it is no number. */
function isNumberCharacter(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2b || code === 0x2e || code === 0x45 || code === 0x65
  );
}

/** Whether the object under this key has the entries of custom data. `inCustomData`: the object around it has them. */
function holdsCustomData(key: string, inCustomData: boolean): boolean {
  return /^custom_?data$/i.test(key) || (inCustomData && (key === 'signed' || key === 'unsigned'));
}

function correctedString(string: string): string {
  if (!halfOrNul.test(string)) return string;
  const value: unknown = JSON.parse(string);
  return JSON.stringify(String(value).toWellFormed().replaceAll('\0', ''));
}
