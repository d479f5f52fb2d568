import { limits } from './limits.ts';

/**
 * Whether a text may be an e-mail address that is safe in a search query: it has an `@` in its middle, and no character that
 * separates search terms.
 */
export function isMailAddress(text: string): boolean {
  if (text.length > limits.text.address.value || /[\s"'*:<>]/.test(text)) return false;
  const at = text.indexOf('@', 1);
  return at > 0 && at < text.length - 1;
}
