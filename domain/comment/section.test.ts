import { expect, test } from 'vitest';
import { cutText, jsonLines, line, section } from './section.ts';

const characters = ({ lines }: ReturnType<typeof section>): number =>
  lines.reduce((sum, { label, value }) => sum + (label?.length ?? 0) + value.length, 0);

test('UPD-14 a text is cut at 30,000 characters, and its end shows that', () => {
  expect(cutText('a'.repeat(30_000))).toBe('a'.repeat(30_000));
  expect(cutText('a'.repeat(30_001))).toBe(`${'a'.repeat(29_999)}…`);
});

test('UPD-14 no character is cut in half', () => {
  expect(cutText('ab😀cd', 4)).toBe('ab…');
  expect(cutText('ab😀cd', 5)).toBe('ab😀…');
});

test('UPD-5 all lines of a comment together stay within the limit', () => {
  const long = section('T', [...line('a', 'x'.repeat(20_000)), ...line('b', 'y'.repeat(20_000)), ...line('c', 'z')]);
  expect(long.lines.map(({ label }) => label)).toEqual(['a', 'b', null]);
  expect(long.lines.at(-1)).toEqual({ label: null, value: '…' });
  expect(characters(long)).toBeLessThan(30_010);
  expect(characters(section('T', line('k'.repeat(1_000_000), 'v')))).toBeLessThan(30_010);
});

test('UPD-10 an object becomes one line for each key, with nested values as JSON and without lines for null', () => {
  expect(jsonLines('Result', { plan: 'gold', points: 7, active: false, gone: null, tags: ['a'] })).toEqual([
    { label: 'plan', value: 'gold' },
    { label: 'points', value: '7' },
    { label: 'active', value: 'false' },
    { label: 'tags', value: '[\n  "a"\n]' },
  ]);
  expect(jsonLines('Result', 'passed')).toEqual([{ label: 'Result', value: 'passed' }]);
  expect(jsonLines('Result', 0)).toEqual([{ label: 'Result', value: '0' }]);
  expect(jsonLines('Result', null)).toEqual([]);
});
