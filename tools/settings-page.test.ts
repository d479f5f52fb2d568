import { describe, expect, it } from 'vitest';

import { allPlaces } from '../domain/settings/settings-table.ts';
import { withSettings } from './settings-page.ts';

const block = (names: string): string => `<!-- settings: ${names} -->\nstale\n<!-- end of settings -->`;

const names = [...new Set(allPlaces.map(({ section, key }) => section ?? key))];

describe('the tables of settings', () => {
  it('stand between the marks, one row a setting, and are the same when written again', () => {
    const page = withSettings(`Before\n${block(names.join(', '))}\nafter`);
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.map((row) => row.split('`')[1])).toEqual(allPlaces.map(({ path }) => path));
    expect(page).toMatch(/^Before\n<!-- settings: .*after$/s);
    expect(page).not.toContain('stale');
    expect(withSettings(page)).toBe(page);
  });

  it('give key, default, unit with bounds, rule and from when it holds', () => {
    const page = withSettings(names.map((name) => block(name)).join('\n'));
    expect(page).toMatch(
      /^\| `batching.windowSeconds` +\| `10` +\| seconds, 1 to 60 +\| .* \| BAT-2 +\| next batch +\|$/m,
    );
    expect(page).toMatch(/^\| `append.outboundStatuses` +\| `\["new", "open", "pending", "hold"\]` +\|/m);
    expect(page).toMatch(/^\| `session.maxHours` .*\| hours, up to 720 +\|/m);
  });

  it.each([
    [names.slice(1).join(', '), 'tickets.create'],
    [[...names, 'language'].join(', '), 'language'],
    [[...names, 'nothing'].join(', '), 'nothing'],
  ])('with marks for %s are refused naming %s', (marked, named) => {
    expect(() => withSettings(block(marked))).toThrow(named);
  });
});
