// Runs a file of this repository: `node tools/run.mjs FILE ARGUMENT…`. All scripts of package.json start with it. On an old
// version of Node it installs a newer one and hands over to it, so it and its imports must parse on Node 18.
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { SetupError } from './setup/errors.mjs';
import { createLog } from './setup/log.mjs';
import { installNode, isNodeSupported } from './setup/node.mjs';
import { runInForeground } from './setup/process.mjs';

const [file = '', ...args] = process.argv.slice(2);
const url = new URL(`../${file}`, import.meta.url);

if (isNodeSupported()) {
  process.argv.splice(1, 2, fileURLToPath(url));
  await import(url.href);
} else {
  process.exitCode = await handOver();
}

/**
 * Runs the file with the Node of tools/node24, which comes first on its PATH.
 *
 * @returns {Promise<number>} its exit code
 */
async function handOver() {
  try {
    const node = await installNode(createLog());
    const path = [dirname(node), process.env['PATH']].filter(Boolean).join(delimiter);
    return await runInForeground(node, [fileURLToPath(url), ...args], { ...process.env, PATH: path });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}
