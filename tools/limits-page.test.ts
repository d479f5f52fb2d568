import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { limitGroups, limits } from '../domain/limits.ts';
import { chapters, renderLimits } from './limits-page.ts';

const rows = chapters.flatMap(({ title, rows: members }) => members.map((row) => ({ ...row, title })));

describe('the page of limits', () => {
  it('SEC-2 has a chapter for each group, and a row for each bound', () => {
    expect(chapters.map(({ title }) => title)).toEqual(Object.values(limitGroups));
    expect(rows).toHaveLength(Object.values(limits).flatMap((group) => Object.keys(group)).length);
    const page = renderLimits();
    for (const { of, most } of rows) expect(page).toContain(`| ${of} | ${most} | `);
  });

  it.each(rows)('SEC-2 $title: "$of" says in whole sentences what happens beyond it', ({ of, beyond }) => {
    expect(of).toMatch(/^[A-Z][^|\n]*[^.|\n]$/);
    expect(beyond).toMatch(/^[A-Z`][^|\n]*\.$/);
  });

  it('SEC-2 shows numbers as people write them', () => {
    expect(renderLimits()).toMatch(/\| 500 items \|[^]*\| 1 MiB \|[^]*\| 65,536 characters \|/);
  });

  it('SEC-2 is the page that the repository has', () => {
    expect(readFileSync(new URL('../docs/limits.md', import.meta.url), 'utf8')).toBe(renderLimits());
  });
});
