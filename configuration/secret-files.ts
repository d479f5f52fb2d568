import { readFileSync } from 'node:fs';

/** The variables that hold a secret. Each may instead be the content of the file that `NAME_FILE` names. */
export const secretVariables = [
  'TEMPORAL_API_KEY',
  'PAYLOAD_KEY',
  'ZENDESK_API_TOKEN',
  'ZENDESK_CLIENT_SECRET',
  'ZENDESK_WEBHOOK_SECRET',
  'PLATFORM_PASSWORD',
  'PLATFORM_HMAC_SECRET',
  'TOKEN_SECRET',
] as const;

export type SecretVariable = (typeof secretVariables)[number];

type Environment = Readonly<Record<string, string>>;

/** The environment with the secrets of all files, and one line for each file that cannot be used. */
export type WithSecretFiles = { readonly env: Environment; readonly problems: readonly string[] };

/** A larger file is no secret, but was named by mistake. */
const largestSecretBytes = 64 * 1024;

/**
 * Reads the files that `NAME_FILE` variables name, as Docker and Kubernetes provide secrets. One line break at the end of a
 * file is dropped, because editors add it. A problem names the variable, and never the path or the content (SEC-3).
 *
 * @param needed the secrets that this process needs. The files of others are not read, since it may not have them.
 */
export function withSecretFiles(env: Environment, needed: readonly SecretVariable[]): WithSecretFiles {
  const problems: string[] = [];
  const secrets: Record<string, string> = {};
  for (const name of needed) {
    const fileVariable = `${name}_FILE`;
    const path = env[fileVariable];
    if (path === undefined) continue;
    if (env[name] !== undefined) {
      problems.push(`${fileVariable}: set together with ${name}: unset one of the two`);
      continue;
    }
    const read = readSecret(path);
    if ('problem' in read) problems.push(`${fileVariable}: ${read.problem}`);
    else secrets[name] = read.secret;
  }
  return { env: { ...env, ...secrets }, problems };
}

function readSecret(path: string): { readonly secret: string } | { readonly problem: string } {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    return { problem: fileProblem(error) };
  }
  if (content.length > largestSecretBytes) return { problem: 'the file is too large: it must hold the secret alone' };
  const secret = content.toString('utf8').replace(/\r?\n$/, '');
  return secret.trim() === '' ? { problem: 'the file is empty: write the secret into it' } : { secret };
}

function fileProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no file at this path: correct the path';
  if (code === 'EACCES') return 'the user of this process may not read the file: change its permissions';
  if (code === 'EISDIR') return 'this is a folder: name the file in it';
  return 'the file can not be read: correct the path';
}
