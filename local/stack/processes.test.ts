import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { RunningProcess } from './processes.ts';
import { startProcess } from './processes.ts';
import { until } from './ready.ts';

// On a busy machine it takes seconds to start Node.
vi.setConfig({ testTimeout: 30_000 });

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'processes-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Starts a process that runs `script` and then stays alive until it is stopped. */
function start(script: string): { readonly started: RunningProcess; readonly lines: string[] } {
  const lines: string[] = [];
  const started = startProcess(
    {
      name: 'example',
      command: process.execPath,
      args: ['-e', `${script}; setInterval(() => {}, 1000)`],
      env: { ONLY: 'this' },
      logFile: join(folder, 'example.log'),
    },
    { onLine: (line) => lines.push(line) },
  );
  onTestFinished(started.kill);
  return { started, lines };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const soon = { what: 'What the test waits for', timeoutMs: 15_000 };
const findLine = (lines: readonly string[], start: string): Promise<string> =>
  until(async () => lines.find((each) => each.startsWith(start)) ?? null, soon);
const waitUntilGone = (pid: number): Promise<true> => until(async () => (isAlive(pid) ? null : true), soon);

it('a process that ends on SIGTERM is not killed, and its log is complete', async () => {
  const { started, lines } = start(
    `process.on('SIGTERM', () => { console.log('goodbye'); process.exit(0); }); console.log('ready', process.env.ONLY, process.env.PATH)`,
  );
  await findLine(lines, 'ready');
  await started.stop();
  expect(await started.ended).toBe('ended with exit code 0');
  expect(await readFile(started.logFile, 'utf8')).toBe('ready this undefined\ngoodbye\n');
  expect(started.lastLines()).toContain('goodbye');
});

it('a process that ignores SIGTERM is killed after the grace time', async () => {
  const { started, lines } = start(`process.on('SIGTERM', () => console.log('no')); console.log('ready')`);
  await findLine(lines, 'ready');
  await started.stop(50);
  expect(await started.ended).toBe('was ended by SIGKILL');
  expect(lines).toContain('no');
});

it('the children of a process end with it', async () => {
  const { started, lines } = start(
    `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']); console.log('child', child.pid)`,
  );
  const child = Number((await findLine(lines, 'child')).slice('child '.length));
  expect(isAlive(child)).toBe(true);
  started.kill();
  await started.ended;
  await waitUntilGone(child);
});

it('a missing program is reported, and stopping it does nothing', async () => {
  const missing = startProcess({
    name: 'missing',
    command: join(folder, 'missing'),
    args: [],
    env: {},
    logFile: join(folder, 'missing.log'),
  });
  expect(await missing.ended).toMatch(/^could not be started \(ENOENT/);
  await missing.stop();
});

it('the guard stops the children of a process that was killed', async () => {
  const from = (file: string): string => JSON.stringify(fileURLToPath(new URL(file, import.meta.url)));
  const script = `
    const { startGuard } = await import(${from('./guard.ts')});
    const { startProcess } = await import(${from('./processes.ts')});
    const { pid } = startProcess({ name: 'left', command: process.execPath, env: {},
      args: ['-e', 'setInterval(() => {}, 1000)'], logFile: ${JSON.stringify(join(folder, 'left.log'))} }, { guard: startGuard() });
    console.log(pid);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const left = Number(await new Promise((resolve) => parent.stdout.once('data', (data) => resolve(String(data)))));
  onTestFinished(() => void execFile('kill', ['-9', String(left)]));
  expect(isAlive(left)).toBe(true);
  parent.kill('SIGKILL');
  await waitUntilGone(left);
});
