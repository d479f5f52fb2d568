import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSimulator } from '../index.ts';
import { ask, seedTicket, useSimulator } from '../simulator.testkit.ts';

const kit = useSimulator();

test('the ledger holds every write in order, by ticket, kind, session and position', async () => {
  const { ticket } = await seedTicket(kit);
  const write = (more: object) => kit.api('PUT', `/tickets/${ticket}`, { ticket: more });
  await write({
    comment: { body: 'a', public: false },
    additional_tags: ['session_call-1'],
    metadata: { marker: 'm' },
  });
  await write({ priority: 'high' });
  await kit.api('POST', '/users/create_or_update', { user: { name: 'N', external_id: 'n' } });
  const all = await kit.ledger();
  expect(all).toMatchObject([
    {
      seq: 1,
      kind: 'ticket.update',
      session: 'call-1',
      metadata: { marker: 'm' },
      applied: { comment: { body: 'a', public: false }, tags_added: ['session_call-1'] },
    },
    { seq: 2, applied: { fields: { priority: 'high' } } },
    { seq: 3, kind: 'user.create' },
  ]);
  expect(await kit.ledger('?session=call-1')).toHaveLength(2);
  expect(await kit.ledger(`?ticket=${ticket}&since=1`)).toHaveLength(1);
  expect(await kit.ledger('?kind=user.create')).toHaveLength(1);
});

test('seeded data is searchable at once, keeps given times and status, and leaves no ledger lines', async () => {
  const seeded = await kit.sim('POST', '/seed', {
    users: [{ name: 'Gone', phone: '+14155550009', active: false, created_at: '2020-01-02T03:04:05Z' }],
    tickets: [{ subject: 'Old', status: 'closed', created_at: '2020-01-02T03:04:05Z' }],
    ticket_fields: [{ type: 'text', title: 'Queue' }],
  });
  expect(seeded.at('users.0')).toMatchObject({ active: false, created_at: '2020-01-02T03:04:05Z' });
  expect(seeded.at('tickets.0')).toMatchObject({ status: 'closed', created_at: '2020-01-02T03:04:05Z' });
  expect((await kit.api('GET', '/users/search?query=phone:*14155550009')).at('users.0.active')).toBe(false);
  expect(await kit.ledger()).toEqual([]);
});

test('requests are counted by their shape', async () => {
  const { ticket } = await seedTicket(kit);
  await kit.api('GET', `/tickets/${ticket}.json`);
  await kit.api('GET', `/tickets/${ticket}`);
  expect((await kit.sim('GET', '/requests/summary')).at('requests')).toEqual({ 'GET /api/v2/tickets/:id': 2 });
});

test('options can be changed while it runs, unknown ones are refused', async () => {
  expect((await kit.sim('POST', '/options', { searchLagMs: 5 })).at('options.searchLagMs')).toBe(5);
  expect((await kit.sim('POST', '/options', { searchLag: 5 })).status).toBe(400);
  expect((await kit.sim('GET', '/options')).text).not.toContain('local-only');
  await kit.sim('POST', '/options', { searchLagMs: 2000 });
});

test('a restart finds tickets, fields, webhooks, idempotency keys and unfinished jobs again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  const dataFile = join(folder, 'deep', 'state.json');
  try {
    const options = { port: 0, dataFile, jobQueuedMs: 1000, jobWorkingMs: 1000 };
    const before = await startSimulator(options);
    const body = { ticket: { subject: 'Kept', comment: { body: 'x' }, external_id: 'call-1' } };
    const headers = { 'idempotency-key': 'k' };
    const made = await ask(`${before.url}/api/v2/tickets`, 'POST', body, { headers });
    const id = made.id('ticket.id');
    const change = { tickets: [{ id, priority: 'high' }] };
    await ask(`${before.url}/api/v2/tickets/update_many`, 'PUT', change);
    await ask(`${before.url}/_sim/seed`, 'POST', { user_fields: [{ key: 'vip', title: 'VIP' }] });
    await ask(`${before.url}/_sim/webhooks`, 'POST', { url: 'http://127.0.0.1:1/', secret: 's' });
    await before.close();
    expect(JSON.parse(await readFile(dataFile, 'utf8'))).toMatchObject({ version: 1 });

    const after = await startSimulator(options);
    const again = await ask(`${after.url}/api/v2/tickets`, 'POST', body, { headers });
    expect([again.headers.get('x-idempotency-lookup'), again.id('ticket.id')]).toEqual(['hit', id]);
    await ask(`${after.url}/_sim/clock`, 'POST', { advanceMs: 5000 });
    expect((await ask(`${after.url}/api/v2/tickets/${id}`, 'GET')).at('ticket.priority')).toBe('high');
    const next = await ask(`${after.url}/api/v2/tickets`, 'POST', { ticket: { comment: { body: 'y' } } });
    expect(next.id('ticket.id')).toBe(id + 1);
    expect((await ask(`${after.url}/api/v2/user_fields`, 'GET')).at('user_fields.0.key')).toBe('vip');
    expect((await ask(`${after.url}/api/v2/ticket_forms`, 'GET')).at('count')).toBe(1);
    expect((await ask(`${after.url}/_sim/webhooks`, 'GET')).at('webhooks')).toMatchObject([{ secret: 's' }]);
    await after.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
