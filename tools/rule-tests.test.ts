import { describe, expect, it } from 'vitest';

import { countCoverage, groupByRule, ruleIdsOf, select } from './rule-tests.ts';

describe('the rules that a test proves', () => {
  it.each([
    ['TKT-4 opens one ticket', ['TKT-4']],
    ['TKT-4, TKT-5 and CON-1 side by side', ['TKT-4', 'TKT-5', 'CON-1']],
    ['UPD-1/UPD-2: comments', ['UPD-1', 'UPD-2']],
    ['SEC-5 UPD-12 a recording', ['SEC-5', 'UPD-12']],
    ['END-2 nobody picks > TKT-8 at the end', ['END-2', 'TKT-8']],
    ['BAT-1 twice > BAT-1 once', ['BAT-1']],
    ['opens a ticket as TKT-4 says', []],
    ['TKT-4b is no id', []],
    ['a title > with nothing', []],
  ])('%s', (name, ids) => {
    expect(ruleIdsOf(name)).toEqual(ids);
  });

  it('a test is listed under each rule that it names', () => {
    const both = { name: 'TKT-1, TKT-2 both', file: 'a.test.ts' };
    const one = { name: 'TKT-2 one', file: 'b.test.ts' };
    const byRule = groupByRule([both, one]);
    expect(byRule.get('TKT-1')).toEqual([both]);
    expect(byRule.get('TKT-2')).toEqual([both, one]);
    expect(byRule.has('TKT-3')).toBe(false);
  });
});

describe('the count of rules with tests', () => {
  it('leaves out rules that are not built yet, and counts them apart', () => {
    const rules = [{ id: 'TKT-1' }, { id: 'TKT-2' }, { id: 'TKT-3', notBuilt: true }] as const;
    const byRule = groupByRule([{ name: 'TKT-1 one', file: 'a.test.ts' }]);
    expect(countCoverage(rules, byRule)).toEqual({ built: 2, tested: 1, notBuilt: 1 });
  });
});

describe('the selected rules', () => {
  const all = ['CON-1', 'CON-10', 'TKT-1'];

  it.each([
    [[], all],
    [['CON'], ['CON-1', 'CON-10']],
    [['CON-1'], ['CON-1']],
    [
      ['TKT', 'CON-1'],
      ['CON-1', 'TKT-1'],
    ],
  ])('%j', (names, ids) => {
    expect(select(all, names)).toEqual({ kind: 'ids', ids });
  });

  it('unknown names are reported', () => {
    expect(select(all, ['CO', 'TKT-9', 'CON'])).toEqual({ kind: 'unknown', names: ['CO', 'TKT-9'] });
  });
});
