import { describe, expect, it } from 'vitest';

import { errorCodes } from '../domain/api/error-codes.ts';
import { zendeskErrors } from '../domain/zendesk/error-codes.ts';
import { chapters, renderErrors } from './errors-page.ts';

const rows = chapters.flatMap(({ title, rows: members }) => members.map((row) => ({ ...row, title })));

describe('the page of error codes', () => {
  it('has a row for each code of the API and of Zendesk', () => {
    const written = [...renderErrors().matchAll(/^\| `(?<code>\w+)` \|/gm)].map(({ groups }) => groups?.['code']);
    expect(written).toEqual(rows.map(({ code }) => code));
    expect(written).toEqual(expect.arrayContaining([...errorCodes, ...Object.keys(zendeskErrors)]));
  });

  it.each(rows)('$title: $code has a meaning and a remedy in whole sentences', ({ meaning, remedy }) => {
    for (const text of [meaning, remedy]) {
      expect(text).toMatch(/^\S.*[.?!]$/);
      expect(text).not.toMatch(/\||\n/);
    }
    expect(remedy).not.toBe(meaning);
  });

  it.each(chapters)('$title names each code once', ({ rows: members }) => {
    const codes = members.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)]);
  });

  it('says of each answer of the gateway whether it is permanent', () => {
    const find = (wanted: string): boolean | undefined => rows.find(({ code }) => code === wanted)?.permanent;
    expect(['not_json', 'unreachable', 'zendesk_silent', 'Invalid', 'RateLimited'].map(find)).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });
});
