import { assert, constantFrom, integer, property, string, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCountry, readDialled, searchDigits, toE164 } from './phone.ts';

/** A possible US number in its parts. */
const usNumber = tuple(
  integer({ min: 201, max: 989 }),
  integer({ min: 200, max: 999 }),
  integer({ min: 0, max: 9999 }),
);

const spellings: readonly ((area: number, exchange: number, line: string) => string)[] = [
  (a, e, l) => `+1${a}${e}${l}`,
  (a, e, l) => `+1 (${a}) ${e}-${l}`,
  (a, e, l) => `(${a}) ${e}-${l}`,
  (a, e, l) => `${a}.${e}.${l}`,
  (a, e, l) => `1-${a}-${e}-${l}`,
  (a, e, l) => `  ${a} ${e} ${l}  `,
  (a, e, l) => `tel:+1-${a}-${e}-${l}`,
  (a, e, l) => `+1 ${a} ${e} ${l} ext. 12`,
  (a, e, l) => `+1${a}${e}${l};ext=7`,
  (a, e, l) => `\u202A+1 ${a}\u00A0${e}-${l}\u202C`,
];

describe('phone numbers', () => {
  test('CON-1 every spelling of a number is the same number', () => {
    assert(
      property(usNumber, constantFrom(...spellings), ([area, exchange, last], spell) => {
        const line = String(last).padStart(4, '0');
        expect(toE164(spell(area, exchange, line), 'US')).toBe(`+1${area}${exchange}${line}`);
      }),
    );
  });

  test('CON-1 a number in E.164 is not changed', () => {
    assert(
      property(usNumber, constantFrom('US', 'ID', 'GB', ''), ([area, exchange, last], country) => {
        const e164 = `+1${area}${exchange}${String(last).padStart(4, '0')}`;
        expect(toE164(e164, country)).toBe(e164);
      }),
    );
  });

  test.each([
    ['020 7946 0958', 'GB', '+442079460958'],
    ['+44 (0)20 7946 0958', 'US', '+442079460958'],
    ['0812-3456-7890', 'ID', '+6281234567890'],
    ['02 3661 8300', 'IT', '+390236618300'],
    ['(416) 555-0100', 'US', '+14165550100'],
  ])('CON-1 %s in %s is %s', (input, country, expected) => {
    expect(toE164(input, country)).toBe(expected);
  });

  test.each([
    null,
    '',
    '   ',
    'anonymous',
    'Restricted',
    'unknown',
    '+266696687',
    '+86282452253',
    '+',
    '0',
    '911',
    '5551212',
    '+1415',
    '+999999999999',
    'call 4155551212 please',
    '4155551212@example.com',
    '1'.repeat(40),
  ])('CON-5 %j is no phone number', (input) => {
    expect(toE164(input, 'US')).toBeNull();
  });

  test('CON-5 without a known country only numbers with country code are read', () => {
    expect(toE164('4155551212', 'XX')).toBeNull();
    expect(toE164('+14155551212', 'XX')).toBe('+14155551212');
  });

  test('CON-5 any text is either a number in E.164 or none', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        expect(toE164(text, 'US') ?? '+10000000').toMatch(/^\+\d{7,17}$/);
      }),
    );
  });

  test.each([
    ['+14155551212', 'US', '4155551212'],
    ['+14165550100', 'US', '4165550100'],
    ['+442079460958', 'US', '442079460958'],
    ['+442079460958', 'GB', '2079460958'],
    ['+390236618300', 'IT', '0236618300'],
    ['+14155551212', 'XX', '14155551212'],
  ])('CON-1 %s is searched from %s by %s', (e164, country, digits) => {
    expect(searchDigits(e164, country)).toBe(digits);
  });

  test('CON-1 the digits searched are a suffix of every stored spelling', () => {
    assert(
      property(usNumber, constantFrom(...spellings.slice(0, 7)), ([area, exchange, last], spell) => {
        const line = String(last).padStart(4, '0');
        const stored = spell(area, exchange, line);
        expect(stored.replaceAll(/\D/g, '').endsWith(searchDigits(`+1${area}${exchange}${line}`, 'US'))).toBe(true);
      }),
    );
  });

  test('CON-1 countries are identified by their code in upper case', () => {
    expect(['US', 'ID', 'GB'].every(isCountry)).toBe(true);
    expect(['us', 'XX', '', 'toString'].some(isCountry)).toBe(false);
  });
});

describe('numbers to be dialled', () => {
  test('OUT-9 every spelling with a country code gives the same number to dial', () => {
    assert(
      property(usNumber, constantFrom('US', 'ID', ''), ([area, exchange, last], country) => {
        const line = String(last).padStart(4, '0');
        const e164 = `+1${area}${exchange}${line}`;
        for (const spelling of [e164, `+1 (${area}) ${exchange}-${line}`, `tel:+1-${area}-${exchange}-${line}`])
          expect(readDialled(spelling, country)).toEqual({ ok: true, e164 });
      }),
    );
  });

  test.each([
    ['', 'No number was entered'],
    ['  ', 'No number was entered'],
    ['(415) 555-1212', 'enter +14155551212 if it is one of US'],
    ['911', 'enter + and the country code'],
    ['+1 415', 'too short'],
    ['+1 415 555 1212 000', 'too long'],
    ['+999 123 456', 'No country'],
    ['+1 415 555 CALL', 'no phone number'],
    ['anonymous', 'no phone number'],
    ['+266696687', 'withheld'],
  ])('OUT-9 %j is refused: %s', (input, because) => {
    expect(readDialled(input, 'US')).toEqual({ ok: false, because: expect.stringContaining(because) });
  });
});

test('SEC-2 a text that is longer than any number is none, and is not read further', () => {
  expect(toE164('+14155551212'.padEnd(320), 'US')).toBe('+14155551212');
  expect(toE164('+14155551212'.padEnd(321), 'US')).toBeNull();
});
