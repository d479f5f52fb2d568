import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { deploymentChecks, generatedPages, runChecks, runStep, staticChecks } from './checks.mjs';
import { productVariables } from './environment.mjs';
import { setUpOrReport } from './setup.mjs';
import { countTests } from './vitest-report.mjs';

const setup = await setUpOrReport({ testServer: true, deploymentTools: true });
const checks = setup
  ? await runChecks([...staticChecks, generatedPages, ...deploymentChecks(setup.deploymentTools)])
  : { passed: 0, failed: 1 };
const tests = setup ? await runTests(setup, process.argv.slice(2)) : { passed: 0, failed: 0 };
const failed = checks.failed + tests.failed;
process.exitCode = failed === 0 ? 0 : 1;
process.stdout.write(`${checks.passed + tests.passed} passed, ${failed} failed\n`);

/**
 * Runs vitest without the product's environment variables, so that the tests start their own servers and never use a running
 * one.
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
    return countTests(JSON.parse(await readFile(report, 'utf8').catch(() => 'null')), code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
