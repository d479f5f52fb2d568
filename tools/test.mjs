import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generatedPages, runChecks, runStep, staticChecks } from './checks.mjs';
import { productVariables } from './environment.mjs';
import { setUpOrTell } from './setup.mjs';

const setup = await setUpOrTell({ testServer: true });
const checks = setup ? await runChecks([...staticChecks, generatedPages]) : { passed: 0, failed: 1 };
const tests = setup ? await runTests(setup, process.argv.slice(2)) : { passed: 0, failed: 0 };
const failed = checks.failed + tests.failed;
process.exitCode = failed === 0 ? 0 : 1;
process.stdout.write(`${checks.passed + tests.passed} passed, ${failed} failed\n`);

/**
 * Runs vitest with servers of its own: what the environment says of running ones is left out.
 *
 * @param {import('./setup.mjs').Setup} setup
 * @param {readonly string[]} args for vitest
 * @returns {Promise<{ passed: number, failed: number }>}
 */
async function runTests({ temporalCliPath, testServerPath }, args) {
  const folder = await mkdtemp(join(tmpdir(), 'tests-'));
  const report = join(folder, 'report.json');
  const env = { ...process.env };
  for (const name of productVariables()) delete env[name];
  env['TEMPORAL_CLI_PATH'] = temporalCliPath;
  env['TEMPORAL_TEST_SERVER_PATH'] = testServerPath;
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const code = await runStep('tests', 'node_modules/.bin/vitest', ['run', ...reporters, ...args], env);
    return await count(report, code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} report vitest's, as JSON
 * @param {number} code vitest's exit code
 */
async function count(report, code) {
  const result = JSON.parse(await readFile(report, 'utf8').catch(() => '{}'));
  const passed = result.numPassedTests ?? 0;
  // A file that can't be loaded holds no test that could fail.
  const broken = (result.testResults ?? []).filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ file) =>
      file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = (result.numFailedTests ?? 0) + broken.length;
  const nothingRan = passed + failed === 0;
  // An error outside of any test (a server that didn't start, an unhandled rejection) shows in the exit code alone.
  return { passed, failed: failed === 0 && (code !== 0 || nothingRan) ? 1 : failed };
}
