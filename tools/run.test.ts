import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs `tools/run.mjs` on a TypeScript file that prints its own path and arguments, then ends with exit code 3.
 *
 * @param pretend values of the object `process` that this run sees instead of the real ones
 */
function launch(args: readonly string[], pretend: Readonly<Record<string, unknown>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'run-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, 'program.ts');
  writeFileSync(program, 'console.log(process.argv.slice(1).join() as string); process.exitCode = 3;');
  const preload = Object.entries(pretend).map(
    ([name, value]) => `Object.defineProperty(process, '${name}', { value: ${JSON.stringify(value)} });`,
  );
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [`--import=data:text/javascript,${preload.join('')}`, 'tools/run.mjs', relative(root, program), ...args],
    { cwd: root, encoding: 'utf8' },
  );
  return { status, stdout, stderr, program };
}

it('the launcher runs a TypeScript file as if Node had been started with it', () => {
  const { program, ...ended } = launch(['a', '--b']);
  expect(ended).toEqual({ status: 3, stdout: `${program},a,--b\n`, stderr: '' });
});

it('the launcher says in one line what to install if it has no Node 24 for the machine', () => {
  const { program: _, ...ended } = launch([], { versions: { node: '20.1.2' }, platform: 'darwin' });
  expect(ended).toEqual({
    status: 1,
    stdout: '',
    stderr: 'Node 20.1.2 is too old: install Node 24 or later from https://nodejs.org.\n',
  });
});
