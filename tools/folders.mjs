import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The layers of the repository, the lowest first. A folder may import from folders that stand before it. A folder with
 * a list of its own has layers inside; `.` stands for the files directly in it.
 */
export const layers = {
  '.': [
    'configuration',
    'domain',
    'simulator',
    'tools',
    'activities',
    'workflows',
    'client',
    'workers',
    'local',
    'test',
    'bench',
  ],
  domain: [
    'rules',
    '.',
    'events',
    'settings',
    'platform',
    'zendesk',
    'session',
    'fields',
    'comment',
    'contact',
    'ticket',
    'outbound',
    'ticket-updates',
    'next-steps',
    'ticket-writes',
    'session-view',
    'operations',
    'decision-tables',
    'api',
  ],
};

/** @typedef {{ readonly from: string, readonly to: string }} Import one file that imports another, as paths */

const importPattern = /\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g;

/**
 * The imports between source files, type imports included. Tests and test kits are left out: they may import anything.
 *
 * @param {readonly string[]} files paths relative to the root
 * @param {(file: string) => string} read gives the text of a file
 * @returns {readonly Import[]}
 */
export function readImports(files, read) {
  return files
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/\.(test|testkit)\.\w+$/.test(file))
    .flatMap((from) =>
      [...read(from).matchAll(importPattern)].map(([, target = '']) => ({
        from,
        to: posix.join(posix.dirname(from), target),
      })),
    );
}

/**
 * Circles between folders: for each pair of folders that reach each other, the shortest way there and back.
 *
 * @param {readonly Import[]} imports
 * @returns {readonly string[]} one text a circle, with an import for each of its arrows
 */
export function findCircles(imports) {
  /** @type {Map<string, Map<string, Import>>} */
  const arrows = new Map();
  for (const each of imports) {
    const [from, to] = [posix.dirname(each.from), posix.dirname(each.to)];
    if (from === to) continue;
    const targets = arrows.get(from) ?? new Map();
    if (!targets.has(to)) targets.set(to, each);
    arrows.set(from, targets);
  }
  /** @type {Map<string, string>} */
  const circles = new Map();
  for (const start of [...arrows.keys()].sort()) {
    const path = shortestCircle(arrows, start);
    if (path === null) continue;
    const members = path.map(({ from }) => posix.dirname(from));
    const name = [...members].sort().join(' ');
    if (circles.has(name)) continue;
    const proof = path.map(({ from, to }) => `    ${from} imports ${to}`);
    circles.set(name, [`  circle: ${[...members, start].join(' → ')}`, ...proof].join('\n'));
  }
  return [...circles.values()];
}

/**
 * @param {Map<string, Map<string, Import>>} arrows
 * @param {string} start
 * @returns {readonly Import[] | null}
 */
function shortestCircle(arrows, start) {
  /** @type {{ folder: string, path: readonly Import[] }[]} */
  const queue = [{ folder: start, path: [] }];
  const visited = new Set();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const [folder, proof] of arrows.get(next.folder) ?? []) {
      if (folder === start) return [...next.path, proof];
      if (visited.has(folder)) continue;
      visited.add(folder);
      queue.push({ folder, path: [...next.path, proof] });
    }
  }
  return null;
}

/**
 * Imports that run against the order of the layers, and folders that no list of layers names.
 *
 * @param {readonly Import[]} imports
 * @param {Readonly<Record<string, readonly string[]>>} order
 * @returns {readonly string[]} one text a finding
 */
export function findUpwardImports(imports, order) {
  /** @type {Set<string>} */
  const findings = new Set();
  for (const [folder, names] of Object.entries(order)) {
    const prefix = folder === '.' ? '' : `${folder}/`;
    for (const { from, to } of imports) {
      if (!from.startsWith(prefix) || !to.startsWith(prefix)) continue;
      const [user, used] = [layerOf(from.slice(prefix.length)), layerOf(to.slice(prefix.length))];
      for (const layer of [user, used])
        if (!names.includes(layer))
          findings.add(`  no layer: add ${prefix}${layer} to the layers in tools/folders.mjs`);
      if (names.indexOf(used) > names.indexOf(user)) findings.add(`  upward: ${from} imports ${to}`);
    }
  }
  return [...findings];
}

/**
 * @param {string} path
 * @returns {string}
 */
function layerOf(path) {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '.';
}

/** `node tools/folders.mjs`: prints each finding, and exits with 1 if there is one. */
function main() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = listed
    .toString()
    .split('\0')
    .filter((file) => file.includes('/') && existsSync(`${root}/${file}`));
  const imports = readImports(files, (file) => readFileSync(`${root}/${file}`, 'utf8'));
  const circles = findCircles(imports);
  const upward = findUpwardImports(imports, layers);
  for (const finding of [...circles, ...upward]) console.log(finding);
  console.log(`  ${circles.length} circles, ${upward.length} upward imports between folders`);
  process.exitCode = circles.length + upward.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
