import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { isInstalled } from './setup/dependencies.mjs';
import { withLock } from './setup/lock.mjs';
import { verifyChecksums } from './setup/test-server.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setup-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the lock', () => {
  it('runs only one task at a time', async () => {
    const counter = join(folder, 'counter');
    await writeFile(counter, '0');
    const increment = async (): Promise<void> => {
      const seen = Number(await readFile(counter, 'utf8'));
      await writeFile(counter, String(seen + 1));
    };
    await Promise.all(Array.from({ length: 5 }, () => withLock(join(folder, 'lock'), increment)));
    expect(await readFile(counter, 'utf8')).toBe('5');
  });

  it('is taken over from a process that died', async () => {
    const path = join(folder, 'lock');
    const { pid } = spawnSync(process.execPath, ['--eval', '']);
    await writeFile(path, JSON.stringify({ pid, host: hostname() }));
    expect(await withLock(path, () => Promise.resolve('in'))).toBe('in');
  });

  it('reports once that it waits', async () => {
    const path = join(folder, 'lock');
    const reports: string[] = [];
    let second: Promise<void> | undefined;
    await withLock(path, async () => {
      await new Promise<void>((resolve) => {
        second = withLock(
          path,
          () => Promise.resolve(),
          () => {
            reports.push('waiting');
            resolve();
          },
        );
      });
    });
    await second;
    expect(reports).toEqual(['waiting']);
  });

  it('is released when the task fails', async () => {
    const path = join(folder, 'lock');
    await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(path, () => Promise.resolve('in'))).toBe('in');
  });
});

describe('whether the packages are installed', () => {
  const a = { version: '1.0.0', integrity: 'sha512-a' };
  const optional = { version: '1.0.0', integrity: 'sha512-b', optional: true };
  const locked = { '': {}, 'node_modules/a': a, 'node_modules/b': optional };

  const checkInstalled = async (present: Readonly<Record<string, unknown>> | undefined): Promise<boolean> => {
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages: locked }));
    if (present) {
      await mkdir(join(folder, 'node_modules'));
      await writeFile(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: present }));
    }
    return isInstalled(folder);
  };

  it.each([
    ['all of them', true, { 'node_modules/a': a, 'node_modules/b': optional }],
    ['all but an optional one', true, { 'node_modules/a': a }],
    ['another version', false, { 'node_modules/a': { ...a, version: '1.0.1' } }],
    ['other content', false, { 'node_modules/a': { ...a, integrity: 'sha512-c' } }],
    ['one too few', false, {}],
    ['one too many', false, { 'node_modules/a': a, 'node_modules/c': a }],
    ['nothing', false, undefined],
  ])('%s: %s', async (_name, expected, present) => {
    expect(await checkInstalled(present)).toBe(expected);
  });
});

describe('the files that Maven delivers', () => {
  const sum = createHash('sha256').update('jar').digest('hex');

  it.each([
    ['the pinned files pass', { 'a.jar': 'jar' }, undefined],
    ['a file with other content is refused', { 'a.jar': 'rat' }, 'a.jar'],
    ['a missing file is refused', {}, 'a.jar (missing)'],
    ['a file that is not listed is refused', { 'a.jar': 'jar', 'b.jar': 'jar' }, 'b.jar (not listed)'],
  ])('%s', async (_name, files, wrong) => {
    await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)));
    const verified = verifyChecksums(folder, `${sum}  a.jar\n`);
    if (wrong === undefined) await expect(verified).resolves.toBeUndefined();
    else
      await expect(verified).rejects.toMatchObject({
        code: 'CHECKSUM_MISMATCH',
        message: expect.stringContaining(wrong),
      });
  });
});
