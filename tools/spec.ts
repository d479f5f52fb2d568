import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { execa } from 'execa';
import { z } from 'zod';

import { rules } from '../domain/rules/catalogue.ts';
import type { ListedTest } from './rule-tests.ts';
import { countCoverage, groupByRule, select } from './rule-tests.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const listedTests = z.array(z.object({ name: z.string(), file: z.string() }));

/**
 * Lists all tests without running them. Skipped tests and `todo` tests are not in the list. The simulator's tests are left
 * out: they prove that the simulator behaves like Zendesk, not that the product keeps a rule.
 */
async function listTests(): Promise<readonly ListedTest[]> {
  const folder = await mkdtemp(join(tmpdir(), 'spec-'));
  try {
    const list = join(folder, 'tests.json');
    await execa('vitest', ['list', '--static-parse', `--json=${list}`], { cwd: root, preferLocal: true });
    const tests = listedTests.parse(JSON.parse(await readFile(list, 'utf8')));
    const product = tests.map(({ name, file }) => ({ name, file: relative(root, file) }));
    return product.filter(({ file }) => !file.startsWith('simulator'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const names = process.argv.slice(2);
const selection = select(
  rules.map(({ id }) => id),
  names.map((name) => name.toUpperCase()),
);

switch (selection.kind) {
  case 'unknown':
    console.error(`No rule or group is called ${selection.names.join(', ')}: docs/behaviour.md lists them.`);
    process.exitCode = 1;
    break;
  case 'ids': {
    const byRule = groupByRule(await listTests());
    const selected = rules.filter((rule) => selection.ids.includes(rule.id));
    for (const { id, sentence, notBuilt } of selected) {
      const tests = byRule.get(id) ?? [];
      const mark = notBuilt === true ? 'NOT BUILT YET  ' : tests.length > 0 ? '' : 'NO TEST YET  ';
      console.log(`${id}  ${mark}${sentence}`);
      for (const { file, name } of tests) console.log(`    ${file}: ${name}`);
    }
    const { built, tested, notBuilt } = countCoverage(selected, byRule);
    if (notBuilt > 0) console.log(`${notBuilt} rules are not built yet`);
    console.log(`${tested} of ${built} rules have tests`);
    process.exitCode = names.length > 0 && (tested < built || notBuilt > 0) ? 1 : 0;
  }
}
