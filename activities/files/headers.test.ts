import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeContentType, safeFileName } from './headers.ts';

describe('values of a file that come from outside', () => {
  it.each([
    ['audio/wav', 'audio/wav'],
    [' text/plain; charset=utf-8 ', 'text/plain; charset=utf-8'],
    ['application/vnd.api+json', 'application/vnd.api+json'],
    ['audio/wav\r\nX: 1', 'application/octet-stream'],
    ['audio/wav; name="\u0430"', 'application/octet-stream'],
    ['audio/\u044f', 'application/octet-stream'],
    ['audio', 'application/octet-stream'],
    ['', 'application/octet-stream'],
    [`audio/${'x'.repeat(100_000)}`, 'application/octet-stream'],
  ])('UPD-12 the content type %j is sent as %s', (given, sent) => {
    expect(safeContentType(given)).toBe(sent);
  });

  it('UPD-12 every content type can be a header', () => {
    const headers = (value: string): Headers => new Headers({ 'content-type': safeContentType(value) });
    assert(property(string({ unit: 'binary', maxLength: 300 }), (value) => headers(value).has('content-type')));
  });

  it('UPD-12 a name of 100 KB is cut and keeps its extension', () => {
    expect(safeFileName(`${'\u{1f600}'.repeat(25_000)}.jpeg`)).toMatch(/^(\u{1f600}|_)+\.jpeg$/u);
    expect(safeFileName(`${'x'.repeat(100_000)}.jpeg`)).toBe(`${'x'.repeat(195)}.jpeg`);
    expect(safeFileName('x'.repeat(100_000))).toHaveLength(200);
    expect(safeFileName(`a\r\nb.txt`)).toBe('a__b.txt');
  });

  it('UPD-12 a short name stays as it is', () => {
    expect(safeFileName('Rechnung \u00dc 1/2.pdf')).toBe('Rechnung \u00dc 1/2.pdf');
  });
});
