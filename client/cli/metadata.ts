import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { postToGateway, whyRefused } from './gateway.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, readJson } from './context.ts';

const taken = z.object({ accepted: z.array(z.string()), warnings: z.array(z.string()) });

/** The file itself, or each `*.json` in a folder and below it, in order of their names. */
async function filesAt(path: string): Promise<readonly string[]> {
  const folder = path !== '-' && (await stat(path).catch(() => null))?.isDirectory() === true;
  if (!folder) return [path];
  const names = await readdir(path, { recursive: true });
  const files = names.filter((name) => name.toLowerCase().endsWith('.json')).sort();
  if (files.length === 0) throw new CommandFailed(`${path}: there is no *.json in this folder`);
  return files.map((name) => join(path, name));
}

type Sent = { readonly taken: boolean; readonly lines: readonly string[] };

/** Posts one file. Throws CommandFailed where the gateway takes nothing at all, whatever the file. */
async function sendFile(file: string, surroundings: CliContext): Promise<Sent> {
  let document: unknown;
  try {
    document = await readJson(file, surroundings);
  } catch (error) {
    if (error instanceof CommandFailed) return { taken: false, lines: error.lines };
    throw error;
  }
  const answer = await postToGateway('/v1/platform/metadata', JSON.stringify(document), surroundings);
  const result = taken.safeParse(answer.body);
  if (result.success) return { taken: result.data.accepted.length > 0, lines: result.data.warnings };
  if (answer.status === 413) return { taken: false, lines: [whyRefused(answer)] };
  throw new CommandFailed(
    `The gateway at ${answer.address} took nothing from ${file} on: ${whyRefused(answer)} Sending all again is harmless.`,
  );
}

/**
 * `metadata send FILE|FOLDER`: metadata documents, as the platform keeps them in external storage. A file that can't be
 * taken is named, and the rest goes on; sending all again is harmless.
 *
 * @returns exit code: 1 if any was not taken
 */
export async function sendMetadata(path: string, surroundings: CliContext): Promise<number> {
  const files = await filesAt(path);
  let refused = 0;
  for (const [index, file] of files.entries()) {
    const sent = await sendFile(file, surroundings);
    const progress = `[${index + 1}/${files.length}]`;
    if (sent.taken) surroundings.out(`${progress} taken    ${file}`);
    else surroundings.err(`${progress} refused  ${file}`);
    for (const line of sent.lines) surroundings.err(`          ${line}`);
    refused += Number(!sent.taken);
  }
  surroundings.out(`${files.length - refused} taken, ${refused} refused`);
  return refused === 0 ? 0 : 1;
}
