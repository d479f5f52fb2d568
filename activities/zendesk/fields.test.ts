import { expect, test } from 'vitest';
import { allPages } from './fields.ts';

/** Answers the requests for the pages of a list. `asked` holds the requests. */
function listOf(pages: number) {
  const asked: Readonly<Record<string, string>>[] = [];
  const read = async (query: Readonly<Record<string, string>>) => {
    asked.push(query);
    return { items: [`item ${query['page']}`], more: asked.length < pages };
  };
  return { asked, read };
}

test('UPD-6 the list of fields is read page by page, and not beyond its last page', async () => {
  const one = listOf(1);
  expect(await allPages(one.read)).toEqual(['item 1']);
  expect(one.asked).toEqual([{ per_page: '100', page: '1' }]);
  const three = listOf(3);
  expect(await allPages(three.read)).toEqual(['item 1', 'item 2', 'item 3']);
  expect(three.asked).toHaveLength(3);
});

test('UPD-6 the list of fields costs at most 20 requests', async () => {
  const endless = listOf(Infinity);
  expect(await allPages(endless.read)).toHaveLength(20);
  expect(endless.asked).toHaveLength(20);
});
