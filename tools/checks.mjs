import { run } from './setup/process.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} command
 * @property {readonly string[]} args
 * @property {string} remedy printed when the check fails; says what to do
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
 * Runs all checks one after another, also after a failure. Prints the name, the result and the duration of each.
 *
 * @param {readonly Check[]} checks
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(checks) {
  const count = { passed: 0, failed: 0 };
  for (const check of checks) {
    const code = await runStep(check.name, check.command, check.args);
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
