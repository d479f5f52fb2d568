import { assert, nat, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { beginningOf, cutText } from './cut-text.ts';

test('SEC-2 a cut text has at most the length, ends with "…", and no half of a surrogate pair', () => {
  assert(
    property(string({ unit: 'binary' }), nat(20), (text, most) => {
      const short = cutText(text, most + 1);
      expect(short.length).toBeLessThanOrEqual(most + 1);
      if (text.length > most + 1) expect(short).toBe(`${beginningOf(text, most)}…`);
      else expect(short).toBe(text);
      if (text.isWellFormed()) expect(short.isWellFormed()).toBe(true);
    }),
  );
});
