import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { defaultSettings } from '../domain/settings/defaults.ts';
import { productVariables } from './environment.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const pages = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
})
  .toString()
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)));

const scripts = Object.keys(
  z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json'))).scripts,
);

/** Lists the links of a page into the repository. `path` or `anchor` is empty if the link has none. */
function linksOf(page: string): readonly { readonly path: string; readonly anchor: string }[] {
  return [...read(page).matchAll(/\]\((?<path>[^)#\s]*)(?:#(?<anchor>[^)\s]+))?\)/g)]
    .map(({ groups }) => ({ path: groups?.['path'] ?? '', anchor: groups?.['anchor'] ?? '' }))
    .filter(({ path }) => !/^[a-z]+:/.test(path));
}

/** Lists the anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (?<title>.+)$/gm)].map(({ groups }) =>
    (groups?.['title'] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

function brokenLinks(page: string): readonly string[] {
  return linksOf(page).flatMap(({ path, anchor }) => {
    const target = path === '' ? page : join(dirname(page), decodeURI(path));
    if (!existsSync(join(root, target))) return [`${path}: no such file`];
    if (anchor === '' || !target.endsWith('.md') || anchorsOf(target).includes(anchor)) return [];
    return [`${path}#${anchor}: no such heading`];
  });
}

/** Lists the scripts that a page names as `npm run <script>`. Options of npm may precede the script. */
function scriptsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/npm run (?:-\S+ )*(?<script>[a-z][\w:-]*)/g)].flatMap(
    ({ groups }) => groups?.['script'] ?? [],
  );
}

describe.each(pages)('%s', (page) => {
  it('has no broken links', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('names only scripts of package.json', () => {
    expect(scriptsOf(page).filter((script) => !scripts.includes(script))).toEqual([]);
  });
});

it('the search finds links and scripts', () => {
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(10);
  expect(pages.flatMap(scriptsOf).length).toBeGreaterThan(10);
});

/** Lists each setting as its path and its default in JSON. A list, and `queues`, count as one setting. */
function settingsOf(value: unknown, path: string): readonly string[] {
  const isBranch = typeof value === 'object' && value !== null && !Array.isArray(value) && path !== 'queues';
  if (!isBranch) return [`${path} ${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, member]) => settingsOf(member, path === '' ? key : `${path}.${key}`));
}

describe('docs/administrator.md', () => {
  it('names exactly the settings that exist, with their defaults', () => {
    const rows = read('docs/administrator.md').matchAll(
      /^\| `(?<key>[a-z]\w*(?:\.\w+)*)`\s+\| `(?<value>.+?)`\s+\|/gim,
    );
    const documented = [...rows].map(({ groups }) => {
      const value: unknown = JSON.parse(groups?.['value'] ?? '');
      return `${groups?.['key']} ${JSON.stringify(value)}`;
    });
    expect(documented.sort()).toEqual([...settingsOf(defaultSettings, '')].sort());
  });
});

describe('docs/operator.md', () => {
  it('names each variable of .env.example', () => {
    const page = read('docs/operator.md');
    expect(productVariables().filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
