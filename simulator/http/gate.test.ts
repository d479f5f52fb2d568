import { expect, test } from 'vitest';
import { seedTicket, useSimulator } from '../simulator.testkit.ts';

const kit = useSimulator({ rateLimitPerMinute: 200 });

test('every answer carries a request id and both spellings of the rate headers', async () => {
  const answer = await kit.api('GET', '/users/me.json');
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  for (const name of ['x-rate-limit', 'ratelimit-limit', 'rate-limit']) expect(answer.headers.get(name)).toBe('200');
  for (const name of ['x-rate-limit-remaining', 'ratelimit-remaining', 'rate-limit-remaining']) {
    expect(answer.headers.get(name)).toBe('199');
  }
});

test('over the account limit comes 429 with Retry-After, until the minute is over', async () => {
  for (let i = 0; i < 200; i += 1) await kit.api('GET', '/users/me');
  const refused = await kit.api('GET', '/users/me');
  expect(refused.status).toBe(429);
  const seconds = Number(refused.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  await kit.sim('POST', '/clock', { advanceMs: seconds * 1000 });
  expect((await kit.api('GET', '/users/me')).status).toBe(200);
});

test('updates of tickets have a limit of their own', async () => {
  await kit.sim('POST', '/options', { ticketUpdatesPerMinute: 1 });
  const { ticket } = await seedTicket(kit);
  const update = () => kit.api('PUT', `/tickets/${ticket}`, { ticket: { priority: 'high' } });
  expect((await update()).headers.get('zendesk-ratelimit-tickets-update')).toMatch(
    /^total=1; remaining=0; resets=\d+$/,
  );
  expect((await update()).status).toBe(429);
  expect((await kit.api('GET', `/tickets/${ticket}`)).status).toBe(200);
  await kit.sim('POST', '/options', { ticketUpdatesPerMinute: 100 });
});

test('without credentials users/me is an anonymous user, everything else 401', async () => {
  const me = await kit.api('GET', '/users/me', undefined, { anonymous: true });
  expect([me.status, me.at('user.id'), me.at('user.name')]).toEqual([200, null, 'Anonymous user']);
  const other = await kit.api('GET', '/ticket_fields', undefined, { anonymous: true });
  expect([other.status, other.at('error')]).toEqual([401, "Couldn't authenticate you"]);
  expect((await kit.api('GET', '/users/me', undefined, { headers: { authorization: 'Basic eDp5' } })).status).toBe(401);
});

test('a token for client credentials signs in until it expires', async () => {
  const issue = (secret: string) =>
    fetch(`${kit.url()}/oauth/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: 'local',
        client_secret: secret,
        expires_in: 300,
      }),
    });
  expect((await issue('wrong')).status).toBe(401);
  const token: unknown = await (await issue('local-only')).json();
  expect(token).toMatchObject({ token_type: 'bearer', expires_in: 300 });
  const bearer = { authorization: `Bearer ${String(Reflect.get(Object(token), 'access_token'))}` };
  expect((await kit.api('GET', '/users/me', undefined, { headers: bearer })).at('user.role')).toBe('admin');
  await kit.sim('POST', '/clock', { advanceMs: 300_000 });
  const expired = await kit.api('GET', '/users/me', undefined, { headers: bearer });
  expect([expired.status, expired.at('error')]).toEqual([401, 'invalid_token']);
});

test('unknown endpoints, ids that are no integers and bodies that are no JSON have envelopes of their own', async () => {
  expect((await kit.api('GET', '/nothing.json')).body).toEqual({ error: 'InvalidEndpoint', description: 'Not found' });
  expect((await kit.api('GET', '/tickets/abc')).at('error.title')).toBe('Invalid attribute');
  expect((await kit.api('POST', '/tickets', undefined, { raw: '{' })).status).toBe(400);
});

test('lists page by offset and by cursor, with links on the address the client used', async () => {
  const { user } = await seedTicket(kit);
  await kit.sim('POST', '/seed', { tickets: Array.from({ length: 4 }, () => ({ requester_id: user })) });
  const list = `/users/${user}/tickets/requested.json`;
  const first = await kit.api('GET', `${list}?per_page=2&sort_by=id`);
  expect(first.at('count')).toBe(5);
  expect(String(first.at('next_page')).startsWith(`${kit.url()}/api/v2${list}?`)).toBe(true);
  const follow = async (url: unknown) => (await kit.api('GET', String(url).slice(`${kit.url()}/api/v2`.length))).body;
  expect(await follow(first.at('next_page'))).toMatchObject({ tickets: [{}, {}], previous_page: expect.any(String) });
  const cursor = await kit.api('GET', `${list}?page[size]=3`);
  expect([cursor.at('meta.has_more'), cursor.at('count')]).toEqual([true, undefined]);
  expect(await follow(cursor.at('links.next'))).toMatchObject({
    tickets: [{}, {}],
    meta: { has_more: false },
    links: { next: null },
  });
});

test('ordinary search refuses what lies beyond a thousand results', async () => {
  expect((await kit.api('GET', '/search?query=x&page=11')).status).toBe(422);
});
