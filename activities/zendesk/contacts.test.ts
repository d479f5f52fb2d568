import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { NewContact } from '../../domain/zendesk/contact.ts';
import { type Account, failureOf, run, startAccount } from './account.testkit.ts';

let account: Account;

beforeAll(async () => {
  account = await startAccount();
});
afterAll(() => account.close());
beforeEach(async () => {
  await account.clearFaults();
  await account.reset();
  await account.api('POST', '/user_fields', { user_field: { key: 'plan', title: 'Plan', type: 'text' } });
  const options = [{ name: 'A', value: 'kind_a' }];
  await account.api('POST', '/user_fields', {
    user_field: { key: 'kind', title: 'Kind', type: 'dropdown', custom_field_options: options },
  });
});

const record = z.object({
  user: z.object({ name: z.string(), email: z.string().nullable(), user_fields: z.record(z.string(), z.unknown()) }),
});

async function user(id: number): Promise<z.infer<typeof record>['user']> {
  return record.parse(await account.api('GET', `/users/${id}`)).user;
}

function wanted(changes: Partial<NewContact> = {}): NewContact {
  return { externalId: 'app:u-1', name: 'Ada', phone: null, email: 'ada@example.com', fields: [], ...changes };
}

const makeContact = (contact: NewContact) => run(() => account.activities().makeContact(contact));

describe('a new contact', () => {
  it('CON-2 CON-3 has the address and the fields; a second request gives the same contact', async () => {
    const contact = wanted({ fields: [{ key: 'plan', value: 'gold' }] });
    const made = await makeContact(contact);
    expect(made).toMatchObject({ created: true, contact: { name: 'Ada', email: 'ada@example.com' } });
    expect(await user(made.contact.id)).toMatchObject({ email: 'ada@example.com', user_fields: { plan: 'gold' } });
    expect(await makeContact(contact)).toMatchObject({ created: false, contact: { id: made.contact.id } });
  });

  it.each([
    ['an address that another user has', { email: 'taken@example.com' }, 'email', /already being used/],
    ['an address that is none', { email: 'not an address' }, 'email', /not properly formatted|Email/],
    ['a value of the wrong kind', { fields: [{ key: 'age', value: 'old' }] }, 'age', /is not a number/],
    ['a name that is too long', { name: 'n'.repeat(300), phone: '+14155550188' }, 'name', /too long/],
  ] as const)('END-4 is made without %s, and the reason is told', async (_what, changes, name, words) => {
    await account.seed({ users: [{ name: 'Other', email: 'taken@example.com' }] });
    await account.api('POST', '/user_fields', { user_field: { key: 'age', title: 'Age', type: 'integer' } });
    for (const refusalsNameFields of [true, false]) {
      await account.options({ refusalsNameFields });
      const externalId = `app:u-${refusalsNameFields}`;
      const more = { fields: [{ key: 'plan', value: 'gold' }, ...('fields' in changes ? changes.fields : [])] };
      const { contact, leftOut } = await makeContact(
        wanted({
          externalId,
          ...('email' in changes ? {} : { email: null }),
          ...changes,
          ...(refusalsNameFields ? more : {}),
        }),
      );
      expect(leftOut).toMatchObject([{ name, words: expect.stringMatching(words) }]);
      if (refusalsNameFields) expect((await user(contact.id)).user_fields).toMatchObject({ plan: 'gold' });
    }
  });

  it('END-4 is made without the address if Zendesk answers 403 where it is added', async () => {
    await account.fault({ match: { method: 'POST', path: 'identities' }, kind: 'status', status: 403, times: 99 });
    const { contact, leftOut } = await makeContact(wanted({ fields: [{ key: 'plan', value: 'gold' }] }));
    expect(leftOut).toMatchObject([{ name: 'email' }]);
    expect(await user(contact.id)).toMatchObject({ name: 'Ada', email: null, user_fields: { plan: 'gold' } });
  });

  it('END-4 a refusal that names nothing costs only the detail that it is about', async () => {
    const everything = wanted({ phone: '+14155550177', fields: [{ key: 'plan', value: 'gold' }], email: null });
    const body = { error: 'RecordInvalid', details: { base: [{ description: 'Something is wrong' }] } };
    // The first request and the one without the field are refused. The one without the number is taken.
    const refuse = { match: { method: 'POST', path: 'create_or_update' }, kind: 'status', status: 422, body } as const;
    await account.fault({ ...refuse, times: 2 });
    const { contact, leftOut } = await makeContact(everything);
    expect(leftOut).toEqual([{ name: 'phone', words: 'Something is wrong' }]);
    expect(await user(contact.id)).toMatchObject({ name: 'Ada', user_fields: { plan: 'gold' } });
  });

  it('CON-7 is created without a search if a look-up has just found the external id unused; two at once still create one', async () => {
    const [phone, defaultCountry] = ['+14155550100', 'US'];
    const looked = await run(() => account.activities().lookUp({ by: 'phone', phone, defaultCountry }));
    expect(looked.unusedExternalId).toBe(`phone:${phone}`);
    const contact = wanted({ externalId: `phone:${phone}`, phone, email: null, unusedSince: Date.now() });
    await account.fault({ match: { method: 'GET', path: 'users/search' }, kind: 'status', status: 403 });
    const made = await Promise.all([makeContact(contact), makeContact(contact)]);
    expect(new Set(made.map((one) => one.contact.id)).size).toBe(1);
    expect(made.filter(({ created }) => created)).toHaveLength(1);
  });

  it('CON-7 searches again if that look-up is some seconds old, because somebody may have got the external id meanwhile', async () => {
    const { users } = await account.seed({ users: [{ name: 'Grace', external_id: 'app:u-1' }] });
    const { contact, created } = await makeContact(wanted({ email: null, unusedSince: Date.now() - 3_000 }));
    expect({ created, id: contact.id, name: contact.name }).toEqual({ created: false, id: users[0], name: 'Grace' });
  });

  it('CON-7 an external id that somebody has in another case is not unused', async () => {
    await account.seed({ users: [{ name: 'Grace', external_id: 'APP:U-1' }] });
    const looked = await run(() =>
      account.activities().lookUp({ by: 'identifier', identifier: 'u-1', fieldKey: null }),
    );
    expect(looked.unusedExternalId).toBeUndefined();
  });

  it.each([
    ['agent', { role: 'agent' }],
    ['end user', { role: 'end-user' }],
  ])('CON-3 CON-9 another %s with the address keeps it and is not changed', async (_, more) => {
    const { users } = await account.seed({ users: [{ name: 'Grace', email: 'ada@example.com', ...more }] });
    const { contact, created } = await makeContact(wanted());
    expect(created).toBe(true);
    expect(users).not.toContain(contact.id);
    expect([contact.email, (await user(contact.id)).email]).toEqual([null, null]);
    expect(await user(users[0] ?? 0)).toMatchObject({ name: 'Grace', email: 'ada@example.com' });
  });

  it('CON-3 a retry adds the address that a lost attempt did not add', async () => {
    await account.fault({ match: { method: 'POST', path: 'identities' }, kind: 'status', status: 500 });
    expect(await failureOf(makeContact(wanted()))).toMatchObject({ type: 'ServerError', nonRetryable: false });
    const { contact, created } = await makeContact(wanted());
    expect([created, contact.email]).toEqual([false, 'ada@example.com']);
    expect(await account.ledger('user.create')).toHaveLength(1);
  });

  it('CON-4 costs two requests, one more with an address', async () => {
    const before = await account.requests();
    await makeContact(wanted({ externalId: 'phone:+14155550100', phone: '+14155550100', email: null }));
    expect((await account.requests()) - before).toBe(2);
    await makeContact(wanted());
    expect((await account.requests()) - before).toBe(5);
  });

  it('CON-2 a contact found by identifier is the same with another number', async () => {
    const { users } = await account.seed({ users: [{ name: 'Ada', external_id: 'app:u-1', phone: '+14155550100' }] });
    const { contact } = await makeContact(wanted({ phone: '+14155550199', email: null }));
    expect(contact).toMatchObject({ id: users[0], phone: '+14155550100' });
  });
});

describe('new data of a contact', () => {
  let contactId = 0;
  beforeEach(async () => {
    [contactId = 0] = (await account.seed({ users: [{ name: 'Caller +14155550100', phone: '+14155550100' }] })).users;
  });
  const change = async (input: { name?: { from: string; to: string }; fields?: NewContact['fields'] }) => {
    const before = await account.requests();
    const { name = null, fields = [] } = input;
    const answer = await run(() => account.activities().updateContact({ contactId, name, fields }));
    return { ...answer, requests: (await account.requests()) - before };
  };

  it('CON-4 the real name replaces only a name that this product gave', async () => {
    const name = { from: 'Caller +14155550100', to: 'Ada' };
    expect(await change({ name })).toEqual({ dropped: [], requests: 2 });
    expect((await user(contactId)).name).toBe('Ada');
    expect(await change({ name: { ...name, to: 'Bob' } })).toEqual({ dropped: [], requests: 1 });
    expect((await user(contactId)).name).toBe('Ada');
  });

  it('UPD-6 fields are written in one request; those whose value Zendesk did not store are named', async () => {
    const fields = [
      { key: 'plan', value: 'gold' },
      { key: 'kind', value: 'kind_z' },
      { key: 'not_there', value: 'lost' },
    ];
    expect(await change({ fields })).toEqual({ dropped: ['kind', 'not_there'], requests: 1 });
    expect((await user(contactId)).user_fields).toEqual({ plan: 'gold', kind: null });
    expect(await change({ fields: [{ key: 'plan', value: null }] })).toMatchObject({ dropped: [] });
    expect((await user(contactId)).user_fields).toMatchObject({ plan: null });
  });

  it('UPD-6 fields are written even if the contact keeps its own name', async () => {
    const name = { from: 'Caller +14155559999', to: 'Bob' };
    await change({ name, fields: [{ key: 'plan', value: 'gold' }] });
    expect(await user(contactId)).toMatchObject({ name: 'Caller +14155550100', user_fields: { plan: 'gold' } });
  });

  it('CON-8 a deleted contact is a final failure', async () => {
    await account.api('DELETE', `/users/${contactId}`);
    const failure = await failureOf(change({ fields: [{ key: 'plan', value: 'gold' }] }));
    expect(failure).toMatchObject({ type: 'NotFound', nonRetryable: true });
  });
});

describe('the fields of contacts', () => {
  it('UPD-6 UPD-7 lists those that exist, with types and options, and caches them', async () => {
    const activities = account.activities();
    const keys = ['plan', 'kind', 'not_there'];
    const listed = await run(() => activities.listContactFields({ keys }));
    expect(listed).toMatchObject([
      { key: 'plan', type: 'text', active: true, options: [] },
      { key: 'kind', type: 'tagger', options: ['kind_a'] },
    ]);
    const before = await account.requests();
    expect(await run(() => activities.listContactFields({ keys: ['plan'] }))).toHaveLength(1);
    expect(await account.requests()).toBe(before);
  });
});
