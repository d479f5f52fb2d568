import { expect, test } from 'vitest';
import { seedTicket, useSimulator } from '../simulator.testkit.ts';

const kit = useSimulator();
const bulk = (tickets: readonly object[]) => kit.api('PUT', '/tickets/update_many.json', { tickets });
const note = (body: string) => ({ body, public: false });
const result = async (id: unknown) => kit.api('GET', `/job_statuses/${String(id)}.json`);

test('a bulk update is queued, works, and is completed with a result for each ticket', async () => {
  const { ticket } = await seedTicket(kit);
  const closed = (await seedTicket(kit, { status: 'closed' })).ticket;
  const answer = await bulk([
    { id: ticket, comment: note('one'), metadata: { marker: 'm1' } },
    { id: closed, comment: note('two') },
    { id: 999_999, comment: note('three') },
  ]);
  expect(answer.at('job_status')).toMatchObject({ status: 'queued', total: 3, results: null });
  const id = answer.at('job_status.id');
  await kit.sim('POST', '/clock', { advanceMs: 1000 });
  expect((await result(id)).at('job_status.status')).toBe('working');
  await kit.sim('POST', '/clock', { advanceMs: 1000 });
  const done = await result(id);
  expect(done.at('job_status')).toMatchObject({
    status: 'completed',
    results: [
      { index: 0, id: ticket, success: true, status: 'Updated' },
      { index: 1, id: closed, success: false, error: 'TicketUpdateFailed' },
      { index: 2, id: 999_999, success: false, error: 'TicketNotFound' },
    ],
  });
  const audits = await kit.api('GET', `/tickets/${ticket}/audits`);
  expect(audits.at('audits.1.metadata.custom')).toEqual({ marker: 'm1' });
});

test('one change for many tickets goes to each of the ids', async () => {
  const first = (await seedTicket(kit)).ticket;
  const second = (await seedTicket(kit)).ticket;
  const answer = await kit.api('PUT', `/tickets/update_many?ids=${first},${second}`, {
    ticket: { additional_tags: ['x'] },
  });
  expect(answer.at('job_status.total')).toBe(2);
  await kit.advance();
  for (const id of [first, second]) expect((await kit.api('GET', `/tickets/${id}`)).at('ticket.tags')).toEqual(['x']);
});

test('more than 100 tickets are refused, and one twice in a request collides with itself', async () => {
  const { ticket } = await seedTicket(kit);
  const many = Array.from({ length: 101 }, (_, index) => ({ id: index + 1, comment: note('x') }));
  expect((await bulk(many)).status).toBe(400);
  const twice = await bulk([
    { id: ticket, comment: note('a') },
    { id: ticket, comment: note('b') },
  ]);
  await kit.advance();
  const done = await result(twice.at('job_status.id'));
  expect(done.at('job_status.results')).toMatchObject([{ success: true }, { success: false, error: 'UpdateConflict' }]);
});

test('a ticket in two jobs that work at once fails in the later one', async () => {
  const { ticket } = await seedTicket(kit);
  await bulk([{ id: ticket, comment: note('a') }]);
  const later = await bulk([{ id: ticket, comment: note('b') }]);
  await kit.sim('POST', '/clock', { advanceMs: 1500 });
  await kit.sim('POST', '/clock', { advanceMs: 1500 });
  expect((await result(later.at('job_status.id'))).at('job_status.results.0.error')).toBe('UpdateConflict');
});

test('the thirty-first unfinished job is refused as TooManyJobs', async () => {
  const { ticket } = await seedTicket(kit);
  for (let i = 0; i < 30; i += 1) expect((await bulk([{ id: ticket, priority: 'high' }])).status).toBe(200);
  const refused = await bulk([{ id: ticket, priority: 'high' }]);
  expect([refused.status, refused.at('error')]).toEqual([429, 'TooManyJobs']);
  expect(refused.at('current_job_ids.29')).toBeTypeOf('string');
  await kit.advance();
  expect((await bulk([{ id: ticket, priority: 'high' }])).status).toBe(200);
});

test('jobs are listed and shown together, and are gone after an hour', async () => {
  const { ticket } = await seedTicket(kit);
  const id = String((await bulk([{ id: ticket, priority: 'high' }])).at('job_status.id'));
  expect((await kit.api('GET', '/job_statuses.json')).at('job_statuses.0.id')).toBe(id);
  expect((await kit.api('GET', `/job_statuses/show_many.json?ids=${id},nope`)).at('count')).toBe(1);
  await kit.advance();
  await kit.sim('POST', '/clock', { advanceMs: 60 * 60 * 1000 });
  expect((await result(id)).status).toBe(404);
});

test('a safe update with an old stamp is an UpdateConflict of its item alone', async () => {
  const { ticket } = await seedTicket(kit);
  const other = (await seedTicket(kit)).ticket;
  const answer = await bulk([
    { id: ticket, safe_update: true, updated_stamp: '2020-01-01T00:00:00Z', priority: 'high' },
    { id: other, priority: 'low' },
  ]);
  await kit.advance();
  expect((await result(answer.at('job_status.id'))).at('job_status.results')).toMatchObject([
    { error: 'UpdateConflict' },
    { success: true },
  ]);
});

test('faults make one item fail, or end a job as failed with some items done', async () => {
  const { ticket } = await seedTicket(kit);
  const other = (await seedTicket(kit)).ticket;
  await kit.sim('POST', '/faults', { kind: 'item_error', ticketId: other, error: 'UpdateConflict' });
  const first = await bulk([
    { id: ticket, priority: 'high' },
    { id: other, priority: 'high' },
  ]);
  await kit.advance();
  expect((await result(first.at('job_status.id'))).at('job_status.results')).toMatchObject([
    { success: true },
    { success: false, error: 'UpdateConflict' },
  ]);
  await kit.sim('POST', '/faults', { kind: 'job_failed', afterItems: 1 });
  const second = await bulk([
    { id: ticket, priority: 'low' },
    { id: other, priority: 'low' },
  ]);
  await kit.advance();
  const failed = await result(second.at('job_status.id'));
  expect(failed.at('job_status.status')).toBe('failed');
  expect(failed.at('job_status.results')).toHaveLength(1);
  expect((await kit.api('GET', `/tickets/${other}`)).at('ticket.priority')).toBe(null);
});

test('a ticket takes thirty updates in ten minutes, inside jobs too', async () => {
  await kit.sim('POST', '/options', { ticketUpdatesPerMinute: 0 });
  const { ticket } = await seedTicket(kit);
  for (let i = 0; i < 30; i += 1) await kit.api('PUT', `/tickets/${ticket}`, { ticket: { comment: note(`${i}`) } });
  const refused = await kit.api('PUT', `/tickets/${ticket}`, { ticket: { comment: note('more') } });
  expect([refused.status, Number(refused.headers.get('retry-after')) > 500]).toEqual([429, true]);
  const answer = await bulk([{ id: ticket, comment: note('more') }]);
  await kit.advance();
  expect((await result(answer.at('job_status.id'))).at('job_status.results.0.success')).toBe(false);
  await kit.sim('POST', '/clock', { advanceMs: 600_000 });
  expect((await kit.api('PUT', `/tickets/${ticket}`, { ticket: { comment: note('later') } })).status).toBe(200);
  await kit.sim('POST', '/options', { ticketUpdatesPerMinute: 100 });
});
