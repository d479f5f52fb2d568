import { expect, test } from 'vitest';
import { seedTicket, useSimulator } from '../simulator.testkit.ts';

const kit = useSimulator();
const search = (query: string) => kit.api('GET', `/users/search.json?query=${encodeURIComponent(query)}`);
const upsert = (user: object) => kit.api('POST', '/users/create_or_update.json', { user });

test('the ledger names the keys of a user that Zendesk takes and the simulator ignores', async () => {
  const made = await kit.api('POST', '/users', { user: { name: 'Ann', signature: 'A', skip_verify_email: true } });
  await kit.api('PUT', `/users/${made.id('user.id')}`, { user: { name: 'Anna', moderator: true } });
  expect(await kit.ledger()).toMatchObject([
    { kind: 'user.create', not_modelled: ['signature'] },
    { kind: 'user.update', not_modelled: ['moderator'], applied: { name: 'Anna' } },
  ]);
});

test('a phone query with a star matches the last digits of any stored spelling', async () => {
  await kit.sim('POST', '/seed', {
    users: [
      { name: 'National', phone: '(415) 555-1212' },
      { name: 'International', phone: '+14155551212' },
      { name: 'Other', phone: '+14155551213' },
      { name: 'Agent', role: 'agent', phone: '+14155551212' },
    ],
  });
  const found = await search('role:end-user phone:*4155551212');
  expect(found.at('count')).toBe(2);
  expect((await search('role:end-user phone:*14155551212')).at('users.0.name')).toBe('International');
  expect((await search('phone:4155551212')).at('count')).toBe(0);
  expect((await search('role:end-user phone:*5555121*')).at('count')).toBe(3);
  expect((await search('role:end-user phone:*5555121')).at('count')).toBe(0);
  expect((await search('role:end-user phone:*4155551213 phone:*4155551212*')).at('count')).toBe(3);
  expect((await search('role:agent role:end-user phone:*4155551212')).at('count')).toBe(3);
});

test('a new contact is found by external id at once, and by search only after the lag', async () => {
  await upsert({ name: 'New', phone: '+14155550000', external_id: 'phone:+14155550000' });
  expect((await search('phone:*14155550000')).at('count')).toBe(0);
  const byId = await kit.api('GET', `/users/search?external_id=${encodeURIComponent('PHONE:+14155550000')}`);
  expect(byId.at('users.0.name')).toBe('New');
  await kit.sim('POST', '/clock', { advanceMs: 2001 });
  expect((await search('phone:*14155550000')).at('count')).toBe(1);
});

test('search shows old values of a changed contact until the lag is over', async () => {
  const { user } = await seedTicket(kit);
  await kit.api('PUT', `/users/${user}`, { user: { phone: '+14155559999' } });
  expect((await search('phone:*14155551212')).at('users.0.id')).toBe(user);
  expect((await kit.api('GET', `/users/${user}.json`)).at('user.phone')).toBe('+14155559999');
  await kit.sim('POST', '/clock', { advanceMs: 2001 });
  expect((await search('phone:*14155551212')).at('count')).toBe(0);
});

test('create_or_update matches external id in any case or e-mail, never phone; 201 for new and 200 for known', async () => {
  const first = await upsert({ name: 'One', phone: '+14155550000', external_id: 'phone:+14155550000' });
  expect(first.status).toBe(201);
  expect(first.headers.get('location')).toContain(`/api/v2/users/${first.id('user.id')}`);
  const again = await upsert({ name: 'Renamed', external_id: 'Phone:+14155550000' });
  expect([again.status, again.id('user.id'), again.at('user.name')]).toEqual([200, first.id('user.id'), 'Renamed']);
  expect(again.at('user.phone')).toBe('+14155550000');
  const byPhone = await upsert({ name: 'Two', phone: '+14155550000' });
  expect(byPhone.status).toBe(201);
  const byEmail = await upsert({ name: 'Two', email: 'two@example.com' });
  expect((await upsert({ name: 'Two', email: 'TWO@example.com' })).id('user.id')).toBe(byEmail.id('user.id'));
});

test('a unique number is a direct line; the same number on a second user is shared and identifies nobody', async () => {
  const first = await upsert({ name: 'One', phone: '+14155550000', external_id: 'a' });
  const second = await upsert({ name: 'Two', phone: '+14155550000', external_id: 'b' });
  const lines = await kit.api('GET', `/users/${first.id('user.id')}/identities.json`);
  expect(lines.at('identities.0')).toMatchObject({ type: 'phone_number', value: '+14155550000' });
  expect(second.at('user.shared_phone_number')).toBe(true);
  expect((await kit.api('GET', `/users/${second.id('user.id')}/identities`)).at('identities')).toEqual([]);
});

test('a user without a name, or with an e-mail address of somebody else, is refused with 422 and details', async () => {
  const blank = await kit.api('POST', '/users', { user: { phone: '+1' } });
  expect(blank.status).toBe(422);
  expect(blank.body).toMatchObject({ error: 'RecordInvalid', details: { name: [{ error: 'BlankValue' }] } });
  await upsert({ name: 'One', email: 'one@example.com' });
  const duplicate = await kit.api('POST', '/users', { user: { name: 'Two', email: 'one@example.com' } });
  expect(duplicate.at('details.email.0.error')).toBe('DuplicateValue');
});

test('a deleted contact stays readable with active false and can request no ticket', async () => {
  const { user } = await seedTicket(kit);
  await kit.api('DELETE', `/users/${user}`);
  expect((await kit.api('GET', `/users/${user}`)).at('user.active')).toBe(false);
  const refused = await kit.api('POST', '/tickets', { ticket: { requester_id: user, comment: { body: 'x' } } });
  expect([refused.status, refused.at('details.requester.0.error')]).toEqual([422, 'InvalidValue']);
});

test('a suspended contact is found, and refused as requester', async () => {
  const seeded = await kit.sim('POST', '/seed', {
    users: [{ name: 'Barred', phone: '+14155550001', suspended: true }],
  });
  expect((await search('phone:*14155550001')).at('users.0.suspended')).toBe(true);
  const ticket = { requester_id: seeded.id('users.0.id'), comment: { body: 'x' } };
  expect((await kit.api('POST', '/tickets', { ticket })).status).toBe(422);
});

test('merging contacts deactivates one and moves its tickets', async () => {
  const { user, ticket } = await seedTicket(kit);
  const winner = await upsert({ name: 'Winner', external_id: 'w' });
  await kit.api('PUT', `/users/${user}/merge`, { user: { id: winner.id('user.id') } });
  expect((await kit.api('GET', `/users/${user}`)).at('user.active')).toBe(false);
  expect((await kit.api('GET', `/tickets/${ticket}`)).id('ticket.requester_id')).toBe(winner.id('user.id'));
});

test('requested tickets come in the order asked for, not lagging, with users beside', async () => {
  const { user, ticket } = await seedTicket(kit, {
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-03-01T00:00:00Z',
  });
  const later = await kit.sim('POST', '/seed', {
    tickets: [{ subject: 'Later', requester_id: user, created_at: '2026-02-01T00:00:00Z' }],
  });
  const path = `/users/${user}/tickets/requested.json?sort_order=desc&include=users`;
  const byCreation = await kit.api('GET', `${path}&sort_by=created_at`);
  expect(byCreation.id('tickets.0.id')).toBe(later.id('tickets.0.id'));
  expect(byCreation.at('users.0.name')).toBe('Ann Example');
  expect((await kit.api('GET', `${path}&sort_by=updated_at`)).id('tickets.0.id')).toBe(ticket);
  const fresh = await kit.api('POST', '/tickets', { ticket: { requester_id: user, comment: { body: 'x' } } });
  expect((await kit.api('GET', `${path}&sort_by=created_at`)).id('tickets.0.id')).toBe(fresh.id('ticket.id'));
});

test('one user record takes five changes a minute, then 429', async () => {
  const first = await upsert({ name: 'Busy', external_id: 'busy' });
  const path = `/users/${first.id('user.id')}`;
  for (let i = 0; i < 5; i += 1) expect((await kit.api('PUT', path, { user: { notes: `${i}` } })).status).toBe(200);
  expect((await kit.api('PUT', path, { user: { notes: 'more' } })).status).toBe(429);
  await kit.sim('POST', '/clock', { advanceMs: 60_000 });
  expect((await kit.api('PUT', path, { user: { notes: 'more' } })).status).toBe(200);
});

test('a name may have 255 characters, and an added address must be one', async () => {
  expect((await upsert({ name: '\u{1F600}'.repeat(255), external_id: 'a' })).status).toBe(201);
  const tooLong = await upsert({ name: 'n'.repeat(256), external_id: 'b' });
  expect([tooLong.status, tooLong.at('details.name.0.error')]).toEqual([422, 'TooLong']);
  const { user } = await seedTicket(kit);
  const identity = (value: string) =>
    kit.api('POST', `/users/${user}/identities`, { identity: { type: 'email', value } });
  expect((await identity('not an address')).status).toBe(422);
  expect((await identity('new@example.com')).status).toBe(201);
});
