import { limits } from '../limits.ts';
import { cutToCharacters } from './text-bytes.ts';

const { warnings: most, warningText } = limits.session;

/** At most so many different warnings, in the order of their texts. */
export function limitWarnings(messages: readonly string[]): readonly string[] {
  const short = messages.map((message) => cutToCharacters(message, warningText.value));
  return [...new Set(short)].sort().slice(0, most.value);
}
