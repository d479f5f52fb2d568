import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { Logger } from '@temporalio/worker';
import { encodedFailures } from '../configuration/encryption.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'workflow-bundle');

/** The files that Temporal's bundler starts from: the workflows, and the modules that all workflows of a thread share. */
export const entryPoints = {
  workflowsPath: join(root, 'workflows', 'all.ts'),
  preloadModules: [join(root, 'workflows', 'preload.ts')],
};

async function sourceFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/\.(test|testkit)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function fingerprint(encrypted: boolean): Promise<string> {
  const files = [
    ...(encrypted ? [encodedFailures] : []),
    join(root, 'package-lock.json'),
    fileURLToPath(import.meta.url),
    ...(await sourceFiles(join(root, 'domain'))),
    ...(await sourceFiles(join(root, 'workflows'))),
  ];
  const hash = createHash('sha256');
  for (const file of files) hash.update(file.slice(root.length)).update(await readFile(file));
  return hash.digest('hex').slice(0, 32);
}

/**
 * The workflow bundle as a file. It is made anew only when one of its sources has changed, because bundling takes seconds,
 * and all processes of a machine can share it. With `encrypted`, errors of workflows go through the codec too (SEC-6).
 */
export async function workflowBundle({
  encrypted = false,
  logger,
}: { readonly encrypted?: boolean; readonly logger?: Logger } = {}): Promise<{ readonly codePath: string }> {
  for (;;) {
    const sources = await fingerprint(encrypted);
    const codePath = join(cache, `${sources}.js`);
    const made = await readFile(codePath).catch(() => null);
    if (made !== null) return { codePath };
    const { code } = await bundleWorkflowCode({
      ...entryPoints,
      ...(encrypted ? { failureConverterPath: encodedFailures } : {}),
      ...(logger === undefined ? {} : { logger }),
    });
    // If a source was changed meanwhile, for example by a checkout, the bundle may hold its new text under its old name.
    if ((await fingerprint(encrypted)) !== sources) continue;
    await mkdir(cache, { recursive: true });
    const part = `${codePath}.${process.pid}`;
    await writeFile(part, code);
    await rename(part, codePath);
    return { codePath };
  }
}
