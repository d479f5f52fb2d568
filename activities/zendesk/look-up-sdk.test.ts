import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LookUpBy } from '../../domain/zendesk/contact.ts';
import type { LookUp } from '../../domain/zendesk/contact.ts';
import { type Account, run, startAccount } from './account.testkit.ts';

let account: Account;

beforeAll(async () => {
  account = await startAccount();
});
afterAll(() => account.close());
beforeEach(() => account.reset());

const noMatch: LookUp = { number: null, contacts: [], unsure: [], tickets: null };
const fieldKey = 'ccaas_identifier';

/** Runs a look-up and counts its requests. */
async function lookUp(by: LookUpBy): Promise<LookUp & { readonly requests: number }> {
  const before = await account.requests();
  const found = await run(() => account.activities().lookUp(by));
  return { ...found, requests: (await account.requests()) - before };
}

const byEmail = (email: string) => lookUp({ by: 'email', email });
const byIdentifier = (identifier: string, key: string | null = null) =>
  lookUp({ by: 'identifier', identifier, fieldKey: key });
const idsOf = (found: LookUp): readonly number[] => found.contacts.map(({ id }) => id);

async function withTicket(user: object): Promise<{ readonly userId: number; readonly ticketId: number }> {
  const [userId = 0] = (await account.seed({ users: [user] })).users;
  const [ticketId = 0] = (await account.seed({ tickets: [{ requester_id: userId, subject: 'One' }] })).tickets;
  return { userId, ticketId };
}

describe('by e-mail address', () => {
  it('CON-3 in any case, with the tickets, in two requests', async () => {
    const { userId, ticketId } = await withTicket({ name: 'Ada', email: 'ada@example.com' });
    const found = await byEmail(' Ada@Example.com ');
    expect(idsOf(found)).toEqual([userId]);
    expect(found.tickets?.map(({ id }) => id)).toEqual([ticketId]);
    expect(found.requests).toBe(2);
  });

  it('CON-3 a second address of a contact counts; an unknown address takes two requests too', async () => {
    const { users } = await account.seed({ users: [{ name: 'Ada', email: 'ada@example.com' }] });
    await account.api('POST', `/users/${users[0]}/identities`, { identity: { type: 'email', value: 'a@example.com' } });
    await account.advance(60_000);
    const found = await byEmail('a@example.com');
    expect(idsOf(found)).toEqual(users);
    expect(found.requests).toBe(2);
    expect(await byEmail('nobody@example.com')).toEqual({
      ...noMatch,
      unusedExternalId: 'email:nobody@example.com',
      requests: 2,
    });
  });

  it('CON-3 an address that was removed from the contact a moment ago does not match', async () => {
    const [ada = 0] = (await account.seed({ users: [{ name: 'Ada', email: 'ada@example.com' }] })).users;
    await account.api('POST', `/users/${ada}/identities`, { identity: { type: 'email', value: 'a@example.com' } });
    await account.advance(60_000);
    await account.api('PUT', `/users/${ada}`, { user: { email: null } });
    expect(idsOf(await byEmail('a@example.com'))).toEqual([]);
  });

  it('CON-7 a contact that was created a moment ago is found before the search knows it', async () => {
    const wanted = {
      externalId: 'email:ada@example.com',
      name: 'Ada',
      phone: null,
      email: 'ada@example.com',
      fields: [],
    };
    const { contact } = await run(() => account.activities().makeContact(wanted));
    expect(idsOf(await byEmail('ADA@example.com'))).toEqual([contact.id]);
  });

  it('CON-9 agents and suspended users are not matched', async () => {
    await account.seed({
      users: [
        { name: 'Agent', email: 'agent@example.com', role: 'agent' },
        { name: 'Suspended', email: 'gone@example.com', suspended: true },
      ],
    });
    expect(await byEmail('agent@example.com')).toMatchObject(noMatch);
    expect(await byEmail('gone@example.com')).toMatchObject(noMatch);
  });

  it('CON-3 an address that would change the meaning of the search is not searched', async () => {
    await account.seed({ users: [{ name: 'Ada', email: 'ada@example.com' }] });
    for (const email of ['*', 'x" role:end-user email:"ada@example.com', ''])
      expect(await byEmail(email)).toEqual({ ...noMatch, requests: 0 });
  });
});

describe('by the identifier of the app', () => {
  it('CON-2 the external id finds the contact at once, with the tickets', async () => {
    const { userId, ticketId } = await withTicket({ name: 'Ada', external_id: 'app:u-1' });
    const found = await byIdentifier('u-1', fieldKey);
    expect(idsOf(found)).toEqual([userId]);
    expect(found.tickets?.map(({ id }) => id)).toEqual([ticketId]);
    expect(found.requests).toBe(2);
  });

  it('CON-2 identifiers that differ in case are two customers', async () => {
    await account.seed({ users: [{ name: 'Ada', external_id: 'app:u-a' }] });
    expect(await byIdentifier('U-A')).toMatchObject(noMatch);
    const wanted = { externalId: 'app:U-A', name: 'Bob', phone: null, email: null, fields: [] };
    const made = await run(() => account.activities().makeContact(wanted));
    expect(made).toMatchObject({ created: true, contact: { name: 'Bob' } });
    expect((await run(() => account.activities().makeContact(wanted))).contact.id).toBe(made.contact.id);
  });

  it('CON-2 otherwise the user field of a contact that somebody else created, with exactly the same value', async () => {
    await account.api('POST', '/user_fields', { user_field: { key: fieldKey, title: 'Identifier', type: 'text' } });
    const { users } = await account.seed({
      users: [
        { name: 'Ada', user_fields: { [fieldKey]: 'U-1' } },
        { name: 'Bob', user_fields: { [fieldKey]: 'u-1' } },
        { name: 'Agent', role: 'agent', email: 'a@example.com', user_fields: { [fieldKey]: 'u-1' } },
      ],
    });
    const found = await byIdentifier('u-1', fieldKey);
    expect(idsOf(found)).toEqual([users[1]]);
    expect(found.requests).toBe(2);
    expect(await byIdentifier('u-1')).toEqual({ ...noMatch, unusedExternalId: 'app:u-1', requests: 1 });
    expect(await byIdentifier('undefined', 'not_there')).toMatchObject(noMatch);
  });

  it('CON-9 a suspended user is not matched', async () => {
    await account.seed({ users: [{ name: 'Ada', external_id: 'app:u-1', suspended: true }] });
    expect(await byIdentifier('u-1')).toMatchObject(noMatch);
  });
});
