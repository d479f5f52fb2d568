import { expect, test } from 'vitest';
import { seedTicket, useSimulator } from '../simulator.testkit.ts';

const kit = useSimulator();
const fault = (given: object) => kit.sim('POST', '/faults', given);
const comments = async (id: number) =>
  (await kit.sim('GET', '/ledger?kind=ticket.update')).text.split(`"ticket_id":${id}`).length - 1;
const ticketPath = { method: 'PUT', path: '^/tickets/\\d+$' };
const change = { ticket: { comment: { body: 'x', public: false } } };

test('a status fault answers instead of the request, `times` times, and counts its hits', async () => {
  const { ticket } = await seedTicket(kit);
  await fault({ match: ticketPath, kind: 'status', status: 429, retryAfterSeconds: 7, nth: 2, times: 1 });
  const answers = [];
  for (let i = 0; i < 3; i += 1) answers.push(await kit.api('PUT', `/tickets/${ticket}.json`, change));
  expect(answers.map((answer) => answer.status)).toEqual([200, 429, 200]);
  expect(answers[1]?.headers.get('retry-after')).toBe('7');
  expect(await comments(ticket)).toBe(2);
  expect((await kit.sim('GET', '/faults')).at('faults.0.hits')).toBe(1);
});

test('a fault can answer with a proxy page, or with plain text as a collision does', async () => {
  await fault({ kind: 'status', status: 502 });
  const proxied = await kit.api('GET', '/users/me');
  expect([proxied.status, proxied.headers.get('content-type')]).toEqual([502, 'text/html']);
  await fault({ kind: 'status', status: 409, body: 'Requester creation collision - please try again' });
  const collided = await kit.api('GET', '/users/me');
  expect(collided.headers.get('content-type')).toContain('text/plain');
  expect(collided.text).toContain('collision');
});

test('a lost answer has committed: the connection drops and the ticket is there', async () => {
  await fault({ match: { method: 'POST', path: '^/tickets$' }, kind: 'lost_answer' });
  const ticket = { comment: { body: 'x' }, external_id: 'call-1' };
  await expect(kit.api('POST', '/tickets.json', { ticket }, { headers: { 'idempotency-key': 'k' } })).rejects.toThrow();
  expect((await kit.api('GET', '/tickets?external_id=call-1')).at('count')).toBe(1);
  const again = await kit.api('POST', '/tickets.json', { ticket }, { headers: { 'idempotency-key': 'k' } });
  expect(again.headers.get('x-idempotency-lookup')).toBe('hit');
});

test('a reset drops the connection before anything is written', async () => {
  const { ticket } = await seedTicket(kit);
  await fault({ match: ticketPath, kind: 'reset' });
  await expect(kit.api('PUT', `/tickets/${ticket}`, change)).rejects.toThrow();
  expect(await comments(ticket)).toBe(0);
});

test('a late commit drops the connection at once and writes afterwards', async () => {
  const { ticket } = await seedTicket(kit);
  await fault({ match: ticketPath, kind: 'late_commit', delayMs: 60_000 });
  await expect(kit.api('PUT', `/tickets/${ticket}`, change)).rejects.toThrow();
  expect(await comments(ticket)).toBe(0);
  await kit.sim('POST', '/clock', { advanceMs: 60_000 });
  await expect.poll(() => comments(ticket)).toBe(1);
});

test('a bulk update that commits late is queued at once, and its job runs late', async () => {
  const { ticket } = await seedTicket(kit);
  await fault({ match: { path: 'update_many' }, kind: 'late_commit', delayMs: 60_000 });
  const body = { tickets: [{ id: ticket, priority: 'high' }] };
  await expect(kit.api('PUT', '/tickets/update_many', body)).rejects.toThrow();
  const status = async () => (await kit.api('GET', '/job_statuses')).at('job_statuses.0.status');
  await expect.poll(status).toBe('queued');
  await kit.sim('POST', '/clock', { advanceMs: 50_000 });
  expect(await status()).toBe('queued');
  await kit.advance(20_000);
  expect(await status()).toBe('completed');
  expect((await kit.api('GET', `/tickets/${ticket}`)).at('ticket.priority')).toBe('high');
});

test('never leaves the client waiting, and writes nothing', async () => {
  const { ticket } = await seedTicket(kit);
  await fault({ match: ticketPath, kind: 'never' });
  const waiting = new AbortController();
  const asked = fetch(`${kit.url()}/api/v2/tickets/${ticket}`, { method: 'PUT', signal: waiting.signal });
  await expect.poll(async () => (await kit.sim('GET', '/faults')).at('faults.0.hits')).toBe(1);
  waiting.abort();
  await expect(asked).rejects.toThrow();
  expect(await comments(ticket)).toBe(0);
});

test('a fault of an unknown kind is refused, naming the known ones; clearing leaves none', async () => {
  expect((await fault({ kind: 'gremlin' })).at('description')).toContain('late_commit');
  await fault({ kind: 'status' });
  await kit.sim('DELETE', '/faults');
  expect((await kit.sim('GET', '/faults')).at('faults')).toEqual([]);
});
