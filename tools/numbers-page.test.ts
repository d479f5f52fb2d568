import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { readNumber } from '../domain/phone.ts';
import { renderNumbers, storedSamples, toldSamples } from './numbers-page.ts';

describe('the page of numbers', () => {
  it('CON-1 is the page that the repository has', () => {
    expect(readFileSync(new URL('../docs/numbers.md', import.meta.url), 'utf8')).toBe(renderNumbers());
  });

  it('CON-1 has a row for each text', () => {
    const rows = renderNumbers().split('\n');
    for (const { text } of [...Object.values(toldSamples).flat(), ...storedSamples])
      expect(rows.filter((row) => row.startsWith(`| \`${text}\` |`))).toHaveLength(1);
  });

  it.each(toldSamples['Nobody’s numbers'] ?? [])('CON-5 shows no number for $text', ({ text, country }) => {
    expect(readNumber(text, country)).toBeNull();
  });
});
