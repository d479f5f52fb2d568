import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type Account, apiToken, run, startAccount } from './account.testkit.ts';
import { allPages, createFieldLists } from './fields.ts';
import { createZendesk } from './http/zendesk.ts';

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

describe('a list that was read some minutes ago', () => {
  let account: Account;
  beforeAll(async () => {
    account = await startAccount();
  });
  afterAll(() => account.close());

  const reads = async (): Promise<number> => (await account.requestsByEndpoint())['GET /api/v2/ticket_fields'] ?? 0;

  it('UPD-7 is read again before one of its fields is missing, and not if all are there', async () => {
    await account.reset();
    const {
      ticket_fields: [first = 0],
    } = await account.seed({ ticket_fields: [{ type: 'text', title: 'First' }] });
    const activities = account.activities();
    const list = (id: number, value: string) =>
      run(() => activities.listTicketFields({ ids: [id], values: [{ id, value }] }));
    expect(await list(first, 'x')).toMatchObject([{ id: first }]);
    const {
      ticket_fields: [second = 0],
    } = await account.seed({ ticket_fields: [{ type: 'text', title: 'Second' }] });
    const before = await reads();
    expect(await list(second, 'x')).toMatchObject([{ id: second }]);
    expect(await list(first, 'x')).toMatchObject([{ id: first }]);
    expect(await reads()).toBe(before + 1);
    // A field that does not exist is looked for each time.
    expect(await list(987_654_321, 'x')).toEqual([]);
    expect(await list(987_654_321, 'x')).toEqual([]);
    expect(await reads()).toBe(before + 3);
  });

  it('UPD-7 is read again before a value is none of the options', async () => {
    let now = 1_000_000;
    const lists = createFieldLists(() => now);
    await account.reset();
    const {
      ticket_fields: [kind = 0],
    } = await account.seed({
      ticket_fields: [{ type: 'tagger', title: 'Kind', custom_field_options: [{ name: 'A', value: 'kind_a' }] }],
    });
    const zendesk = createZendesk({ url: account.url, credentials: apiToken })(null);
    const optionsFor = async (value: string) =>
      (await lists.ticketFields(zendesk, [{ key: kind, value }])).find(({ id }) => id === kind)?.options;
    expect(await optionsFor('kind_a')).toEqual(['kind_a']);
    const custom_field_options = [
      { name: 'A', value: 'kind_a' },
      { name: 'B', value: 'kind_b' },
    ];
    await account.api('PUT', `/ticket_fields/${kind}`, { ticket_field: { custom_field_options } });
    now += 60_000;
    expect(await optionsFor('kind_a')).toEqual(['kind_a']);
    expect(await optionsFor('b')).toEqual(['kind_a', 'kind_b']);
  });
});
