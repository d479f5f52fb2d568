import { array, assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchPattern } from './pattern.ts';

describe('the pattern of a regexp field', () => {
  it.each([
    ['^A\\d+$', 'A12', 'matches'],
    ['^A\\d+$', 'B12', 'differs'],
    ['^(\\d{3}-){2}\\d{4}$', '415-555-0100', 'matches'],
    ['^(gold|silver)$', 'bronze', 'differs'],
    ['^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$', 'someone@mail.example', 'matches'],
    ['^[)(|]+$', '(|)', 'matches'],
    ['^(\\+?1-)?\\d{3}-?\\d{3}-?\\d{4}$', '+1-415-5550100', 'matches'],
    ['^(\\+?1-)?\\d{3}-?\\d{3}-?\\d{4}$', '415--5550100', 'differs'],
    ['^(?<year>\\d{4})-(?=\\d)\\d{2}$', '2026-03', 'matches'],
  ])('UPD-6 %s on %s %s', (pattern, text, verdict) => {
    expect(matchPattern(pattern, text)).toBe(verdict);
  });

  // JavaScript would say `differs` for each of these. The endless ones and the slow one would take seconds.
  it.each([
    ['of another dialect', '\\A\\d+\\z', 'AB'],
    ['of another dialect', '^[[:alpha:]]+$', '12'],
    ['of another dialect', '^(?i)a$', 'b'],
    ['not valid', '(', 'b'],
    ['endless', '^(a+)+$', `${'a'.repeat(25)}!`],
    ['endless', '^(a|a)*$', `${'a'.repeat(22)}!`],
    ['endless', '^(a?){22}b$', 'a'.repeat(22)],
    ['endless', `^${'a?'.repeat(22)}b$`, 'a'.repeat(22)],
    ['slow on a long text', '^a*a*a*a*$', `${'a'.repeat(80)}!`],
    ['slow on a long text', '(a{1000}){1000}b', 'a'.repeat(60_000)],
    ['slow on a long text', 'a{60000}b', 'a'.repeat(60_000)],
    ['slow by a reference to a group', '(a*)\\1b', 'a'.repeat(2_000)],
    ['slow by a reference to a group', '(?<as>a*)\\k<as>b', 'a'.repeat(2_000)],
  ])('UPD-6 a pattern is left to Zendesk when it is %s: %s', (_why, pattern, text) => {
    expect(matchPattern(pattern, text)).toBe('unknown');
  });

  it('UPD-6 no pattern throws or runs without end', () => {
    const pieces = constantFrom(
      'a',
      'a*',
      'a+?',
      'a?',
      '(a|b',
      '(',
      ')',
      '(?:',
      ')*',
      '){2,}',
      '){9}',
      '|',
      '[a-',
      ']',
      '\\',
    );
    const patterns = array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
    assert(
      property(patterns, integer({ min: 0, max: 60 }), (pattern, length) => {
        expect(['matches', 'differs', 'unknown']).toContain(matchPattern(pattern, `${'a'.repeat(length)}!`));
      }),
      { numRuns: 2_000 },
    );
  });
});
