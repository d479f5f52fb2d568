import { expect, test } from 'vitest';
import { rules } from '../rules/catalogue.ts';
import { en } from './en.ts';
import { id } from './id.ts';

/** Words that are the same in both languages. */
const alike = ['label.menu'];

/** Rules that decide which contact or which ticket. */
const deciding = (
  'CON-1 CON-2 CON-3 CON-4 CON-5 CON-6 CON-7 CON-8 CON-11 CON-12 TKT-1 TKT-2 TKT-3 TKT-6 TKT-7 TKT-8 TKT-9 TKT-11 TKT-14 ' +
  'APP-1 APP-2 APP-3 APP-4 APP-5 APP-6 APP-7 UPD-13 UPD-18 END-2 END-4 END-7 LATE-1 PLT-4 TEAM-7 OUT-1 OUT-8 OUT-14'
).split(' ');

/** Every text by its path. */
function texts(branch: object, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(branch).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === 'object' && value !== null) return texts(value, `${path}${key}.`);
    return [[`${path}${key}`, String(value)] as const];
  });
}

test('UPD-1 both languages have the same texts, and none is empty', () => {
  const paths = texts(en).map(([path]) => path);
  expect(texts(id).map(([path]) => path)).toEqual(paths);
  const empty = [...texts(en), ...texts(id)].filter(([, text]) => text.trim() === '');
  expect(empty).toEqual([]);
});

test('UPD-1 no text was left in English, except words that are the same in both languages', () => {
  const english = new Map(texts(en));
  const same = texts(id).flatMap(([path, text]) => (english.get(path) === text ? [path] : []));
  expect(same).toEqual(alike);
});

test.each(Object.entries({ en, id }))('UPD-1 no two titles are the same in %s', (_, language) => {
  const titles = texts(language).flatMap(([path, text]) => (path.includes('.') ? [] : [text]));
  expect(titles.filter((text, i) => titles.indexOf(text) !== i)).toEqual([]);
});

test('OPS-1 each rule that decides has a short sentence on the ticket', () => {
  expect(Object.keys(en.why).toSorted()).toEqual(deciding.toSorted());
  const known: readonly string[] = rules.map((rule) => rule.id);
  expect(deciding.filter((ruleId) => !known.includes(ruleId))).toEqual([]);
  const long = [...texts(en.why), ...texts(id.why)].filter(([, text]) => text.length > 130 || !text.endsWith('.'));
  expect(long).toEqual([]);
});

test('END-2 the reason on the ticket says that the choice was automatic', () => {
  expect(en.why['END-2']).toContain('automatically');
  expect(id.why['END-2']).toContain('secara otomatis');
});
