import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/**
 * A short run of the simulation. It is a process of its own, because it replaces the clock and the network of its process.
 * `npm run simulate` plays far more sessions.
 */

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const run = promisify(execFile);

async function simulate(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return await run(process.execPath, [main, ...args]).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    (error: { readonly code: number; readonly stdout: string; readonly stderr: string }) => ({
      code: error.code,
      output: error.stdout + error.stderr,
    }),
  );
}

test('TKT-12 END-1 END-6 BAT-4 BAT-5 BAT-7 CON-7 UPD-12 LATE-1 sessions with every trouble end with one right ticket', async () => {
  const { code, output } = await simulate('--sessions', '60', '--seed', '20260302', '--no-shrink');
  expect([code, output]).toEqual([0, expect.stringMatching(/ 0 scenario\(s\) with findings\s*$/)]);
});

/** Scenarios in which something was written twice once. Each is one run of a few seconds. */
const onceDoubled = [
  ['a recording that waits for room when the copy is made', 3_821_331_777],
  ['a session that stays silent for a day after the restore', 1_525_329_032],
  ['a bulk job whose items fail right before the copy is made', 3_234_096_456],
] as const;

test.each(onceDoubled)('TKT-12 nothing is twice after a restore: %s', async (_name, scenario) => {
  const { code, output } = await simulate('--scenario', String(scenario), '--no-shrink');
  expect([code, output]).toEqual([0, expect.stringMatching(/ 0 scenario\(s\) with findings\s*$/)]);
});
