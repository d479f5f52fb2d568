import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { entryPoints } from './bundle.ts';

test('the files that the workflow bundle starts from are there', () => {
  const { workflowsPath, preloadModules } = entryPoints;
  expect([workflowsPath, ...preloadModules].filter((path) => !existsSync(path))).toEqual([]);
});
