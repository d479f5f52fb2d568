import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { Logger } from '@temporalio/worker';
import { encodedFailures } from '../configuration/encryption.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'workflow-bundle');

/**
 * What all workflows of a thread share, with everything it imports, instead of each loading its own: most of the pure
 * core, and the numbering plans of all countries. It must hold no state but what can be worked out anew.
 */
const shared = [
  'next-steps/next-steps',
  'session/apply-event',
  'session-view/view',
  'session-view/details',
  'operations/outstanding',
];

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
 * The workflow bundle as a file, made anew only when a source of it has changed: bundling takes seconds, and every
 * process of a machine can share it. With `encrypted`, errors of workflows go through the codec too (SEC-6).
 */
export async function workflowBundle({
  encrypted = false,
  logger,
}: { readonly encrypted?: boolean; readonly logger?: Logger } = {}): Promise<{ readonly codePath: string }> {
  const codePath = join(cache, `${await fingerprint(encrypted)}.js`);
  const made = await readFile(codePath).catch(() => null);
  if (made !== null) return { codePath };
  const workflowsPath = join(root, 'workflows', 'all.ts');
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    preloadModules: shared.map((name) => join(root, 'domain', `${name}.ts`)),
    ...(encrypted ? { failureConverterPath: encodedFailures } : {}),
    ...(logger === undefined ? {} : { logger }),
  });
  await mkdir(cache, { recursive: true });
  const part = `${codePath}.${process.pid}`;
  await writeFile(part, code);
  await rename(part, codePath);
  return { codePath };
}
