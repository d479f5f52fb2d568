import { assert, constantFrom, integer, property, string, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCountry, readNumber, toE164 } from './phone.ts';
import { readDialled } from './phone-dialled.ts';

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

  test('CON-1 countries are identified by their code in upper case', () => {
    expect(['US', 'ID', 'GB'].every(isCountry)).toBe(true);
    expect(['us', 'XX', '', 'toString'].some(isCountry)).toBe(false);
  });
});

/** Wrappings of a number in E.164. */
const wrappings: readonly ((e164: string) => string)[] = [
  (e164) => `sip:${e164}@pbx.example.net`,
  (e164) => `SIP:${e164}@192.168.0.1:5060;user=phone`,
  (e164) => `<sips:${e164};cpc=ordinary@pbx.example.net>`,
  (e164) => `"Smith, Ada <x>" <sip:${e164}@pbx.example.net;user=phone>;tag=88a7s`,
  (e164) => `sip:${e164}:secret@pbx.example.net?subject=1`,
  (e164) => `sip:${e164.replace('+', '%2B')}@pbx.example.net`,
  (e164) => `sip:${e164}`,
  (e164) => `${e164}@pbx.example.net`,
  (e164) => `tel:${e164}`,
  (e164) => `TEL://${e164}`,
  (e164) => `tel:${e164};isub=12;phone-context=example.com`,
  (e164) => `<tel:${e164}>`,
  ...['whatsapp', 'sms', 'voice', 'mms', 'rcs', 'viber', 'callto', 'WhatsApp', 'facetime', 'telegram'].map(
    (channel) => (e164: string) => `${channel}:${e164}`,
  ),
  (e164) => `whatsapp:${e164.slice(1)}`,
  (e164) => `${e164.slice(1)}@s.whatsapp.net`,
  (e164) => `${e164.slice(1)}@c.us`,
  (e164) => `00${e164.slice(1)}`,
  (e164) => `00 ${e164.slice(1)}`,
  (e164) => `+00${e164.slice(1)}`,
  (e164) => `++${e164.slice(1)}`,
  (e164) => `+ ${e164.slice(1)}`,
  (e164) => `(${e164})`,
  (e164) => `'${e164}`,
  (e164) => `="${e164}"`,
  (e164) => `${e164} (home)`,
  (e164) => `[old] ${e164}`,
  (e164) => `${e164} - ask for Ada`,
  (e164) => `Ada Smith ${e164}`,
  (e164) => `Mobile: ${e164}`,
  (e164) => `Tel. ${e164}`,
  ...['x5', ' x 5', ' ext. 5', ' ext5', ';ext=5', '#5', ' # 5', ',,5', ' extension 5', ' Durchwahl 5', ' poste 5'].map(
    (extension) => (e164: string) => `${e164}${extension}`,
  ),
  (e164) => e164.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x06_60 + Number(digit))),
  (e164) => e164.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x06_f0 + Number(digit))),
  (e164) => e164.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x09_66 + Number(digit))),
  (e164) => e164.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff_10 + Number(digit))),
];

describe('numbers in a wrapping', () => {
  test.each(['+12675550107', '+442079460102', '+81355612345', '+525512345601', '+6281234567890'])(
    'CON-1 %s is read out of every wrapping, in every default country',
    (e164) => {
      for (const country of ['US', 'GB', 'AU', 'DE', 'MX', 'KR', 'CO'])
        for (const wrap of wrappings)
          expect([wrap(e164), country, toE164(wrap(e164), country)]).toEqual([wrap(e164), country, e164]);
    },
  );

  test.each([
    ['sip:2675550107@pbx.example.net', 'US', '+12675550107'],
    ['sip:2675550107;phone-context=+1@pbx.example.net', 'GB', '+12675550107'],
    ['sip:2675550107@pbx.example.net;phone-context=+1', 'GB', '+12675550107'],
    ['tel:7042;phone-context=+1201555', 'US', '+12015557042'],
    ['011 44 20 7946 0102', 'US', '+442079460102'],
    ['011 44 20 7946 0102', 'FR', '+442079460102'],
    ['0011 44 20 7946 0102', 'AU', '+442079460102'],
    ['010 44 20 7946 0102', 'JP', '+442079460102'],
    ['001 62 812 3456 7890', 'ID', '+6281234567890'],
    ['00 57 321 123 1271', 'CO', '+573211231271'],
    ['+5215512345601', 'US', '+525512345601'],
    ['5215512345601', 'US', '+525512345601'],
    ['045 55 1234 5601', 'MX', '+525512345601'],
    ['044 55 1234 5601', 'MX', '+525512345601'],
    ['01 55 1234 5601', 'MX', '+525512345601'],
    ['+54 11 15 2345-6789', 'US', '+5491123456789'],
    ['011 15 2345-6789', 'AR', '+5491123456789'],
    ['+553187654321', 'US', '+5531987654321'],
    ['12675550102.0', 'US', '+12675550102'],
    ['+48 (0)512 341 123', 'US', '+48512341123'],
  ])('CON-1 %s in %s is %s', (input, country, expected) => {
    expect(toE164(input, country)).toBe(expected);
  });

  test.each([
    ['+1 267-555-0102 x123', '123'],
    ['+1 267-555-0102 ext. 5', '5'],
    ['tel:+1-267-555-0102;ext=77', '77'],
    ['sip:+12675550102;ext=9@pbx.example.net', '9'],
    ['+12675550102,,12#', '12'],
    ['+12675550102 Durchwahl 12', '12'],
    ['+12675550102', null],
  ])('OUT-9 the extension of %s is %s', (input, extension) => {
    expect(readNumber(input, 'US')).toEqual({ e164: '+12675550102', extension });
  });

  test.each([
    'sip:anonymous@anonymous.invalid',
    '"Anonymous" <sip:anonymous@192.0.2.10>',
    'sip:192.168.10.11',
    'sip:1001@pbx.example.net',
    'sip:bob@2675550107.example.com',
    'messenger:2675550107',
    'client:2675550107',
    'https://example.com/2675550107',
    'ada.2675550107@example.com',
    'No Caller ID',
    'UNAVAILABLE',
    'Private Number',
  ])('CON-5 %s is no phone number', (input) => {
    expect(toE164(input, 'US')).toBeNull();
  });

  test.each(['1001', '12345', 'sip:1001@pbx.example.net'])('CON-5 %s is no customer in Germany', (input) => {
    expect(toE164(input, 'DE')).toBeNull();
  });
});

describe('numbers that are nobody’s', () => {
  test('CON-5 one digit repeated and runs of digits, in every spelling', () => {
    const runs = Array.from({ length: 10 }, (_, from) =>
      [1, -1, 0].map((step) => Array.from({ length: 10 }, (__, i) => (from + step * i + 100) % 10).join('')),
    );
    for (const digits of runs.flat())
      for (const spelling of [
        digits,
        `+1${digits}`,
        `1${digits}`,
        `+1 (${digits.slice(0, 3)}) ${digits.slice(3)}`,
        `sip:${digits}@pbx.example.net`,
      ])
        expect([spelling, toE164(spelling, 'US')]).toEqual([spelling, null]);
  });

  test.each(['anonymous', 'blocked', 'restricted', 'unknown', 'unavailable', 'private', 'withheld'])(
    'CON-5 the digits that spell %s on the keypad, with plus and without',
    (word) => {
      const keys = ['abc', 'def', 'ghi', 'jkl', 'mno', 'pqrs', 'tuv', 'wxyz'];
      const digits = word
        .split('')
        .map((letter) => keys.findIndex((letters) => letters.includes(letter)) + 2)
        .join('');
      for (const country of ['US', 'GB', 'EE', ''])
        for (const spelling of [digits, `+${digits}`, `sip:${digits}@pbx.example.net`])
          expect(toE164(spelling, country)).toBeNull();
    },
  );

  test.each(['+14155550100', '+12025550199', '+442079460102', '+6281234567890', '+4915112345678', '+6566667777'])(
    'CON-1 %s is somebody’s',
    (e164) => {
      expect(toE164(e164, 'US')).toBe(e164);
    },
  );
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
    ['+1 999 999 9999', 'filler'],
    ['0044 20 7946 0102', 'enter +442079460102'],
  ])('OUT-9 %j is refused: %s', (input, because) => {
    expect(readDialled(input, 'US')).toEqual({ ok: false, because: expect.stringContaining(because) });
  });
});

test('SEC-2 a text that is longer than any number is none, and is not read further', () => {
  expect(toE164('+14155551212'.padEnd(320), 'US')).toBe('+14155551212');
  expect(toE164('+14155551212'.padEnd(321), 'US')).toBeNull();
});
