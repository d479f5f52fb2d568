import { array, assert, boolean, constantFrom, integer, jsonValue, property, string, uniqueArray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson, plainKey } from './json-text.ts';
import { parsePost } from './parse-events.ts';

/** The custom data of an event that was sent as this JSON. */
function customDataOf(json: string): readonly (readonly [string, unknown])[] {
  const text = `{"event_id":"e","timestamp":1732000000000,"session_id":"s-1","type":"custom_data.received","item":{"custom_data":${json}}}`;
  const { accepted } = parsePost(parseJson(`{"events":[${text}]}`));
  const [only] = accepted;
  if (only?.type !== 'custom_data.received') throw new Error('not accepted');
  const { signed, unsigned } = only.item.custom_data;
  return [...signed, ...unsigned].map(({ key, value }) => [key, value] as const);
}

describe('JSON as its sender meant it', () => {
  test.each([
    [
      '{"unsigned":{"10":"a","x":"b","2":"c"}}',
      [
        ['10', 'a'],
        ['x', 'b'],
        ['2', 'c'],
      ],
    ],
    [
      '{"signed":{"7":1,"3":2},"unsigned":{"5":3,"1":4}}',
      [
        ['7', 1],
        ['3', 2],
        ['5', 3],
        ['1', 4],
      ],
    ],
    [
      '{"3":"a" , "1" :\n"b"}',
      [
        ['3', 'a'],
        ['1', 'b'],
      ],
    ],
  ])('UPD-5 custom data %s keeps its order', (json, expected) => {
    expect(customDataOf(json)).toEqual(expected);
  });

  test('UPD-5 any keys of custom data keep their order and their names', () => {
    const key = constantFrom('x', '0', '00', '-1', '1.5', '4294967295', '99999999999');
    const keys = uniqueArray(
      integer({ min: 0, max: 99 })
        .map(String)
        .chain((n) => constantFrom(n, `k${n}`))
        .chain((n) => constantFrom(n, n)),
      {
        maxLength: 12,
      },
    );
    assert(
      property(keys, key, (others, first) => {
        const all = [...new Set([first, ...others])];
        const json = `{"unsigned":{${all.map((each) => `${JSON.stringify(each)}:true`).join(',')}}}`;
        expect(customDataOf(json).map(([name]) => name)).toEqual(all);
      }),
    );
  });

  test.each([
    ['1524831183200260097', '1524831183200260097'],
    ['-9007199254740993', '-9007199254740993'],
    ['9007199254740991', 9_007_199_254_740_991],
    ['12345678901234567.25', '12345678901234567.25'],
    ['1e400', '1e400'],
    ['1e3', 1000],
  ])('UPD-6 the number %s', (number, expected) => {
    expect(parseJson(`{"a":[${number}],"b":${number}}`)).toEqual({ a: [expected], b: expected });
    expect(customDataOf(`{"unsigned":{"order":{"label":"Order","value":${number}}}}`)).toEqual([['order', expected]]);
  });

  test('UPD-5, UPD-14 halves of surrogate pairs and NUL are replaced, in values and in keys', () => {
    expect(parseJson('{"a\\ud83d":"x\\udc00y\\u0000z","b":"\\ud83d\\ude00\\\\u0000"}')).toEqual({
      'a\ufffd': 'x\ufffdyz',
      b: '\u{1F600}\\u0000',
    });
  });

  test('UPD-5, UPD-14 any text becomes well-formed, and a well-formed one stays', () => {
    assert(
      property(array(integer({ min: 0, max: 0xffff })), (units) => {
        const text = String.fromCharCode(...units);
        const expected = text.toWellFormed().replaceAll('\0', '');
        expect(parseJson(JSON.stringify([text, { k: text }]))).toEqual([expected, { k: expected }]);
        // A value that did not come as JSON text.
        const { accepted } = parsePost({
          events: [
            {
              event_id: 'e',
              timestamp: 1_732_000_000_000,
              session_id: 's-1',
              type: 'session.warning',
              item: { message: `m${text}` },
            },
          ],
        });
        expect(JSON.stringify(accepted)).not.toMatch(/\\ud[89a-f]|\\u0000/i);
      }),
    );
  });

  test('SEC-2 every other document is read as JSON.parse reads it', () => {
    assert(
      property(jsonValue(), boolean(), (value, spaced) => {
        const text = JSON.stringify(value, null, spaced ? 2 : 0);
        const isPlain = !/\\u0000|\\ud[89a-f]|\d{16}|e\+?\d/i.test(text);
        if (isPlain) expect(parseJson(text)).toEqual(JSON.parse(text));
        else expect(() => parseJson(text)).not.toThrow();
      }),
    );
  });

  test('SEC-2 what is no JSON stays none', () => {
    const wrong = [
      '',
      '{12345678901234567890:1}',
      '[12345678901234567890.]',
      '[012345678901234567890]',
      '["\\ud83x"]',
      '[1',
      '{"1":}',
    ];
    for (const text of wrong) expect(() => parseJson(text)).toThrow(SyntaxError);
    assert(
      property(string(), (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        if (isJson) expect(() => parseJson(text)).not.toThrow();
        else expect(() => parseJson(text)).toThrow(SyntaxError);
      }),
    );
  });

  test('UPD-5 only keys of custom data are marked', () => {
    const text =
      '{"custom_data":null,"a_name_that_is_longer_than_the_others":{"2":1},"response":{"2":1,"1":{"custom_data":{"9":1}}}}';
    const marked = parseJson(text);
    expect(JSON.stringify(marked)).toBe(
      JSON.stringify({ ...JSON.parse(text), response: { 1: { custom_data: { '\u20609': 1 } }, 2: 1 } }),
    );
    expect(plainKey('\u20609')).toBe('9');
  });
});
