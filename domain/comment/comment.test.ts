import { expect, test } from 'vitest';
import { commentHtml } from './comment.ts';

test('BAT-4 several comments become sections of one, in their order', () => {
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

test('TKT-5 nothing in a comment is taken for HTML, and line breaks stay', () => {
  const html = commentHtml([{ title: '<i>', lines: [{ label: '"', value: `<a href='x'>&\r\nnext` }] }]);
  expect(html).toBe('<p><strong>&lt;i&gt;</strong></p><p>&quot;:<br>&lt;a href=&#39;x&#39;&gt;&amp;<br>next</p>');
});

test('UPD-10 JSON keeps its lines and its indentation, and begins beside no label', () => {
  const value = JSON.stringify({ a: { b: 1 } }, null, 2);
  expect(commentHtml([{ title: 'T', lines: [{ label: 'Answer', value }] }])).toBe(
    '<p><strong>T</strong></p><p>Answer:<br>{<br>\u00a0\u00a0&quot;a&quot;: {<br>\u00a0\u00a0\u00a0\u00a0&quot;b&quot;: 1<br>\u00a0\u00a0}<br>}</p>',
  );
});
