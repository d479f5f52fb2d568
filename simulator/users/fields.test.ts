import { expect, test } from 'vitest';
import { seedTicket, useSimulator } from '../simulator.testkit.ts';

const kit = useSimulator();
const make = (user_field: object) => kit.api('POST', '/user_fields', { user_field });
const options = [
  { name: 'Gold', value: 'level_gold' },
  { name: 'Silver', value: 'level_silver' },
];

test('a field of users is made under its key, found by id or key, and every user has it, empty', async () => {
  const { user } = await seedTicket(kit);
  const made = await make({ key: 'customer_no', title: 'Customer number' });
  expect([made.status, made.at('user_field.type')]).toEqual([201, 'text']);
  expect((await kit.api('GET', '/user_fields/customer_no')).at('user_field.id')).toBe(made.at('user_field.id'));
  expect((await kit.api('GET', '/user_fields')).at('user_fields')).toMatchObject([{ key: 'customer_no' }]);
  expect((await kit.api('GET', `/users/${user}`)).at('user.user_fields')).toEqual({ customer_no: null });
});

test('a key of another field, a malformed key and a blank title are refused', async () => {
  await make({ key: 'level', title: 'Level' });
  expect((await make({ key: 'level', title: 'Again' })).at('details.key.0.error')).toBe('DuplicateValue');
  for (const key of ['customer no', '123', '', 'a-b']) expect((await make({ key, title: 'T' })).status).toBe(422);
  expect((await make({ key: 'untitled' })).at('details.title.0.error')).toBe('BlankValue');
  expect((await make({ key: 'odd', title: 'T', type: 'tagger' })).status).toBe(422);
});

test('values are merged by key; unknown keys and unknown options are ignored silently', async () => {
  const { user } = await seedTicket(kit);
  await make({ key: 'level', title: 'Level', type: 'dropdown', custom_field_options: options });
  await make({ key: 'vip', title: 'VIP', type: 'checkbox' });
  const write = (user_fields: object) => kit.api('PUT', `/users/${user}`, { user: { user_fields } });
  await write({ level: 'level_gold' });
  const changed = await write({ level: 'level_iron', vip: true, unknown: 1 });
  expect([changed.status, changed.at('user.user_fields')]).toEqual([200, { level: 'level_gold', vip: true }]);
  expect((await write({ level: null })).at('user.user_fields.level')).toBe(null);
});

test('options keep their ids by id or value, and are put in the order given', async () => {
  const made = await make({ key: 'level', title: 'Level', type: 'dropdown', custom_field_options: options });
  const [gold, silver] = ['0', '1'].map((i) => made.id(`user_field.custom_field_options.${i}.id`));
  const custom_field_options = [
    { id: silver, name: 'Argent', value: 'level_silver' },
    { id: null, name: 'Bronze', value: 'level_bronze' },
    { name: 'Gold', value: 'level_gold' },
  ];
  const path = `/user_fields/${made.id('user_field.id')}`;
  const changed = await kit.api('PUT', path, { user_field: { custom_field_options } });
  expect(changed.at('user_field.custom_field_options')).toMatchObject([
    { id: silver, name: 'Argent', position: 0 },
    { value: 'level_bronze' },
    { id: gold, position: 2 },
  ]);
});

test('users are found by the value of a field, named by its key, in any case', async () => {
  const { user } = await seedTicket(kit);
  await make({ key: 'customer_no', title: 'Customer number' });
  await kit.api('PUT', `/users/${user}`, { user: { user_fields: { customer_no: 'A 1' } } });
  await kit.advance();
  const search = (query: string) => kit.api('GET', `/users/search?query=${encodeURIComponent(query)}`);
  expect((await search('role:end-user customer_no:"a 1"')).at('users')).toMatchObject([{ id: user }]);
  expect((await search('customer_no:A')).at('users')).toEqual([]);
  expect((await search('unknown:"A 1"')).at('users')).toEqual([]);
});

test('a deleted field leaves its users', async () => {
  const { user } = await seedTicket(kit);
  await make({ key: 'level', title: 'Level' });
  expect((await kit.api('DELETE', '/user_fields/level')).status).toBe(204);
  expect((await kit.api('GET', `/users/${user}`)).at('user.user_fields')).toEqual({});
});

test('users have the time zone of the account unless they have one of their own, with its IANA name', async () => {
  await kit.sim('POST', '/options', { timeZone: 'Eastern Time (US & Canada)' });
  await kit.sim('POST', '/reset');
  const me = await kit.api('GET', '/users/me');
  expect([me.at('user.time_zone'), me.at('user.iana_time_zone')]).toEqual([
    'Eastern Time (US & Canada)',
    'America/New_York',
  ]);
  const own = await kit.api('PUT', `/users/${me.id('user.id')}`, { user: { time_zone: 'Berlin' } });
  expect(own.at('user.iana_time_zone')).toBe('Europe/Berlin');
  await kit.sim('POST', '/options', { timeZone: 'UTC' });
});
