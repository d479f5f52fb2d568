import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { seedTicket, useSimulator } from '../simulator.testkit.ts';

const kit = useSimulator();
type ReceivedRequest = { readonly body: string; readonly signature: string; readonly timestamp: string };
type Receiver = {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  readonly types: () => readonly unknown[];
};

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** Starts a receiver of webhooks. It answers with these statuses in turn, and then always with the last one. */
async function receiver(...statuses: readonly number[]): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const header = (name: string): string => String(request.headers[name]);
      requests.push({
        body,
        signature: header('x-zendesk-webhook-signature'),
        timestamp: header('x-zendesk-webhook-signature-timestamp'),
      });
      response.writeHead(statuses[Math.min(requests.length, statuses.length) - 1] ?? 202).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  open.push(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    requests,
    types: () => requests.map(({ body }) => JSON.parse(body).type.replace('zen:event-type:', '')),
  };
}

const register = (url: string, more: object = {}) =>
  kit.sim('POST', '/webhooks', { url, secret: 'a secret of the receiver', ...more });
/** All delivery attempts so far, after the clock has moved past the time between two attempts. */
async function attemptsLater(): Promise<unknown> {
  await kit.advance(2000);
  return (await kit.sim('GET', '/webhooks')).at('deliveries');
}
const parsed = (got: readonly ReceivedRequest[]): readonly unknown[] => got.map(({ body }) => JSON.parse(body));

test('a webhook is created, listed, shown and deleted; its signing secret is shown by an endpoint of its own', async () => {
  const webhook = {
    name: 'Sessions',
    endpoint: 'https://gateway.example.com/v1/zendesk/webhook',
    http_method: 'POST',
    request_format: 'json',
    status: 'active',
    subscriptions: ['zen:event-type:ticket.merged'],
  };
  const made = await kit.api('POST', '/webhooks', { webhook });
  expect([made.status, made.body]).toMatchObject([201, { webhook }]);
  const path = `/webhooks/${String(made.at('webhook.id'))}`;
  const secret = String((await kit.api('GET', `${path}/signing_secret`)).at('signing_secret.secret'));
  expect(secret.length).toBeGreaterThan(20);
  const list = await kit.api('GET', '/webhooks');
  expect([list.at('webhooks.0.name'), list.text.includes(secret)]).toEqual(['Sessions', false]);
  expect((await kit.api('DELETE', path)).status).toBe(204);
  expect((await kit.api('GET', path)).status).toBe(404);
});

test('a webhook without a name or a valid address is refused with a list of errors', async () => {
  for (const webhook of [{ name: 'A', endpoint: 'gateway' }, { endpoint: 'https://example.com' }, undefined]) {
    const refused = await kit.api('POST', '/webhooks', { webhook });
    expect([refused.status, typeof refused.at('errors.0.detail')]).toEqual([400, 'string']);
  }
});

test('a merge sends a change of status and a merge of the source, signed over timestamp and body', async () => {
  const { url, requests, types } = await receiver(202);
  await register(url);
  const { ticket, user } = await seedTicket(kit, { external_id: 'call-1' });
  const target = (await kit.sim('POST', '/seed', { tickets: [{ requester_id: user }] })).id('tickets.0.id');
  await kit.api('POST', `/tickets/${target}/merge`, { ids: [ticket] });
  await kit.advance();
  await expect.poll(types).toEqual(expect.arrayContaining(['ticket.status_changed', 'ticket.merged']));
  const merged = parsed(requests).find((_, i) => types()[i] === 'ticket.merged');
  expect(merged).toMatchObject({
    subject: `zen:ticket:${ticket}`,
    detail: { id: String(ticket), status: 'CLOSED', requester_id: String(user), external_id: 'call-1' },
  });
  for (const { body, signature, timestamp } of requests) {
    const expected = createHmac('sha256', 'a secret of the receiver').update(`${timestamp}${body}`).digest('base64');
    expect(signature).toBe(expected);
    expect(Math.abs(Date.now() - Date.parse(timestamp))).toBeLessThan(60_000);
  }
});

test('deleted tickets, deleted and merged contacts send an event; a change of status has both values', async () => {
  const { url, requests, types } = await receiver(202);
  await register(url);
  const { ticket, user } = await seedTicket(kit);
  const other = (await kit.sim('POST', '/seed', { users: [{ name: 'Other' }, { name: 'Third' }] })).id('users.0.id');
  await kit.api('PUT', `/tickets/${ticket}`, { ticket: { status: 'pending' } });
  await expect.poll(types).toEqual(['ticket.status_changed']);
  expect(parsed(requests)[0]).toMatchObject({ event: { previous: 'NEW', current: 'PENDING' } });
  await kit.api('DELETE', `/tickets/${ticket}`);
  await expect.poll(types).toContain('ticket.soft_deleted');
  await kit.api('PUT', `/users/${user}/merge`, { user: { id: other } });
  await expect.poll(types).toContain('user.merged');
  expect(parsed(requests).at(-1)).toMatchObject({ subject: `zen:user:${user}`, detail: { role: 'END-USER' } });
  await kit.api('DELETE', `/users/${other}`);
  await expect.poll(types).toContain('user.deleted');
});

test('an inactive webhook, and a webhook without a subscription to the event type, gets no event', async () => {
  const quiet = await receiver(202);
  const loud = await receiver(202);
  const { ticket } = await seedTicket(kit);
  const subscriptions = ['zen:event-type:ticket.soft_deleted'];
  const inactive = { name: 'I', endpoint: quiet.url, status: 'inactive', subscriptions };
  const otherwise = { name: 'O', endpoint: quiet.url, subscriptions: ['zen:event-type:user.deleted'] };
  for (const webhook of [inactive, otherwise]) await kit.api('POST', '/webhooks', { webhook });
  await register(loud.url);
  await kit.api('DELETE', `/tickets/${ticket}`);
  await expect.poll(loud.types).toEqual(['ticket.soft_deleted']);
  expect(quiet.requests).toEqual([]);
});

test('a delivery that fails is sent again, three times at most, and each attempt can be looked up', async () => {
  const { url, requests } = await receiver(503, 409, 500);
  await register(url);
  const { ticket, user } = await seedTicket(kit);
  await kit.api('DELETE', `/tickets/${ticket}`);
  const deleted = { type: 'zen:event-type:ticket.soft_deleted' };
  const four = [503, 409, 500, 500].map((status, i) => expect.objectContaining({ ...deleted, attempt: i + 1, status }));
  await expect.poll(() => attemptsLater()).toEqual(four);
  expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
  // A later event shows that there is no fifth attempt before it.
  await kit.api('DELETE', `/users/${user}`);
  await expect.poll(() => attemptsLater()).toHaveLength(8);
  expect(await attemptsLater()).toMatchObject([...four, {}, {}, {}, { type: 'zen:event-type:user.deleted' }]);
});

test('a delivery that is refused for good is not sent again', async () => {
  const { url } = await receiver(401);
  await register(url);
  const { ticket } = await seedTicket(kit);
  await kit.api('DELETE', `/tickets/${ticket}`);
  await expect.poll(() => attemptsLater()).toHaveLength(1);
  expect(await attemptsLater()).toHaveLength(1);
});

test('deliveries are doubled, out of order and late if a test wants it', async () => {
  const { url, requests, types } = await receiver(202);
  await register(url, { doubled: true, shuffled: true, delayMs: 60_000 });
  const { user, ticket } = await seedTicket(kit);
  await kit.api('DELETE', `/tickets/${ticket}`);
  await kit.api('DELETE', `/users/${user}`);
  // The clock moves past the 50 ms in which messages are shuffled, then past the delay.
  await kit.advance(50);
  expect(requests).toEqual([]);
  await kit.advance(60_000);
  await expect.poll(types).toHaveLength(4);
  expect(types().slice(0, 2)).toEqual(['user.deleted', 'user.deleted']);
  expect(new Set(requests.map(({ body }) => body)).size).toBe(2);
});
