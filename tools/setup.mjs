// This file runs before `npm ci`, so it and the files that it imports use no packages, only Node.
import { installDependencies } from './setup/dependencies.mjs';
import { findDeploymentTools } from './setup/deployment-tools.mjs';
import { SetupError } from './setup/errors.mjs';
import { createLog } from './setup/log.mjs';
import { requireNode } from './setup/node.mjs';
import { findTemporalCli } from './setup/temporal-cli.mjs';
import { findTestServer } from './setup/test-server.mjs';

/**
 * @typedef {object} SetupOptions
 * @property {boolean} [devServer] whether the dev server is needed; default: true
 * @property {boolean} [testServer] whether the time-skipping test server is needed; default: false
 * @property {boolean} [deploymentTools] whether the programs that check the files for Docker are wanted; default: false
 * @property {import('./setup/log.mjs').SetupLog} [log]
 *
 * @typedef {object} Setup
 * @property {string | undefined} temporalCliPath path of the Temporal dev server's program
 * @property {string | undefined} testServerPath path of the time-skipping test server's program, to be run as `PATH PORT`
 * @property {import('./setup/deployment-tools.mjs').DeploymentTools} deploymentTools empty unless wanted
 */

/**
 * Makes a checkout ready to run: installs the packages of the lock file and fetches the requested programs. It skips
 * everything that is already present. Processes that do this at the same time wait for each other.
 *
 * @param {SetupOptions} [options]
 * @returns {Promise<Setup>}
 * @throws {SetupError}
 */
export async function setUp({ devServer = true, testServer = false, deploymentTools = false, log = createLog() } = {}) {
  requireNode();
  await installDependencies(log);
  return {
    temporalCliPath: devServer ? await findTemporalCli(log) : undefined,
    testServerPath: testServer ? await findTestServer(log) : undefined,
    deploymentTools: deploymentTools ? await findDeploymentTools(log) : {},
  };
}

/**
 * Runs `setUp` for a command. A SetupError is printed without its stack, and the exit code of this process becomes 1.
 *
 * @param {SetupOptions} [options]
 * @returns {Promise<Setup | undefined>} undefined after a SetupError
 */
export async function setUpOrReport(options) {
  try {
    return await setUp(options);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return undefined;
  }
}
