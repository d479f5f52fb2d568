import type { WithBodyHash } from './messages.ts';

/** The answer to a command, with the hash of the command's body. An older client sends none. */
export function answerWithHash<Answer extends object>(
  answer: Answer,
  { bodyHash }: { readonly bodyHash?: string },
): WithBodyHash<Answer> {
  return bodyHash === undefined ? answer : { ...answer, bodyHash };
}
