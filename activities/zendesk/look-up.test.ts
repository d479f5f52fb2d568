import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Account, run, startAccount } from './account.testkit.ts';

let account: Account;

beforeAll(async () => {
  account = await startAccount();
});
afterAll(() => account.close());
beforeEach(() => account.reset());

const us = { defaultCountry: 'US' };

describe('who is calling', () => {
  it('CON-1 CON-12 one contact, however the number is spelt, with their tickets, newest first', async () => {
    const { users } = await account.seed({ users: [{ name: 'Ada', phone: '(415) 555-0100' }] });
    const [ada = 0] = users;
    const { tickets } = await account.seed({
      tickets: [
        { requester_id: ada, subject: 'Old', created_at: '2024-01-01T10:00:00Z' },
        { requester_id: ada, subject: 'New', created_at: '2024-02-01T10:00:00Z' },
      ],
    });
    const found = await run(() => account.activities().lookUp({ by: 'phone', phone: '+1 415-555-0100', ...us }));
    expect(found).toMatchObject({ number: '+14155550100', unsure: [] });
    expect(found.contacts.map((contact) => contact.id)).toEqual([ada]);
    expect(found.tickets?.map((ticket) => ticket.id)).toEqual(tickets.toReversed());
  });

  it.each([
    '+1 415-555-0100 x123',
    '(+1) 415 555 0100',
    '(415) 555-0100 / (415) 555-0199',
    '415.555.0199, 415.555.0100 - after 5 pm',
    'Mobile: 415-555-0100',
    '011 1 415 555 0100',
    '0014155550100',
  ])('CON-1 the contact with %s, by one search', async (phone) => {
    const { users } = await account.seed({ users: [{ name: 'Ada', phone }] });
    const found = await run(() => account.activities().lookUp({ by: 'phone', phone: '+14155550100', ...us }));
    expect(found.contacts.map((contact) => contact.id)).toEqual(users);
    expect(await account.requestsByEndpoint()).toMatchObject({ 'GET /api/v2/users/search': 1 });
  });

  it.each([
    ['+44 (0)20 7946 0102', '+442079460102'],
    ['+54 11 15 2345-6789', '+5491123456789'],
    ['+52 1 55 1234 5601', '+525512345601'],
    ['+55 31 8765-4321', '+5531987654321'],
  ])('CON-1 the contact with %s, from another country', async (phone, e164) => {
    const { users } = await account.seed({ users: [{ name: 'Ada', phone }] });
    const found = await run(() => account.activities().lookUp({ by: 'phone', phone: e164, ...us }));
    expect(found.contacts.map((contact) => contact.id)).toEqual(users);
  });

  it.each([{ phoneStarAtEnd: false }, { keywordAlternatives: false }])(
    'CON-1 a contact whose number is the end of the field, if Zendesk searches as %j',
    async (options) => {
      await account.options(options);
      const { users } = await account.seed({ users: [{ name: 'Ada', phone: '+1 (415) 555-0100' }] });
      const found = await run(() => account.activities().lookUp({ by: 'phone', phone: '+14155550100', ...us }));
      await account.options({ phoneStarAtEnd: true, keywordAlternatives: true });
      expect(found.contacts.map((contact) => contact.id)).toEqual(users);
    },
  );

  it('END-2 of 130 contacts the newest, by two searches', async () => {
    const { users } = await account.seed({
      users: Array.from({ length: 130 }, (_, i) => ({
        name: `Contact ${i}`,
        phone: '+14155550100',
        created_at: i === 125 ? '2026-06-01T00:00:00Z' : '2020-01-01T00:00:00Z',
      })),
    });
    const found = await run(() => account.activities().lookUp({ by: 'phone', phone: '+14155550100', ...us }));
    expect(found.contacts[0]?.id).toBe(users[125]);
    expect(await account.requestsByEndpoint()).toMatchObject({
      'GET /api/v2/users/search': 1,
      'GET /api/v2/search': 1,
    });
  });

  it('CON-1 END-2 the contact whose number only ends like that of 120 newer ones', async () => {
    const { users } = await account.seed({
      users: Array.from({ length: 121 }, (_, i) => ({
        name: `Contact ${i}`,
        phone: i === 0 ? '+14155550100' : '+444155550100',
        created_at: `20${String(10 + (i === 0 ? 0 : 5))}-01-01T00:00:00Z`,
      })),
    });
    const found = await run(() => account.activities().lookUp({ by: 'phone', phone: '+14155550100', ...us }));
    expect(found.contacts.map(({ id }) => id)).toEqual([users[0]]);
  });

  it('CON-7 an existing contact whose number got an extension is not made again', async () => {
    const { users } = await account.seed({
      users: [{ name: 'Ada', phone: '(415) 555-0100 x123', external_id: 'phone:+14155550100' }],
    });
    const wanted = { externalId: 'phone:+14155550100', name: 'Caller', phone: '+14155550100', email: null, fields: [] };
    const { contact, created } = await run(() => account.activities().makeContact(wanted));
    expect([contact.id, created]).toEqual([users[0], false]);
  });

  it('CON-6 several contacts, newest first, without tickets', async () => {
    const { users } = await account.seed({
      users: [
        { name: 'Old', phone: '+14155550100', created_at: '2024-01-01T10:00:00Z' },
        { name: 'New', phone: '415.555.0100', created_at: '2024-02-01T10:00:00Z' },
      ],
    });
    const found = await run(() => account.activities().lookUp({ by: 'phone', phone: '+14155550100', ...us }));
    expect(found.contacts.map((contact) => contact.id)).toEqual(users.toReversed());
    expect(found.tickets).toBeNull();
  });

  it('CON-9 agents, suspended and deleted users are not matched', async () => {
    await account.seed({
      users: [
        { name: 'Agent', phone: '+14155550100', role: 'agent', email: 'a@example.com' },
        { name: 'Suspended', phone: '+14155550100', suspended: true },
        { name: 'Deleted', phone: '+14155550100', active: false },
      ],
    });
    const found = await run(() => account.activities().lookUp({ by: 'phone', phone: '+14155550100', ...us }));
    expect(found).toEqual({
      number: '+14155550100',
      contacts: [],
      unsure: [],
      tickets: null,
      unusedExternalId: 'phone:+14155550100',
    });
  });

  it('CON-1 a number of another country with the same ending is unsure, and the identities decide', async () => {
    const { users } = await account.seed({ users: [{ name: 'Other', phone: '+444155550100' }] });
    const activities = account.activities();
    const found = await run(() => activities.lookUp({ by: 'phone', phone: '+14155550100', ...us }));
    expect(found.contacts).toEqual([]);
    expect(found.unsure.map((contact) => contact.id)).toEqual(users);
    const asked = { contactId: users[0] ?? 0, ...us };
    expect(await run(() => activities.hasNumber({ ...asked, number: '+14155550100' }))).toBe(false);
    expect(await run(() => activities.hasNumber({ ...asked, number: '+444155550100' }))).toBe(true);
  });

  it('CON-6 one certain and one unsure contact are both returned, without tickets', async () => {
    const { users } = await account.seed({
      users: [
        { name: 'Ada', phone: '+14155550100' },
        { name: 'Other', phone: '+444155550100' },
      ],
    });
    const found = await run(() => account.activities().lookUp({ by: 'phone', phone: '+14155550100', ...us }));
    expect([found.contacts, found.unsure].map((list) => list.map(({ id }) => id))).toEqual([[users[0]], [users[1]]]);
    expect(found.tickets).toBeNull();
  });

  it('CON-7 a contact that was created a moment ago is found before the search knows it', async () => {
    const activities = account.activities();
    const made = {
      externalId: 'phone:+14155550100',
      name: 'Caller +14155550100',
      phone: '+14155550100',
      email: null,
      fields: [],
    };
    const contacts = await Promise.all([
      run(() => activities.makeContact(made)),
      run(() => activities.makeContact(made)),
    ]);
    expect(new Set(contacts.map(({ contact }) => contact.id)).size).toBe(1);
    expect(contacts.filter(({ created }) => created)).toHaveLength(1);
    const found = await run(() => activities.lookUp({ by: 'phone', phone: '+14155550100', ...us }));
    expect(found.contacts.map((contact) => contact.id)).toEqual([contacts[0]?.contact.id]);
  });

  it('CON-7 an existing contact with the external id keeps its name', async () => {
    await account.seed({ users: [{ name: 'Ada', phone: '(415) 555-0100', external_id: 'phone:+14155550100' }] });
    const again = {
      externalId: 'phone:+14155550100',
      name: 'Caller +14155550100',
      phone: '+14155550100',
      email: null,
      fields: [],
    };
    const { contact, created } = await run(() => account.activities().makeContact(again));
    expect(contact.name).toBe('Ada');
    expect(created).toBe(false);
    expect(await account.ledger('user.update')).toHaveLength(0);
  });

  it('CON-9 a suspended user with the external id, or one with another number now, is not changed', async () => {
    const { users } = await account.seed({
      users: [
        { name: 'Suspended', phone: '+14155550100', external_id: 'phone:+14155550100', suspended: true },
        { name: 'Moved', phone: '+14155550199', external_id: 'phone:+14155550100#2' },
      ],
    });
    const activities = account.activities();
    const wanted = {
      externalId: 'phone:+14155550100',
      name: 'Caller +14155550100',
      phone: '+14155550100',
      email: null,
      fields: [],
    };
    const { contact, created } = await run(() => activities.makeContact(wanted));
    expect(created).toBe(true);
    expect(users).not.toContain(contact.id);
    expect((await run(() => activities.makeContact(wanted))).contact.id).toBe(contact.id);
  });

  it('CON-12 a look-up makes at most two requests', async () => {
    await account.seed({ users: [{ name: 'Ada', phone: '+14155550100' }] });
    for (const phone of ['+14155550100', '+14155550199']) {
      const before = await account.requests();
      await run(() => account.activities().lookUp({ by: 'phone', phone, ...us }));
      expect((await account.requests()) - before).toBe(2);
    }
  });

  it('CON-5 an anonymous caller is not looked up', async () => {
    const nowhere = account.activities({
      zendesk: { url: 'http://127.0.0.1:9', credentials: { kind: 'token', email: 'a@example.com', token: 't' } },
    });
    expect(await run(() => nowhere.lookUp({ by: 'phone', phone: 'anonymous', ...us }))).toEqual({
      number: null,
      contacts: [],
      unsure: [],
      tickets: null,
    });
  });

  it('CON-8 a contact deleted since the search saw them is dropped', async () => {
    const { users } = await account.seed({ users: [{ name: 'Ada', phone: '+14155550100' }] });
    const activities = account.activities();
    const [ada = 0] = users;
    await account.seed({ tickets: [{ requester_id: ada, subject: 'Old' }] });
    await account.api('DELETE', `/users/${ada}`);
    expect((await run(() => activities.lookUp({ by: 'phone', phone: '+14155550100', ...us }))).contacts).toEqual([]);
    expect(await run(() => activities.listTickets({ contactId: ada }))).toEqual({ contact: null, tickets: [] });
  });

  it('CON-12 a contact without tickets is read by a request of its own', async () => {
    const { users } = await account.seed({ users: [{ name: 'Ada', phone: '+14155550100' }] });
    const listed = await run(() => account.activities().listTickets({ contactId: users[0] ?? 0 }));
    expect(listed).toMatchObject({ contact: { id: users[0], name: 'Ada', matchable: true }, tickets: [] });
  });

  it('ADP-5 only active agents and admins are agents; the answer is remembered', async () => {
    const { users } = await account.seed({
      users: [
        { name: 'Grace', email: 'grace@example.com', role: 'admin' },
        { name: 'Ada', email: 'ada@example.com' },
        { name: 'Gone', email: 'gone@example.com', role: 'agent', suspended: true },
      ],
    });
    const activities = account.activities();
    expect(await run(() => activities.findAgent({ email: ' GRACE@example.com' }))).toEqual({ agentId: users[0] });
    expect(await run(() => activities.findAgent({ email: 'ada@example.com' }))).toEqual({ agentId: null });
    expect(await run(() => activities.findAgent({ email: 'gone@example.com' }))).toEqual({ agentId: null });
    expect(await run(() => activities.findAgent({ email: 'x role:admin' }))).toEqual({ agentId: null });
    await account.fault({ match: { path: 'users/search' }, kind: 'status', status: 500, times: 9 });
    expect(await run(() => activities.findAgent({ email: 'grace@example.com' }))).toEqual({ agentId: users[0] });
  });
});
