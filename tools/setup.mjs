// Runs before `npm ci`: this file and what it imports use nothing but Node.
import { installDependencies } from './setup/dependencies.mjs';
import { SetupError } from './setup/errors.mjs';
import { createLog } from './setup/log.mjs';
import { findTemporalCli } from './setup/temporal-cli.mjs';
import { findTestServer } from './setup/test-server.mjs';

const oldestNode = [20, 19];

/**
 * @typedef {object} SetupOptions
 * @property {boolean} [devServer] default true; false when a running server is used (TEMPORAL_ADDRESS)
 * @property {boolean} [testServer] default false
 * @property {import('./setup/log.mjs').SetupLog} [log]
 *
 * @typedef {object} Setup
 * @property {string | undefined} temporalCliPath program of the Temporal dev server
 * @property {string | undefined} testServerPath program of the time-skipping test server, run as `PATH PORT`
 */

/**
 * Brings a checkout to where it can run: packages from the lock file, the Temporal servers that are asked for. What is
 * there already is left alone, and processes that do this side by side wait for each other.
 *
 * @param {SetupOptions} [options]
 * @returns {Promise<Setup>}
 * @throws {SetupError}
 */
export async function setUp({ devServer = true, testServer = false, log = createLog() } = {}) {
  requireNode();
  await installDependencies(log);
  return {
    temporalCliPath: devServer ? await findTemporalCli(log) : undefined,
    testServerPath: testServer ? await findTestServer(log) : undefined,
  };
}

/**
 * `setUp` for a command: what stands in the way is told in one message, without a stack.
 *
 * @param {SetupOptions} [options]
 * @returns {Promise<Setup | undefined>} undefined after a failure that was told
 */
export async function setUpOrTell(options) {
  try {
    return await setUp(options);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new SetupError(
    'NODE_TOO_OLD',
    `Node ${process.versions.node} is too old: install Node ${oldestNode.join('.')} or later (22 or 24 are supported longest).`,
  );
}
