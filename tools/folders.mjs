import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The layers of the repository, the lowest first. A folder may import only from folders that are listed before it. Each key
 * is a folder that has layers inside: `.` as a key is the root of the repository, and `.` in a list means the files directly
 * in that folder.
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
    'limits',
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

/** @typedef {{ readonly from: string, readonly to: string }} Import a file and the file that it imports, both as paths */

const importPattern = /\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g;

/**
 * Lists the imports between source files, including type imports. Tests and test kits are left out, because they may import
 * from any folder.
 *
 * @param {readonly string[]} files paths relative to the root
 * @param {(file: string) => string} read returns the text of a file
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
 * Finds circles of imports between folders. For each folder that imports itself through other folders, it takes the shortest
 * circle.
 *
 * @param {readonly Import[]} imports
 * @returns {readonly string[]} one text per circle, with one import for each step of the circle
 */
export function findCircles(imports) {
  /** @type {Map<string, Map<string, Import>>} */
  const imported = new Map();
  for (const each of imports) {
    const [from, to] = [posix.dirname(each.from), posix.dirname(each.to)];
    if (from === to) continue;
    const targets = imported.get(from) ?? new Map();
    if (!targets.has(to)) targets.set(to, each);
    imported.set(from, targets);
  }
  /** @type {Map<string, string>} */
  const circles = new Map();
  for (const start of [...imported.keys()].sort()) {
    const path = shortestCircle(imported, start);
    if (path === null) continue;
    const members = path.map(({ from }) => posix.dirname(from));
    const name = [...members].sort().join(' ');
    if (circles.has(name)) continue;
    const example = path.map(({ from, to }) => `    ${from} imports ${to}`);
    circles.set(name, [`  circle: ${[...members, start].join(' → ')}`, ...example].join('\n'));
  }
  return [...circles.values()];
}

/**
 * Finds the shortest circle of imports from a folder back to itself (breadth-first search).
 *
 * @param {Map<string, Map<string, Import>>} imported by importing folder, then by imported folder: one import between the two
 * @param {string} start
 * @returns {readonly Import[] | null} null if there is no circle
 */
function shortestCircle(imported, start) {
  /** @type {{ folder: string, path: readonly Import[] }[]} */
  const queue = [{ folder: start, path: [] }];
  const visited = new Set();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const [folder, example] of imported.get(next.folder) ?? []) {
      if (folder === start) return [...next.path, example];
      if (visited.has(folder)) continue;
      visited.add(folder);
      queue.push({ folder, path: [...next.path, example] });
    }
  }
  return null;
}

/**
 * Finds folders with source files that are missing in the lists of layers, whether or not anything is imported there.
 *
 * @param {readonly string[]} files paths relative to the root
 * @param {Readonly<Record<string, readonly string[]>>} order
 * @returns {readonly string[]} one text per folder
 */
export function findFoldersWithoutLayer(files, order) {
  const sources = files.filter((file) => file.includes('/') && /\.(ts|tsx|mjs)$/.test(file));
  const missing = Object.entries(order).flatMap(([folder, names]) => {
    const prefix = folder === '.' ? '' : `${folder}/`;
    const found = sources.filter((file) => file.startsWith(prefix)).map((file) => layerOf(file.slice(prefix.length)));
    return found.filter((layer) => !names.includes(layer)).map((layer) => `${prefix}${layer}`);
  });
  return [...new Set(missing)].map((folder) => `  no layer: add ${folder} to the layers in tools/folders.mjs`);
}

/**
 * Finds imports from a lower layer into a higher one.
 *
 * @param {readonly Import[]} imports
 * @param {Readonly<Record<string, readonly string[]>>} order
 * @returns {readonly string[]} one text per finding
 */
export function findUpwardImports(imports, order) {
  /** @type {Set<string>} */
  const findings = new Set();
  for (const [folder, names] of Object.entries(order)) {
    const prefix = folder === '.' ? '' : `${folder}/`;
    for (const { from, to } of imports) {
      if (!from.startsWith(prefix) || !to.startsWith(prefix)) continue;
      const [user, used] = [layerOf(from.slice(prefix.length)), layerOf(to.slice(prefix.length))];
      if (names.indexOf(used) > names.indexOf(user))
        findings.add(`  upward: ${from} imports ${to} (${prefix}${user} is below ${prefix}${used})`);
    }
  }
  return [...findings];
}

/**
 * Returns the first folder of a path, or `.` if the path has no folder.
 *
 * @param {string} path
 * @returns {string}
 */
function layerOf(path) {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '.';
}

/**
 * Whether a circle contains the import of an upward finding.
 *
 * @param {string} circle
 * @param {string} upward
 * @returns {boolean}
 */
function sharesImport(circle, upward) {
  const [, pair = ''] = /^ {2}upward: (.*) \(/.exec(upward) ?? [];
  return pair !== '' && circle.includes(`    ${pair}`);
}

/** `node tools/folders.mjs`: prints each finding and sets the exit code 1 if there is any. */
function main() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = listed
    .toString()
    .split('\0')
    .filter((file) => file.includes('/') && existsSync(`${root}/${file}`));
  const imports = readImports(files, (file) => readFileSync(`${root}/${file}`, 'utf8'));
  const missing = findFoldersWithoutLayer(files, layers);
  const upward = findUpwardImports(imports, layers);
  // An upward import closes circles with correct imports. Those circles are not worth reading.
  const circles = findCircles(imports).filter((circle) => !upward.some((finding) => sharesImport(circle, finding)));
  for (const finding of [...missing, ...upward, ...circles]) console.log(finding);
  console.log(`  ${circles.length} circles, ${upward.length} upward imports between folders`);
  process.exitCode = missing.length + circles.length + upward.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
