import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { cachedProgram } from './cache.mjs';
import { run } from './process.mjs';

/** The version in requirements.txt, for the name of the folder in the cache. */
export const schemathesisVersion = '4.32.5';

const requirements = fileURLToPath(new URL('schemathesis/requirements.txt', import.meta.url));

/**
 * Finds the Python of a virtual environment with Schemathesis, in the cache, or makes the environment. pip accepts only the
 * files whose checksums are pinned.
 *
 * @param {import('./log.mjs').SetupLog} log
 * @returns {Promise<string | undefined>} the path of the Python; undefined if there is no Python 3 with pip, or the package
 *   index does not offer the pinned files
 */
export async function findSchemathesis(log) {
  const title = `Schemathesis ${schemathesisVersion}`;
  return cachedProgram(
    { folder: `schemathesis-${schemathesisVersion}`, file: 'bin/python', title },
    async (python) => {
      const made = await run('python3', ['-m', 'venv', dirname(dirname(python))]);
      if (made.code !== 0) {
        log.line(`  python3: ${made.tail.trim().split('\n').at(-1)}`);
        return false;
      }
      const args = ['-m', 'pip', 'install', '--only-binary', ':all:', '--require-hashes', '-r', requirements];
      const installed = await run(python, args, { env: { ...process.env, PIP_USER: '0' } });
      if (installed.code !== 0) log.line(`  pip: ${installed.tail.trim().split('\n').at(-1)}`);
      return installed.code === 0;
    },
    log,
  );
}
