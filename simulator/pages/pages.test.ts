import { expect, test } from 'vitest';
import { ask, seedTicket, useSimulator } from '../simulator.testkit.ts';

const kit = useSimulator();
const open = (path: string) => ask(`${kit.url()}${path}`, 'GET', undefined, { anonymous: true });

test('the page of a ticket shows its comments, who may read them, the call and the marker', async () => {
  const { ticket, user } = await seedTicket(kit, { tags: ['session_call-1'] });
  const voice = { from: '+14155551212', to: '+1', recording_url: 'https://example.com/a.wav', public: false };
  await kit.api('PUT', `/tickets/${ticket}`, { ticket: { voice_comment: voice, metadata: { marker: 'call-1/rec' } } });
  const { text, headers } = await open(`/tickets/${ticket}`);
  for (const part of [
    'Lamp',
    'session_call-1',
    'Public',
    'Internal',
    'https://example.com/a.wav',
    'call-1/rec',
    `/users/${user}`,
  ]) {
    expect(text).toContain(part);
  }
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('what customers and agents wrote is escaped, and only web addresses become links', async () => {
  const evil = '<script>alert(1)</script>';
  const { ticket } = await seedTicket(kit, { subject: evil, comment: { body: `${evil}"'`, public: true } });
  const voice = { from: evil, to: '+1', recording_url: 'javascript:alert(1)' };
  await kit.api('PUT', `/tickets/${ticket}`, { ticket: { voice_comment: voice, metadata: { evil } } });
  const user = (await kit.sim('POST', '/seed', { users: [{ name: evil }] })).id('users.0.id');
  await kit.sim('POST', '/seed', {
    ticket_fields: [{ type: 'tagger', title: evil, custom_field_options: [{ name: evil, value: 'x' }] }],
    user_fields: [{ key: 'evil', title: evil }],
    ticket_forms: [{ name: evil }],
  });
  await kit.sim('POST', '/webhooks', { url: `http://127.0.0.1:1/${evil}` });
  const paths = ['/', '/ledger', '/setup', `/ledger?session=${encodeURIComponent(evil)}`];
  for (const path of [...paths, `/tickets/${ticket}`, `/users/${user}`, `/find?q=${encodeURIComponent(evil)}`]) {
    const { text, status } = await open(path);
    expect([status, text.includes('<script')]).toEqual([200, false]);
    expect(text).not.toContain('href="javascript:');
  }
});

test('a contact lists their tickets, and an id typed into the search leads to its page', async () => {
  const { ticket, user } = await seedTicket(kit);
  expect((await open(`/users/${user}`)).text).toContain(`/tickets/${ticket}`);
  expect((await open(`/find?q=%23${ticket}`)).headers.get('location')).toBe(`/tickets/${ticket}`);
  expect((await open('/find?q=ann')).text).toContain(`/users/${user}`);
  expect((await open('/tickets/999999')).status).toBe(404);
});

test('the ledger can be filtered by ticket or session, and has a summary of each write', async () => {
  const { ticket } = await seedTicket(kit, { tags: ['session_call-1'] });
  const comment = { body: 'x', public: false };
  await kit.api('PUT', `/tickets/${ticket}`, { ticket: { comment, status: 'open', additional_tags: ['a', 'b'] } });
  await kit.api('POST', '/users', { user: { name: 'Somebody' } });
  expect((await open('/ledger')).text).toContain('user.create');
  for (const path of [`/ledger?ticket=${ticket}`, '/ledger?session=call-1']) {
    const { text } = await open(path);
    expect(text).toContain('internal comment, status, 2 tags added');
    expect(text).not.toContain('user.create');
    expect(text).not.toContain('ignored here');
  }
  await kit.api('PUT', `/tickets/${ticket}`, { ticket: { followers: [{ user_id: 1 }], macro_id: 5 } });
  expect((await open(`/ledger?ticket=${ticket}`)).text).toContain('ignored here: followers, macro_id');
});

test('the set-up shows fields with their options and ids, forms, webhooks and what was delivered', async () => {
  const options = [{ name: 'Inbound', value: 'cc_inbound' }];
  const seeded = await kit.sim('POST', '/seed', {
    ticket_fields: [{ type: 'tagger', title: 'Direction', custom_field_options: options }],
    user_fields: [{ key: 'customer_no', title: 'Customer number' }],
    ticket_forms: [{ name: 'Calls' }],
  });
  const { ticket } = await seedTicket(kit);
  // Nothing listens there: the first attempt fails, and is on record.
  await kit.sim('POST', '/webhooks', { url: 'http://127.0.0.1:1/webhook' });
  await kit.api('DELETE', `/tickets/${ticket}`);
  await expect.poll(async () => (await open('/setup')).text).toContain(`zen:ticket:${ticket}`);
  const { text } = await open('/setup');
  const id = String(seeded.id('ticket_fields.0.id'));
  for (const part of ['Inbound (cc_inbound)', id, 'customer_no', 'Calls', 'http://127.0.0.1:1/webhook', 'no answer']) {
    expect(text).toContain(part);
  }
});

test('the page that is open is marked in the navigation', async () => {
  expect((await open('/ledger')).text).toMatch(/<a href="\/ledger" aria-current="page"/);
  expect((await open('/')).text).not.toMatch(/<a href="\/ledger" aria-current/);
});
