import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { DefaultLogger } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { entryPoints, workflowBundle } from './bundle.ts';

/** The names of the packages of which modules are in the bundle. */
function packagesOf(code: string): ReadonlySet<string> {
  return new Set([...code.matchAll(/node_modules\/((?:@[\w-]+\/)?[\w-]+)\//g)].map(([, name = '']) => name));
}

test('the workflow bundle holds no zod, which would double the time in which a workflow starts', async () => {
  const { codePath } = await workflowBundle({ logger: new DefaultLogger('WARN') });
  const packages = packagesOf(await readFile(codePath, 'utf8'));
  // The numbering plans of all countries are in the bundle, so its packages can be read by their names.
  expect(packages).toContain('libphonenumber-js');
  expect(packages).not.toContain('zod');
});

test('the files that the workflow bundle starts from are there', () => {
  const { workflowsPath, preloadModules } = entryPoints;
  expect([workflowsPath, ...preloadModules].filter((path) => !existsSync(path))).toEqual([]);
});
