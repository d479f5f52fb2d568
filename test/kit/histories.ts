import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';

/**
 * Histories of finished sessions in the JSON format of Temporal. The replay test uses them as workflows that an earlier
 * version started. The folder of each names the Temporal server with which it was recorded, such as `server-1.31.2`.
 */

const folder = fileURLToPath(new URL('../histories/', import.meta.url));

/** @param path the folder and the name of the history, such as `server-1.31.2/call-new-caller` */
export async function saveHistory(path: string, history: Parameters<typeof historyToJSON>[0]): Promise<void> {
  await mkdir(dirname(`${folder}${path}`), { recursive: true });
  await writeFile(`${folder}${path}.json`, `${historyToJSON(history)}\n`);
}

export async function recordedHistories(): Promise<
  readonly { readonly server: string; readonly name: string; readonly history: ReturnType<typeof historyFromJSON> }[]
> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.json')).sort();
  return await Promise.all(
    files.map(async (file) => ({
      server: dirname(file),
      name: basename(file, '.json'),
      history: historyFromJSON(JSON.parse(await readFile(`${folder}${file}`, 'utf8'))),
    })),
  );
}
