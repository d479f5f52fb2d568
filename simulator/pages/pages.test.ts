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
  for (const path of ['/', `/tickets/${ticket}`, `/users/${user}`, '/ledger', `/find?q=${encodeURIComponent(evil)}`]) {
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
