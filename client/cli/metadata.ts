import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { translatedPostSchema } from '../../domain/api/platform.ts';
import { postToGateway, refusalReason } from './gateway.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, readJson } from './context.ts';

/** The file itself; or, for a folder, each `*.json` in it and in its subfolders, in the order of their names. */
async function filesAt(path: string): Promise<readonly string[]> {
  const folder = path !== '-' && (await stat(path).catch(() => null))?.isDirectory() === true;
  if (!folder) return [path];
  const names = await readdir(path, { recursive: true });
  const files = names.filter((name) => name.toLowerCase().endsWith('.json')).sort();
  if (files.length === 0) throw new CommandFailed(`${path}: there is no *.json in this folder`);
  return files.map((name) => join(path, name));
}

type PostedFile = { readonly accepted: boolean; readonly lines: readonly string[] };

/** Posts one file. Throws CommandFailed if the gateway would accept no file at all, such as with a wrong password. */
async function postFile(file: string, context: CliContext): Promise<PostedFile> {
  let document: unknown;
  try {
    document = await readJson(file, context);
  } catch (error) {
    if (error instanceof CommandFailed) return { accepted: false, lines: error.lines };
    throw error;
  }
  const answer = await postToGateway('/v1/platform/metadata', JSON.stringify(document), context);
  const translated = translatedPostSchema.safeParse(answer.body);
  if (translated.success) return { accepted: translated.data.accepted.length > 0, lines: translated.data.warnings };
  if (answer.status === 413) return { accepted: false, lines: [refusalReason(answer)] };
  throw new CommandFailed(
    `The gateway at ${answer.address} took nothing from ${file} on: ${refusalReason(answer)} Sending all again is harmless.`,
  );
}

/**
 * `metadata send FILE|FOLDER`: posts metadata documents, which the platform keeps as files in external storage. A refused
 * file is printed, and the others are still posted. All files may be posted again without harm.
 *
 * @returns the exit code: 1 if a file was refused
 */
export async function sendMetadata(path: string, context: CliContext): Promise<number> {
  const files = await filesAt(path);
  let refused = 0;
  for (const [index, file] of files.entries()) {
    const posted = await postFile(file, context);
    const progress = `[${index + 1}/${files.length}]`;
    if (posted.accepted) context.out(`${progress} taken    ${file}`);
    else context.err(`${progress} refused  ${file}`);
    for (const line of posted.lines) context.err(`          ${line}`);
    refused += Number(!posted.accepted);
  }
  context.out(`${files.length - refused} taken, ${refused} refused`);
  return refused === 0 ? 0 : 1;
}
