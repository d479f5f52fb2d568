import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { renderInboundDecisions } from '../domain/decision-tables/inbound.ts';
import { renderOutbound } from '../domain/decision-tables/outbound.ts';
import { withFigures } from './bench-page.ts';
import { renderBehaviour } from '../domain/rules/render.ts';
import { renderErrors } from './errors-page.ts';
import { renderLimits } from './limits-page.ts';
import { withSettings } from './settings-page.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

type Page = { readonly path: string; readonly render: () => string };

/** The pages that are generated, whole or between marks, from the code or from the results of the bench. They cannot contradict them. */
const pages: readonly Page[] = [
  { path: 'docs/behaviour.md', render: renderBehaviour },
  { path: 'docs/inbound-decisions.md', render: renderInboundDecisions },
  { path: 'docs/outbound.md', render: renderOutbound },
  { path: 'docs/errors.md', render: renderErrors },
  { path: 'docs/limits.md', render: renderLimits },
  { path: 'docs/administrator.md', render: () => withSettings(read('docs/administrator.md')) },
  { path: 'docs/bench.md', render: () => withFigures(read('docs/bench.md'), read('docs/bench.json')) },
];

const checkOnly = process.argv.includes('--check');
for (const { path, render } of pages) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const generated = render();
  const current = await readFile(file, 'utf8').catch(() => '');
  if (current === generated) continue;
  if (checkOnly) {
    console.error(`${path} is out of date: \`npm run docs\` writes it anew.`);
    process.exitCode = 1;
  } else {
    await writeFile(file, generated);
    console.log(`${path} is written.`);
  }
}
