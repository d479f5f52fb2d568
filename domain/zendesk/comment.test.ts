import { expect, test } from 'vitest';
import { commentHtml, maxCommentLength } from './comment.ts';

test('BAT-4 several comments become sections of one comment, in their order', () => {
  const html = commentHtml([
    {
      title: 'One',
      lines: [
        { label: 'A', value: '1' },
        { label: null, value: '2' },
      ],
    },
    { title: 'Two', lines: [] },
  ]);
  expect(html).toBe('<p><strong>One</strong></p><p>A: 1<br>2</p><p><strong>Two</strong></p>');
});

test('TKT-5 text in a comment is escaped for HTML, and line breaks are kept', () => {
  const html = commentHtml([{ title: '<i>', lines: [{ label: '"', value: `<a href='x'>&\r\nnext` }] }]);
  expect(html).toBe('<p><strong>&lt;i&gt;</strong></p><p>&quot;:<br>&lt;a href=&#39;x&#39;&gt;&amp;<br>next</p>');
});

test('UPD-10 JSON keeps its lines and its indentation, and begins on the line after its label', () => {
  const value = JSON.stringify({ a: { b: 1 } }, null, 2);
  expect(commentHtml([{ title: 'T', lines: [{ label: 'Answer', value }] }])).toBe(
    '<p><strong>T</strong></p><p>Answer:<br>{<br>\u00a0\u00a0&quot;a&quot;: {<br>\u00a0\u00a0\u00a0\u00a0&quot;b&quot;: 1<br>\u00a0\u00a0}<br>}</p>',
  );
});

const long = (title: string, character: string, length: number): Parameters<typeof commentHtml>[0][number] => ({
  title,
  lines: [{ label: null, value: character.repeat(length) }],
});

test('TKT-5 UPD-5 a comment with its escapes is not longer than Zendesk allows, and a mark shows where it was cut', () => {
  const sections = [long('One', 'a', 30_000), long('Two', '"', 30_000), long('Three', 'c', 10)];
  const html = commentHtml(sections);
  expect(html.length).toBeLessThanOrEqual(maxCommentLength);
  expect(html.length).toBeGreaterThan(maxCommentLength - 20);
  expect(html).toContain(`<p><strong>One</strong></p><p>${'a'.repeat(30_000)}</p><p><strong>Two</strong></p><p>&quot;`);
  expect(html).toMatch(/&quot;<\/p><p>…<\/p>$/);
  expect(html).not.toContain('Three');
});

test('TKT-5 a cut never leaves half a character, nor half an entity', () => {
  for (let room = 60; room < 80; room += 1) {
    const html = commentHtml([long('T', '😀', 100)], room);
    expect(html.length).toBeLessThanOrEqual(room);
    expect(encodeURIComponent(html)).toContain('%F0%9F%98%80');
    expect(commentHtml([long('T', '&', 100)], room)).toMatch(/^<p><strong>T<\/strong><\/p><p>(&amp;)+<\/p><p>…<\/p>$/);
  }
  expect(commentHtml([long('T', 'a', 100)], 5)).toBe('');
});
