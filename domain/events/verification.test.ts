import { expect, test } from 'vitest';
import { verifiedOf } from './verification.ts';

test.each([
  [true, true],
  [' Verified ', true],
  ['OK', true],
  [{ status: 'succeeded' }, true],
  [{ id: 4711, result: { verified: 'yes' } }, true],
  [false, false],
  ['Not_Verified', false],
  ['no', false],
  [{ success: false, status: 'ok' }, false],
  ['perhaps', null],
  ['', null],
  [1, null],
  [null, null],
  [['yes'], null],
  [{ outcome: 'yes' }, null],
  [{}, null],
])('FLD-5 the result %j of a verification means %s', (result, expected) => {
  expect(verifiedOf(result)).toBe(expected);
});
