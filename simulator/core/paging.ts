import { badRequest, invalidField } from './errors.ts';
import { isObject, numberIn, textIn, type Json } from './json.ts';

export type Page<Item> = { readonly items: readonly Item[]; readonly envelope: Json };

/** Fastify does not parse the brackets: `page[size]` is one key. */
const sizeKey = 'page[size]';
const afterKey = 'page[after]';
const beforeKey = 'page[before]';

/**
 * One page of a list, with at most 100 items. With `page[size]` the page is chosen by cursor, and the answer has `meta` and
 * `links`. Without it the page is chosen by number, and the answer has `count`, `next_page` and `previous_page`. `url` is
 * the full address of the list without its query.
 */
export function pageOf<Item>(items: readonly Item[], query: Json, url: string, maxOffset = 10_000): Page<Item> {
  if (query[sizeKey] !== undefined || query[afterKey] !== undefined) return cursorPage(items, query, url);
  const perPage = Math.min(100, Math.max(1, numberIn(query.per_page) ?? 100));
  const page = numberIn(query.page) ?? 1;
  if (!Number.isInteger(page) || page < 1) throw badRequest('InvalidPaginationParameter', 'page must be 1 or more');
  if (page > 1 && (page - 1) * perPage >= maxOffset) {
    throw invalidField('page', `Search Response Limits: only the first ${maxOffset} results can be read`);
  }
  const start = (page - 1) * perPage;
  const link = (to: number): string => address(url, { ...query, page: String(to) });
  return {
    items: items.slice(start, start + perPage),
    envelope: {
      count: items.length,
      next_page: start + perPage < items.length ? link(page + 1) : null,
      previous_page: page > 1 ? link(page - 1) : null,
    },
  };
}

function cursorPage<Item>(items: readonly Item[], query: Json, url: string): Page<Item> {
  const size = numberIn(query[sizeKey]) ?? 100;
  if (!Number.isInteger(size) || size < 1 || size > 100) {
    throw badRequest('InvalidPaginationParameter', 'page[size] must be between 1 and 100');
  }
  const before = readCursor(query[beforeKey]);
  const start = before === undefined ? (readCursor(query[afterKey]) ?? 0) : Math.max(0, before - size);
  const end = Math.min(items.length, before ?? start + size);
  const more = end < items.length;
  const after = writeCursor(end);
  const link = (key: string, cursor: string): string => {
    const { [afterKey]: _after, [beforeKey]: _before, ...rest } = query;
    return address(url, { ...rest, [sizeKey]: String(size), [key]: cursor });
  };
  return {
    items: items.slice(start, end),
    envelope: {
      meta: { has_more: more, after_cursor: after, before_cursor: writeCursor(start) },
      links: {
        next: more ? link(afterKey, after) : null,
        prev: start > 0 ? link(beforeKey, writeCursor(start)) : null,
      },
    },
  };
}

const writeCursor = (position: number): string => Buffer.from(`o:${position}`).toString('base64url');

function readCursor(given: unknown): number | undefined {
  if (given === undefined) return undefined;
  const position = /^o:(\d+)$/.exec(Buffer.from(textIn(given) ?? '', 'base64url').toString())?.[1];
  if (position === undefined) throw badRequest('InvalidPaginationParameter', 'the cursor is not one of this list');
  return Number(position);
}

function address(url: string, query: Json): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    const text = textIn(value);
    return text === undefined ? [] : [[name, text] as [string, string]];
  });
  return `${url}?${new URLSearchParams(pairs).toString()}`;
}

type Dated = { readonly id: number; readonly created_at: string; readonly updated_at: string };

/** Orders by `sort_by` and `sort_order`, or by `sort=-updated_at`. Without them by id, which Zendesk does not promise. */
export function sorted<Item extends Dated>(items: readonly Item[], query: Json): readonly Item[] {
  const sort = textIn(query.sort);
  const by = sort?.replace(/^-/, '') ?? textIn(query.sort_by) ?? 'id';
  const down = sort === undefined ? textIn(query.sort_order)?.toLowerCase() === 'desc' : sort.startsWith('-');
  const value = (item: Item): string | number => {
    const found: unknown = Reflect.get(item, by);
    return typeof found === 'string' || typeof found === 'number' ? found : item.id;
  };
  return [...items].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    const order = left < right ? -1 : left > right ? 1 : a.id - b.id;
    return down ? -order : order;
  });
}

/** Whether the client asked for related records by this name, as in `include=users,metric_sets`. */
export function includes(query: unknown, name: string): boolean {
  const asked = isObject(query) ? textIn(query.include) : undefined;
  return asked?.split(',').some((part) => part.trim() === name) ?? false;
}
