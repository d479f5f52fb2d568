import { describe, expect, test } from 'vitest';
import { isNoPhone, isPersonalMail, isWordForNothing } from './identity-keys.ts';

describe('values that can identify nobody', () => {
  const words =
    'undefined null NULL Nil none NaN n/a N/A na guest Guest anonymous unknown nobody false - -- . ? 0 00 -1'
      .split(' ')
      .concat([
        'object Object',
        ' undefined ',
        '"null"',
        "'none'",
        'not provided',
        'No Email',
        '\u200bundefined',
        'ｎｕｌｌ',
      ])
      .concat([
        '{{user.id}}',
        '${userId}',
        '%USER_ID%',
        '<identifier>',
        '[object Object]',
        '00000000-0000-0000-0000-000000000000',
        '',
      ]);

  test.each(words)('CON-2 CON-3 the word %j', (word) => {
    expect(isWordForNothing(word)).toBe(true);
    expect(isPersonalMail(word)).toBe(false);
  });

  test.each([
    'u-4711',
    '1',
    '42',
    'Ada',
    'nullable',
    'guest-4711',
    '7f3c9c1e-0000-4000-8000-000000000001',
    'none-of-your-business',
  ])('CON-2 not the identifier %j', (value) => {
    expect(isWordForNothing(value)).toBe(false);
  });

  test.each([
    'undefined@undefined',
    'null@null.com',
    'none@none.com',
    'noreply@example.com',
    'anonymous@example.com',
    'ada.example.com',
    'ada@',
    '@example.com',
    'ada@example.invalid',
    'a b@example.com',
    '-@example.com',
    'ada@.com',
  ])('CON-3 the e-mail address %j', (value) => {
    expect(isPersonalMail(value)).toBe(false);
  });

  test.each([
    'ada@example.com',
    'ADA@Example.COM',
    'a.b+c@sub.example.co.uk',
    'test@example.com',
    'nulla@example.com',
    '1@example.com',
    'ada@intranet',
  ])('CON-3 not the e-mail address %j', (value) => {
    expect(isPersonalMail(value)).toBe(true);
  });

  test('CON-5 a word for a withheld number is no missing value', () => {
    expect(['undefined', 'n/a', '0', '-'].filter(isNoPhone)).toHaveLength(4);
    expect(['anonymous', 'Unknown', 'Restricted', '+12675550102', '0000000000x'].filter(isNoPhone)).toEqual([]);
  });
});
