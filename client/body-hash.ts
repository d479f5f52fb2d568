type MaybeHash = { readonly bodyHash?: string | undefined };

/**
 * Whether the answer belongs to an earlier command with the same key and another body. An older worker answers without a
 * hash.
 */
export function isOtherBody(command: MaybeHash, answer: MaybeHash): boolean {
  return command.bodyHash !== undefined && answer.bodyHash !== undefined && command.bodyHash !== answer.bodyHash;
}
