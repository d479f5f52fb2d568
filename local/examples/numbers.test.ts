import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { expect, it } from 'vitest';
import { fictionalNumbers, nationalFormat } from './numbers.ts';

it('numbers are possible, reserved for fiction, and returned only once', () => {
  const next = fictionalNumbers(['+12015550100']);
  const numbers = Array.from({ length: 2_000 }, next);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers).not.toContain('+12015550100');
  for (const number of numbers) {
    expect(number).toMatch(/^\+1\d{3}55501\d\d$/);
    expect(parsePhoneNumberFromString(number)?.isPossible()).toBe(true);
  }
});

it('the national format is the one that people in the United States write', () => {
  expect(nationalFormat('+14155550123')).toBe('(415) 555-0123');
});
