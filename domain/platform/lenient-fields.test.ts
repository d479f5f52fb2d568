/** This file tests how values of the platform are read. If these tests fail, times are wrong by hours, or values are lost. */

import { expect, test } from 'vitest';
import {
  amountAt,
  amountOf,
  fieldsOf,
  idAt,
  instantAt,
  instantOf,
  listAt,
  snakeCase,
  textAt,
  textOf,
} from './lenient-fields.ts';

const noon = Date.parse('2026-01-01T12:00:00Z');

test.each([
  ['2026-01-01T12:00:00Z', noon],
  ['2026-01-01T12:00:00.5Z', noon + 500],
  ['2026-01-01T12:00:00.123456789Z', noon + 123],
  ['2026-01-01 12:00:00 UTC', noon],
  ['2026-01-01T12:00', noon],
  ['2026-01-01T12:00:00', noon],
  ['2026-01-01T19:00:00+0700', noon],
  ['2026-01-01T08:30:00-03:30', noon],
  [noon, noon],
  [String(noon), noon],
  [noon / 1000, noon],
])('PLT-3 the time %j is read, as UTC if it names no zone', (value, expected) => {
  expect(instantOf(value)).toEqual({ iso: new Date(expected).toISOString(), ms: expected });
});

test.each([['yesterday'], ['2026-01-01'], ['2026-13-01T12:00:00Z'], ['1969-12-31T23:59:59Z'], [5], [''], [null], [{}]])(
  'PLT-3 the time %j cannot be read',
  (value) => {
    expect(instantOf(value)).toBeNull();
  },
);

test('PLT-3 the first key with a value that can be read counts, and each other one gets a warning with its name', () => {
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
  };
  const fields = { a: null, b: '', c: 'soon', d: '2026-01-01T12:00:00Z', e: 'late', x: -1, y: '7.5', z: 3 };
  expect(instantAt(fields, ['a', 'b', 'c', 'd', 'e'], warn)?.ms).toBe(noon);
  expect(amountAt(fields, ['a', 'b', 'x', 'y', 'z'], warn)).toBe(7.5);
  expect(warnings).toEqual(['The time c can not be read.', 'The number x can not be read.']);
  expect(instantAt(fields, ['c'], warn)).toBeNull();
  expect(amountAt(fields, ['none'], warn)).toBeNull();
});

test('PLT-3 an amount is a number of zero or more', () => {
  expect([0, '12', 3.5, ' 4 ', -1, '1e3', 'ten', null, true].map(amountOf)).toEqual([
    0,
    12,
    3.5,
    4,
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('PLT-3 a text is trimmed and cut, a blank one counts as missing, and an id is never cut', () => {
  expect(textOf('  a ')).toBe('a');
  expect(textOf(5)).toBe('5');
  expect([' ', '', Number.NaN, true, null, {}].map(textOf)).toEqual([null, null, null, null, null, null]);
  expect(textOf('x'.repeat(70_000))).toHaveLength(65_536);
  expect(textAt({ a: ' ', b: 'second' }, 'a', 'b')).toBe('second');
  expect(idAt({ id: 'x'.repeat(128) }, 'id')).toHaveLength(128);
  expect(idAt({ id: 'x'.repeat(129) }, 'id')).toBeNull();
  expect(idAt({}, 'id')).toBeNull();
});

test('PLT-1 every spelling of a key is the same key, and a value goes before null', () => {
  expect(['callId', 'CallID', 'call-id', 'call id', ' Call_Id '].map(snakeCase)).toEqual(Array(5).fill('call_id'));
  expect(fieldsOf({ callId: 1, call_id: null })).toEqual({ call_id: 1 });
  expect(fieldsOf({ callId: 1, call_id: 2 })).toEqual({ call_id: 2 });
  expect([null, [], 'text', 3].map(fieldsOf)).toEqual([null, null, null, null]);
});

test('PLT-1 a single object counts as a list with one member', () => {
  expect(listAt({ a: [1, 2] }, 'a')).toEqual([1, 2]);
  expect(listAt({ b: { id: 1 } }, 'a', 'b')).toEqual([{ id: 1 }]);
  expect(listAt({ a: 'text' }, 'a')).toEqual([]);
});
