import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { productVariables } from './environment.mjs';
import { minimumNode } from './setup/node.mjs';
import { builtVersion } from './setup/temporal-cli.mjs';
import { wheels } from './setup/wheels.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** All files that are committed, and new files that git does not ignore. */
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\0')
  .filter((path) => path !== '');

/** Lists the lines of all files that match a pattern, as `path:line`. */
function matches(pattern: RegExp): readonly string[] {
  return files.flatMap((path) => {
    const lines = contentOf(path).split('\n');
    return lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : []));
  });
}

function contentOf(path: string): string {
  try {
    return read(path);
  } catch {
    // The file was deleted, but the deletion is not committed yet.
    return '';
  }
}

const manifest = z
  .object({
    scripts: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    engines: z.object({ node: z.string() }),
  })
  .parse(JSON.parse(read('package.json')));
const dependencies = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });

describe('the committed files', () => {
  it('contain no path of a developer’s machine', () => {
    expect(matches(/(?<![\w.~}])\/(?:root|home\/\w+|Users\/\w+|work)\//)).toEqual([]);
  });

  it('contain no address of a package registry, which belongs to the settings of each machine', () => {
    const hosts = [
      ['registry', 'npmjs', 'org'],
      ['proxy', 'golang', 'org'],
      ['sum', 'golang', 'org'],
      ['repo', 'maven', 'apache', 'org'],
      ['repo1', 'maven', 'org'],
    ].map((labels) => labels.join(String.raw`\.`));
    expect(matches(new RegExp(hosts.join('|')))).toEqual([]);
    for (const lock of ['package-lock.json', 'tools/node24/package-lock.json'])
      expect(read(lock)).not.toContain('"resolved"');
  });

  it('include neither a file with secrets nor local state', () => {
    expect(files.filter((path) => path === '.env' || path.startsWith('.data/'))).toEqual([]);
  });
});

describe('.env.example', () => {
  it('lists each variable that the product reads', () => {
    const schema = /^ {2}(?<name>[A-Z][A-Z_]+):/gm;
    const direct = /process\.env(?:\.|\[')(?<name>[A-Z][A-Z_]+)/g;
    const sources = files.filter((path) =>
      /^(?:client|configuration|simulator|workers)\/.*(?<!\.test)\.ts$/.test(path),
    );
    const read = sources.flatMap((path) => {
      const pattern = path.startsWith('configuration/') ? schema : direct;
      return [...contentOf(path).matchAll(pattern)].flatMap(({ groups }) => groups?.['name'] ?? []);
    });
    // The set-up sets these two Temporal variables itself. The others are conventions of terminals and operating systems.
    const otherVariables = new Set([
      'TEMPORAL_CLI_PATH',
      'TEMPORAL_TEST_SERVER_PATH',
      'CI',
      'NO_COLOR',
      'FORCE_COLOR',
      'HOME',
    ]);
    expect(read.length).toBeGreaterThan(10);
    expect(productVariables()).toEqual(expect.arrayContaining(read.filter((name) => !otherVariables.has(name))));
  });
});

describe('dependencies', () => {
  const rows = [
    ...read('docs/dependencies.md').matchAll(/^\| `(?<name>[^`]+)`\s*\| (?<licence>[^|]+?)\s*\| (?<why>[^|]+) \|$/gm),
  ];
  const documented = rows.map(({ groups }) => ({ name: groups?.['name'] ?? '', licence: groups?.['licence'] ?? '' }));

  it.each(dependencies)('%s is pinned to one version: %s', (_name, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('have one copy of protobufjs for all packages of the Temporal SDK, or histories could not be replayed', () => {
    expect(read('package-lock.json')).not.toMatch(/"node_modules\/@temporalio\/.*protobufjs"/);
  });

  it.each(Object.values(wheels))('the wheel $name is in docs/dependencies.md with its version', ({ name, version }) => {
    expect(read('docs/dependencies.md')).toContain(`\n| \`${name}\` ${version} `);
  });

  it('are exactly those of docs/dependencies.md, with the same licences', () => {
    const licence = z.object({ license: z.string() });
    const installed = dependencies.map(([name]) => ({
      name,
      licence: licence.parse(JSON.parse(read(`node_modules/${name}/package.json`))).license,
    }));
    const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);
    expect(documented.sort(byName)).toEqual(installed.sort(byName));
  });
});

describe('Node', () => {
  it('is the same version in the Docker image and for machines with an older one', () => {
    const { optionalDependencies } = z
      .object({ optionalDependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('tools/node24/package.json')));
    const [version = '', ...others] = new Set(Object.values(optionalDependencies));
    expect(others).toEqual([]);
    expect(Number.parseInt(version, 10)).toBe(minimumNode);
    expect(read('Dockerfile')).toContain(`\nFROM node:${version}-`);
    expect(read('docs/dependencies.md')).toContain(`\n| Node ${version} `);
  });

  it('is at least the version that package.json, the types and the launcher name', () => {
    expect(manifest.engines.node).toBe(`>=${minimumNode}`);
    expect(Number.parseInt(manifest.devDependencies['@types/node'] ?? '', 10)).toBe(minimumNode);
  });

  it('is found by all scripts through the launcher', () => {
    const { format: _, ...scripts } = manifest.scripts;
    for (const script of Object.values(scripts))
      expect(script).toMatch(/^(?:[A-Z_]+=\S+ )*node tools\/run\.mjs \S+\.(?:ts|mjs)/);
  });
});

describe('the Temporal servers', () => {
  it('of Go is the version that go.mod pins', () => {
    expect(read('tools/temporal/go.mod')).toContain(`github.com/temporalio/cli v${builtVersion}`);
  });

  it('of Maven are the files that checksums.sha256 pins', () => {
    const pom = read('tools/temporal/test-server/pom.xml');
    const version =
      /<artifactId>temporal-test-server<\/artifactId>\s*<version>(?<version>[\d.]+)<\/version>\s*<\/dep/.exec(pom);
    expect(read('tools/temporal/test-server/checksums.sha256')).toContain(
      `temporal-test-server-${version?.groups?.['version']}.jar`,
    );
  });
});
