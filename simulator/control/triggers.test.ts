import { expect, test } from 'vitest';
import { seedTicket, useSimulator } from '../simulator.testkit.ts';

const kit = useSimulator();
const trigger = (given: object) => kit.sim('POST', '/triggers', given);
const ticketOf = (id: number) => kit.api('GET', `/tickets/${id}`);

async function makeTicket(more: object = {}): Promise<number> {
  return (await kit.api('POST', '/tickets', { ticket: { comment: { body: 'x' }, ...more } })).id('ticket.id');
}

test('UPD-13 a trigger closes each new ticket after its time, as a rule and not as a user', async () => {
  await trigger({ action: 'close', afterMs: 500 });
  const id = await makeTicket();
  expect((await ticketOf(id)).at('ticket.status')).toBe('new');
  await kit.sim('POST', '/clock', { advanceMs: 600 });
  expect((await ticketOf(id)).at('ticket.status')).toBe('closed');
  expect((await kit.api('PUT', `/tickets/${id}`, { ticket: { priority: 'high' } })).status).toBe(422);
  const audits = await kit.api('GET', `/tickets/${id}/audits`);
  expect([audits.at('audits.1.author_id'), audits.at('audits.1.via.channel')]).toEqual([-1, 'rule']);
  expect(await kit.ledger('?kind=trigger')).toMatchObject([
    { ticket_id: id, applied: { fields: { status: 'closed' } } },
  ]);
});

test('TKT-8 a trigger gives changed tickets to a user, also those of a bulk job', async () => {
  const { ticket } = await seedTicket(kit);
  const seeded = await kit.sim('POST', '/seed', {
    users: [{ name: 'Desk', email: 'desk@example.com', role: 'agent' }],
  });
  const desk = seeded.id('users.0.id');
  await trigger({ action: 'assign', on: 'update', assigneeId: desk });
  expect((await ticketOf(await makeTicket())).at('ticket.assignee_id')).toBeNull();
  await kit.api('PUT', '/tickets/update_many', { tickets: [{ id: ticket, priority: 'high' }] });
  await kit.advance();
  expect((await ticketOf(ticket)).at('ticket.assignee_id')).toBe(desk);
});

test('UPD-6 a trigger sets a field of the tickets of one queue, or of one ticket', async () => {
  const seeded = await kit.sim('POST', '/seed', { ticket_fields: [{ type: 'text', title: 'Membership' }] });
  const fieldId = seeded.id('ticket_fields.0.id');
  const valueOf = async (id: number) => JSON.stringify((await ticketOf(id)).at('ticket.custom_fields'));
  await trigger({ action: 'set_field', fieldId, value: 'queue', match: { tag: 'queue_3' } });
  const [ofQueue, other] = [await makeTicket({ tags: ['queue_3'] }), await makeTicket({ tags: ['queue_4'] })];
  expect([(await valueOf(ofQueue)).includes('"queue"'), (await valueOf(other)).includes('"queue"')]).toEqual([
    true,
    false,
  ]);
  await trigger({ action: 'set_field', on: 'update', fieldId, value: 'one', match: { ticketId: other } });
  for (const id of [ofQueue, other]) await kit.api('PUT', `/tickets/${id}`, { ticket: { priority: 'high' } });
  expect([(await valueOf(ofQueue)).includes('"one"'), (await valueOf(other)).includes('"one"')]).toEqual([false, true]);
});

test('UPD-13 a trigger acts as often as it may, is listed with its hits, and can be removed', async () => {
  expect((await trigger({ action: 'close', times: 1 })).status).toBe(201);
  const [first, second] = [await makeTicket(), await makeTicket()];
  expect([(await ticketOf(first)).at('ticket.status'), (await ticketOf(second)).at('ticket.status')]).toEqual([
    'closed',
    'new',
  ]);
  expect((await kit.sim('GET', '/triggers')).at('triggers.0')).toMatchObject({
    action: 'close',
    on: 'create',
    hits: 1,
  });
  const again = (await trigger({ action: 'close' })).id('id');
  expect((await kit.sim('DELETE', `/triggers/${again}`)).status).toBe(204);
  expect((await kit.sim('DELETE', `/triggers/${again}`)).status).toBe(404);
  await kit.sim('DELETE', '/triggers');
  expect((await ticketOf(await makeTicket())).at('ticket.status')).toBe('new');
  for (const wrong of [
    { action: 'merge' },
    { action: 'close', on: 'delete' },
    { action: 'set_field' },
    { action: 'close', afterMs: -1 },
  ])
    expect((await trigger(wrong)).at('error')).toBe('InvalidTrigger');
});
