import type { Json } from './schema-fields.ts';

const yesWords = ['true', 'yes', 'ok', 'success', 'successful', 'succeeded', 'verified', 'passed'];
const noWords = ['false', 'no', 'failed', 'failure', 'unverified', 'not_verified'];
const resultKeys = ['verified', 'success', 'result', 'status'];

/**
 * Whether a verification succeeded. Apps report the result as a boolean, as a word, or as an object with one of several
 * keys. Null: the result says neither yes nor no.
 */
export function verifiedOf(result: Json): boolean | null {
  if (typeof result === 'boolean') return result;
  if (typeof result === 'string') {
    const word = result.trim().toLowerCase();
    if (yesWords.includes(word)) return true;
    return noWords.includes(word) ? false : null;
  }
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return null;
  const named = Object.entries(result).find(([key]) => resultKeys.includes(key));
  return named === undefined ? null : verifiedOf(named[1]);
}
