import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { findOnPath, isExecutable, root, run } from './process.mjs';
import { cacheFolder } from './cache.mjs';
import { SetupError } from './errors.mjs';
import { withLock } from './lock.mjs';
import { downloadWithSdk } from './sdk-download.mjs';

/** The version of the time-skipping test server. tools/temporal/test-server/pom.xml must name the same version. */
export const testServerVersion = '1.38.0';

const sources = join(root, 'tools/temporal/test-server');

// A test server runs only for one test file, so these options favour a fast start: a small heap and only the first compiler.
const wrapper = `#!/bin/sh
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
exec "\${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx512m \\
  -cp "$here/jars/*" io.temporal.testserver.TestServer "$@"
`;

/**
 * Finds the program of the time-skipping test server. It looks in the cache, then fetches the server with Maven and checks
 * each jar against checksums.sha256. Without Maven and Java it downloads the program with the SDK.
 *
 * @param {import('./log.mjs').SetupLog} log
 * @returns {Promise<string>} path of the program, to be run as `PATH PORT`
 * @throws {SetupError} TEST_SERVER_UNAVAILABLE, CHECKSUM_MISMATCH
 */
export async function findTestServer(log) {
  const folder = join(cacheFolder(), `temporal-test-server-${testServerVersion}`);
  const program = join(folder, 'temporal-test-server');
  if (await isExecutable(program)) return program;

  const task = async () => {
    if (await isExecutable(program)) return program;
    const part = `${folder}.part`;
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { recursive: true });
    log.line(`Getting the Temporal test server ${testServerVersion}…`);
    await fetchInto(part);
    await rm(folder, { recursive: true, force: true });
    await rename(part, folder);
    log.line(`The Temporal test server is at ${program}.`);
    return program;
  };
  return withLock(`${folder}.lock`, task, () =>
    log.line('Another process gets the Temporal test server; waiting for it…'),
  );
}

/** @param {string} folder */
async function fetchInto(folder) {
  const program = join(folder, 'temporal-test-server');
  if ((await findOnPath('mvn')) && (await findOnPath('java'))) {
    const jars = join(folder, 'jars');
    const { code, tail } = await run('mvn', [
      '-q',
      '-B',
      '-f',
      join(sources, 'pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${jars}`,
    ]);
    if (code !== 0) {
      throw new SetupError(
        'TEST_SERVER_UNAVAILABLE',
        `Maven could not fetch the test server (exit code ${code}):\n${tail}`,
      );
    }
    await verifyChecksums(jars, await readFile(join(sources, 'checksums.sha256'), 'utf8'));
    await writeFile(program, wrapper, { mode: 0o755 });
    return;
  }
  if (await downloadWithSdk('test-server', 'default', program)) return;
  throw new SetupError(
    'TEST_SERVER_UNAVAILABLE',
    'There is no Temporal test server here: no download within 10 seconds, and no `mvn` and `java` to fetch it. ' +
      'Install a JDK (17 or later) and Maven.',
  );
}

/**
 * Checks that a folder contains exactly the expected files.
 *
 * @param {string} folder
 * @param {string} expected checksums and names of the files, in the format of sha256sum
 * @throws {SetupError} CHECKSUM_MISMATCH
 */
export async function verifyChecksums(folder, expected) {
  const wanted = new Map();
  for (const line of expected.split('\n')) {
    const [sum, name] = line.trim().split(/\s+/);
    if (sum && name) wanted.set(name, sum);
  }
  const present = await readdir(folder);
  const wrong = [...wanted.keys()].filter((name) => !present.includes(name)).map((name) => `${name} (missing)`);
  for (const name of present) {
    const sum = createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex');
    if (wanted.get(name) !== sum) wrong.push(wanted.has(name) ? name : `${name} (not listed)`);
  }
  if (wrong.length === 0) return;
  throw new SetupError(
    'CHECKSUM_MISMATCH',
    `What Maven delivered is not what tools/temporal/test-server/checksums.sha256 pins: ${wrong.join(', ')}. ` +
      'Empty the local Maven repository and try again; after a wanted change of version, renew that file.',
  );
}
