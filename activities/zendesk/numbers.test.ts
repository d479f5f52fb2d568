import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { run, startAccount } from './account.testkit.ts';
import type { Account } from './account.testkit.ts';

let account: Account;
beforeAll(async () => {
  account = await startAccount();
});
afterAll(() => account.close());
beforeEach(() => account.reset());

async function numbersOf(contactId: number): Promise<unknown> {
  const { listNumbers } = account.activities();
  return await run(() => listNumbers({ contactId }));
}

test('OUT-8 the number on the record and those of the identities, each once, in two requests', async () => {
  const user = { name: 'Known', phone: '+14155551212', role: 'end-user' };
  const [id = 0] = (await account.seed({ users: [user] })).users;
  const identity = { type: 'phone_number', value: '+442079460958' };
  await account.api('POST', `/users/${id}/identities`, { identity });
  const before = await account.requests();
  const answer = await numbersOf(id);
  expect(answer).toMatchObject({ contact: { id }, numbers: ['+14155551212', '+442079460958'] });
  expect((await account.requests()) - before).toBe(2);
});

test('OUT-8 a contact without any number', async () => {
  const [id = 0] = (await account.seed({ users: [{ name: 'Silent', role: 'end-user' }] })).users;
  expect(await numbersOf(id)).toMatchObject({ contact: { id }, numbers: [] });
});

test.each([
  ['an agent', { role: 'agent', phone: '+14155551212' }],
  ['suspended', { role: 'end-user', phone: '+14155551212', suspended: true }],
])('CON-9 %s has no numbers to call', async (_title, user) => {
  const [id = 0] = (await account.seed({ users: [{ name: 'Other', email: 'other@example.com', ...user }] })).users;
  expect(await numbersOf(id)).toEqual({ contact: null, numbers: [] });
});

test('CON-8 a user who does not exist has no numbers to call', async () => {
  expect(await numbersOf(999_999)).toEqual({ contact: null, numbers: [] });
});
