/** How strong the secrets of the product must be. A weak one is refused when a process starts. */

/** The default of each secret. It is accepted only under the local condition, see `isLocal` in `environment.ts`. */
export const localSecret = 'local-only';

/** A secret with which something is signed or encrypted has at least this size, as RFC 7518 asks for HS256. */
export const leastSecretBytes = 32;
export const leastPasswordCharacters = 16;
export const mostTokenSecrets = 10;

const makeSecret = 'make one with `openssl rand -base64 32`';

/** Why a secret is too weak, and what to do. Null: it is strong enough. */
export function secretProblem(secret: string): string | null {
  if (Buffer.byteLength(secret) >= leastSecretBytes) return null;
  return `shorter than ${leastSecretBytes} bytes: ${makeSecret}`;
}

/** Why a password is too weak, and what to do. Null: it is strong enough. */
export function passwordProblem(password: string): string | null {
  if (Array.from(password).length >= leastPasswordCharacters) return null;
  return `shorter than ${leastPasswordCharacters} characters: make one with \`openssl rand -base64 18\``;
}

/** Why a list of token secrets cannot be used, and what to do. Null: it can. */
export function tokenSecretsProblem(secrets: readonly string[]): string | null {
  if (secrets.length > mostTokenSecrets)
    return `more than ${mostTokenSecrets} secrets: remove those whose tokens have expired`;
  if (secrets.every((secret) => secretProblem(secret) === null)) return null;
  const which = secrets.length === 1 ? '' : 'one of the secrets between the commas is ';
  return `${which}shorter than ${leastSecretBytes} bytes: ${makeSecret}`;
}

/** The secrets in `TOKEN_SECRET`. They are separated by commas; the first signs, and all verify. */
export function parseTokenSecrets(list: string): readonly string[] {
  return list.split(',').map((secret) => secret.trim());
}
