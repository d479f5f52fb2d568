import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';

/**
 * Histories of finished sessions in the JSON format of Temporal. The replay test uses them as workflows that an earlier
 * version started.
 */

const folder = fileURLToPath(new URL('../histories/', import.meta.url));

export async function saveHistory(name: string, history: Parameters<typeof historyToJSON>[0]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}${name}.json`, `${historyToJSON(history)}\n`);
}

export async function recordedHistories(): Promise<
  readonly { readonly name: string; readonly history: ReturnType<typeof historyFromJSON> }[]
> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  return await Promise.all(
    files.map(async (file) => ({
      name: file.replace(/\.json$/, ''),
      history: historyFromJSON(JSON.parse(await readFile(`${folder}${file}`, 'utf8'))),
    })),
  );
}
