import { describe, expect, test } from 'vitest';
import { hasStoredNumber, readStored, searchDigits } from './phone-stored.ts';
import { spellings } from './spelling.testkit.ts';

describe('numbers as people store them', () => {
  test.each([
    ['+1 267-555-0102 x123', 'US', ['+12675550102']],
    ['(+1) 267 555 0105', 'US', ['+12675550105']],
    ['+44 (0)20 7946 0102', 'US', ['+442079460102']],
    ['267-555-0102 / 267-555-0103', 'US', ['+12675550102', '+12675550103']],
    ['267-555-0102, 267-555-0103 x4', 'US', ['+12675550102', '+12675550103']],
    ['267-555-0102 or 0044 20 7946 0102', 'US', ['+12675550102', '+442079460102']],
    ['+12675550102 +12675550103', 'US', ['+12675550102', '+12675550103']],
    ['m: 267-555-0102; w: 267-555-0103 ext 4', 'US', ['+12675550102', '+12675550103']],
    ['call 267 555 0102 after 5pm', 'US', ['+12675550102']],
    ['ada@example.com 267-555-0102', 'US', ['+12675550102']],
    ['030/1234567', 'DE', ['+49301234567']],
    ['Tel: 030/123456 / 030/654321', 'DE', ['+4930123456', '+4930654321']],
    ['61234567, 81234567', 'SG', ['+6561234567', '+6581234567']],
    ['+1 267 555 0102/03', 'US', ['+12675550102']],
    ['4155551212@example.com', 'US', []],
    ['https://example.com/2675550102', 'US', []],
    ['sip:anonymous@192.168.10.11', 'US', []],
    ['0000000000', 'US', []],
    ['7378742833', 'US', []],
    ['2024-01-05', 'US', []],
    ['order 1234567', 'US', []],
    ['+39 999', 'US', []],
    ['none', 'US', []],
    ['', 'US', []],
  ])('CON-1 %j in %s has %j', (text, country, expected) => {
    expect(readStored(text, country).map(({ e164 }) => e164)).toEqual(expected);
  });

  test('CON-1 of a mixture of spellings at least 99 % are read right, none wrongly, and each is found by the search', () => {
    const mixture = spellings(4_000, 7);
    const judged = mixture.map(({ text, country, numbers }) => {
      const read = readStored(text, country).map(({ e164 }) => e164);
      const digits = text.normalize('NFKC').replaceAll(/\D/g, '');
      return {
        text,
        isWrong: read.some((e164) => !numbers.includes(e164)),
        isRight: numbers.every((e164) => read.includes(e164)),
        isFound: numbers.every((e164) => digits.includes(searchDigits(e164)) && hasStoredNumber(text, e164, country)),
      };
    });
    expect(judged.filter(({ isWrong }) => isWrong)).toEqual([]);
    for (const key of ['isRight', 'isFound'] as const)
      expect(judged.filter((one) => one[key]).length).toBeGreaterThanOrEqual(0.99 * mixture.length);
  });

  test.each([
    ['+14155551212', '4155551212'],
    ['+442079460958', '2079460958'],
    ['+390236618300', '0236618300'],
    ['+525512345601', '5512345601'],
    ['+5491123456789', '23456789'],
    ['+5531987654321', '87654321'],
    ['+6561234567', '61234567'],
    ['+999', '999'],
  ])('CON-1 %s is searched by %s', (e164, digits) => {
    expect(searchDigits(e164)).toBe(digits);
  });
});
