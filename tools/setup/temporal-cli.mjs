import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { findOnPath, isExecutable, root, run } from './process.mjs';
import { cacheFolder } from './cache.mjs';
import { SetupError } from './errors.mjs';
import { withLock } from './lock.mjs';
import { downloadWithSdk } from './sdk-download.mjs';

/** The version of the Temporal CLI, which contains the dev server. tools/temporal/go.mod must name the same version. */
export const temporalCliVersion = '1.8.2';

/** Number of packages that `go build` compiles without a cache. It is used only to show the progress. */
const packagesToCompile = 1_720;

/** Matches the line that `go build -v` prints for each package. Its other lines are errors or downloads. */
const packageLine = /^[\w.~-]+(?:\/[\w.~-]+)*$/;

/**
 * Finds the program of the Temporal dev server. It looks on the PATH and in the cache, then downloads the program with the
 * SDK, and at last builds it from the published Go module. tools/temporal/go.sum pins the checksums of the module.
 *
 * @param {import('./log.mjs').SetupLog} log
 * @returns {Promise<string>} its path
 * @throws {SetupError} TEMPORAL_UNAVAILABLE
 */
export async function findTemporalCli(log) {
  const onPath = await findOnPath('temporal');
  if (onPath) return onPath;
  const folder = join(cacheFolder(), `temporal-cli-${temporalCliVersion}`);
  const program = join(folder, 'temporal');
  if (await isExecutable(program)) return program;

  const task = async () => {
    if (await isExecutable(program)) return program;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const part = join(folder, 'temporal.part');
    log.line(`Getting the Temporal dev server ${temporalCliVersion}…`);
    if (!(await downloadWithSdk('cli', `v${temporalCliVersion}`, part))) await build(part, log);
    await checkVersion(part);
    await rename(part, program);
    log.line(`The Temporal dev server is at ${program}.`);
    return program;
  };
  return withLock(`${folder}.lock`, task, () =>
    log.line('Another process gets the Temporal dev server; waiting for it…'),
  );
}

/**
 * Builds the Temporal CLI from its Go module.
 *
 * @param {string} destination path of the program
 * @param {import('./log.mjs').SetupLog} log
 */
async function build(destination, log) {
  if (!(await findOnPath('go'))) {
    throw new SetupError(
      'TEMPORAL_UNAVAILABLE',
      'There is no Temporal server here: no `temporal` on the PATH, no download within 10 seconds, and no `go` to build it. ' +
        'Install the Temporal CLI (https://docs.temporal.io/cli) or Go 1.26 or later, ' +
        'or set TEMPORAL_ADDRESS to a server that runs already.',
    );
  }
  log.line('It can’t be downloaded here: building it from its Go module. This takes minutes, once.');
  let compiled = 0;
  let downloading = false;
  const { code, tail } = await run(
    'go',
    [
      'build',
      '-trimpath',
      '-ldflags',
      `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${temporalCliVersion}`,
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
}

/**
 * Runs the program to check that it works here and has the expected version.
 *
 * @param {string} program
 * @throws {SetupError} TEMPORAL_UNAVAILABLE
 */
async function checkVersion(program) {
  const { code, tail } = await run(program, ['--version']);
  if (code === 0 && tail.includes(temporalCliVersion)) return;
  throw new SetupError(
    'TEMPORAL_UNAVAILABLE',
    `The Temporal CLI that was fetched doesn’t report version ${temporalCliVersion} but: ${tail || `exit code ${code}`}`,
  );
}
