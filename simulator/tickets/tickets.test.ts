import { expect, test } from 'vitest';
import { seedTicket, useSimulator } from '../simulator.testkit.ts';

const kit = useSimulator();
const create = (ticket: object, headers: Record<string, string> = {}) =>
  kit.api('POST', '/tickets.json', { ticket }, { headers });
const update = (id: number, ticket: object) => kit.api('PUT', `/tickets/${id}.json`, { ticket });
const agent = async (): Promise<number> =>
  (await kit.sim('POST', '/seed', { users: [{ name: 'Agent', role: 'agent', email: 'agent@example.com' }] })).id(
    'users.0.id',
  );

test('the same idempotency key and body gets the first answer again, and makes one ticket', async () => {
  const { user } = await seedTicket(kit);
  const ticket = {
    subject: 'Call',
    comment: { body: 'Hello', public: false },
    requester_id: user,
    external_id: 'call-1',
  };
  const first = await create(ticket, { 'idempotency-key': 'k1' });
  const again = await create(ticket, { 'idempotency-key': 'k1' });
  expect([first.status, first.headers.get('x-idempotency-lookup')]).toEqual([201, 'miss']);
  expect([again.status, again.headers.get('x-idempotency-lookup')]).toEqual([201, 'hit']);
  expect(again.body).toEqual(first.body);
  expect((await kit.api('GET', '/tickets?external_id=call-1')).at('count')).toBe(1);
  const entries = await kit.ledger('?kind=ticket.create');
  expect(entries).toMatchObject([
    { replayed: false, idempotency_key: 'k1', session: 'call-1' },
    { replayed: true, applied: {} },
  ]);
});

test('the ledger names the keys that Zendesk takes and the simulator ignores', async () => {
  const { ticket, user } = await seedTicket(kit);
  await update(ticket, { followers: [{ user_id: user, action: 'put' }], status: 'open', unknown: 1 });
  await update(ticket, { status: 'pending' });
  await create({ comment: { body: 'x' }, due_at: null });
  await kit.api('PUT', `/tickets/update_many`, { tickets: [{ id: ticket, status: 'open', email_ccs: [] }] });
  await kit.advance();
  expect(await kit.ledger()).toMatchObject([
    { kind: 'ticket.update', not_modelled: ['followers'], outcome: 'applied' },
    { kind: 'ticket.update' },
    { kind: 'ticket.create', not_modelled: ['due_at'] },
    { kind: 'ticket.update_many.item', not_modelled: ['email_ccs'] },
  ]);
  expect((await kit.ledger())[1]).not.toHaveProperty('not_modelled');
});

test('the same key with another body is refused, and after two hours makes a new ticket', async () => {
  const first = await create({ comment: { body: 'a' } }, { 'idempotency-key': 'k' });
  const other = await create({ comment: { body: 'b' } }, { 'idempotency-key': 'k' });
  expect([other.status, other.at('error')]).toEqual([400, 'IdempotentRequestError']);
  await kit.sim('POST', '/clock', { advanceMs: 2 * 60 * 60 * 1000 });
  const late = await create({ comment: { body: 'a' } }, { 'idempotency-key': 'k' });
  expect(late.headers.get('x-idempotency-lookup')).toBe('miss');
  expect(late.id('ticket.id')).toBeGreaterThan(first.id('ticket.id'));
});

test('a new ticket keeps external id, tags and the way it came in, and its marker comes back in the audit', async () => {
  const made = await create({
    comment: { body: 'x', public: false },
    tags: ['Channel_Voice', 'session_call-1'],
    external_id: 'call-1',
    via_id: 45,
    metadata: { marker: 'call-1/open' },
  });
  expect(made.at('ticket')).toMatchObject({
    external_id: 'call-1',
    tags: ['channel_voice', 'session_call-1'],
    via: { channel: 'voice', source: { rel: 'inbound' } },
    is_public: false,
    status: 'new',
  });
  expect(made.at('audit.metadata.custom')).toEqual({ marker: 'call-1/open' });
  const audits = await kit.api('GET', `/tickets/${made.id('ticket.id')}/audits.json`);
  expect([audits.at('count'), audits.at('audits.0.metadata.custom.marker')]).toEqual([1, 'call-1/open']);
});

test('a ticket without a comment is refused with 422, and one with unknown keys loses them with a warning', async () => {
  const blank = await create({ subject: 'x' });
  expect([blank.status, blank.at('details.description.0.error')]).toEqual([422, 'BlankValue']);
  const warned = await create({ comment: { body: 'x' }, colour: 'red' });
  expect(warned.status).toBe(201);
  expect(warned.headers.get('x-zendesk-api-warn')).toContain('"colour"');
});

test('assigning a new ticket opens it, it never goes back to new, and only agents can be assigned', async () => {
  const { ticket, user } = await seedTicket(kit);
  const id = await agent();
  expect((await update(ticket, { assignee_id: id })).at('ticket.status')).toBe('open');
  expect((await update(ticket, { status: 'new' })).at('ticket.status')).toBe('open');
  expect((await update(ticket, { assignee_id: user })).status).toBe(422);
  expect((await update(ticket, { assignee_email: 'agent@example.com' })).id('ticket.assignee_id')).toBe(id);
});

test('a comment without public takes over the privacy of its ticket', async () => {
  const made = await create({ comment: { body: 'x', public: false } });
  const changed = await update(made.id('ticket.id'), { comment: { body: 'y' } });
  expect(changed.at('audit.events.0')).toMatchObject({ type: 'Comment', body: 'y', public: false });
});

test('a voice comment becomes an audit event with its data, and a comment in the same update overrides it', async () => {
  const { ticket } = await seedTicket(kit);
  const call = {
    from: '+14155551212',
    to: '+16175550100',
    recording_url: 'https://example.com/1.wav',
    call_duration: 40,
  };
  const voiced = await update(ticket, { voice_comment: { ...call, public: false } });
  expect(voiced.at('audit.events.0')).toMatchObject({ type: 'VoiceComment', public: false, data: call });
  const both = await update(ticket, { voice_comment: call, comment: { body: 'z', public: false } });
  expect(both.at('audit.events')).toMatchObject([{ type: 'Comment', body: 'z' }]);
});

test('tags replace the whole set, additional_tags and remove_tags change it', async () => {
  const { ticket } = await seedTicket(kit, { tags: ['a', 'b'] });
  expect((await update(ticket, { additional_tags: ['c'], remove_tags: ['a'] })).at('ticket.tags')).toEqual(['b', 'c']);
  expect((await update(ticket, { tags: ['d'] })).at('ticket.tags')).toEqual(['d']);
});

test('a closed ticket refuses every update with 422, and a follow-up names its source', async () => {
  const { ticket, user } = await seedTicket(kit, { status: 'closed' });
  const refused = await update(ticket, { comment: { body: 'x' } });
  expect(refused.status).toBe(422);
  expect(refused.at('details.status.0.description')).toMatch(/closed prevents ticket update/);
  const next = await create({ via_followup_source_id: ticket, comment: { body: 'on' } });
  expect(next.at('ticket.via.source')).toMatchObject({ rel: 'follow_up', from: { ticket_id: ticket } });
  expect(next.id('ticket.requester_id')).toBe(user);
  expect((await kit.api('GET', `/tickets/${ticket}`)).at('ticket.followup_ids')).toEqual([next.id('ticket.id')]);
});

test('a safe update with an old stamp collides with 409, a fresh one goes through', async () => {
  const { ticket } = await seedTicket(kit);
  await kit.sim('POST', '/clock', { advanceMs: 5000 });
  const stamp = (await update(ticket, { comment: { body: 'x' } })).at('ticket.updated_at');
  const old = { safe_update: true, updated_stamp: '2020-01-01T00:00:00Z', priority: 'high' };
  const collided = await update(ticket, old);
  expect([collided.status, collided.at('error')]).toEqual([409, 'UpdateConflict']);
  expect((await update(ticket, { ...old, updated_stamp: stamp })).at('ticket.priority')).toBe('high');
});

test('a deleted ticket answers 404 and is listed nowhere', async () => {
  const { ticket, user } = await seedTicket(kit, { external_id: 'call-9' });
  expect((await kit.api('DELETE', `/tickets/${ticket}`)).status).toBe(204);
  expect((await kit.api('GET', `/tickets/${ticket}`)).body).toEqual({
    error: 'RecordNotFound',
    description: 'Not found',
  });
  expect((await update(ticket, { comment: { body: 'x' } })).status).toBe(404);
  expect((await kit.api('GET', '/tickets?external_id=call-9')).at('tickets')).toEqual([]);
  expect((await kit.api('GET', `/users/${user}/tickets/requested`)).at('count')).toBe(0);
});

test('a merge closes the source with a tag, and the audits of both sides name the other', async () => {
  const { ticket: source, user } = await seedTicket(kit);
  const target = (await kit.sim('POST', '/seed', { tickets: [{ requester_id: user }] })).id('tickets.0.id');
  const job = await kit.api('POST', `/tickets/${target}/merge.json`, { ids: [source] });
  expect(job.at('job_status.status')).toBe('queued');
  await kit.advance();
  expect((await kit.api('GET', `/tickets/${source}`)).at('ticket')).toMatchObject({
    status: 'closed',
    tags: ['closed_by_merge'],
  });
  const closing = (await kit.api('GET', `/tickets/${source}/audits`)).at('audits.1');
  expect(closing).toMatchObject({ via: { source: { rel: 'merge', to: { ticket_id: target } } } });
  const audit = (await kit.api('GET', `/tickets/${target}/audits`)).at('audits.1');
  expect(audit).toMatchObject({ via: { source: { rel: 'merge', from: { ticket_ids: [source] } } } });
});

test('comments come in order, with who wrote them and whether they are public', async () => {
  const { ticket } = await seedTicket(kit);
  await update(ticket, { comment: { html_body: '<p>one &amp; two</p>', public: false } });
  const comments = await kit.api('GET', `/tickets/${ticket}/comments.json`);
  expect(comments.at('comments')).toMatchObject([
    { body: 'Lamp', public: true },
    { body: 'one & two', public: false },
  ]);
});

test('an update that changes nothing leaves no audit and no newer stamp', async () => {
  const { ticket } = await seedTicket(kit, { updated_at: '2026-01-01T00:00:00Z', created_at: '2026-01-01T00:00:00Z' });
  const same = await update(ticket, { subject: 'Lamp', metadata: { marker: 'm' } });
  expect(same.at('ticket.updated_at')).toBe('2026-01-01T00:00:00Z');
  expect((await kit.api('GET', `/tickets/${ticket}/audits`)).at('count')).toBe(1);
});

test('metric sets have the time at which a ticket was solved', async () => {
  const { ticket } = await seedTicket(kit, { status: 'solved', solved_at: '2026-02-03T04:05:06Z' });
  const shown = await kit.api('GET', `/tickets/${ticket}?include=metric_sets`);
  expect(shown.at('ticket.metric_set.solved_at')).toBe('2026-02-03T04:05:06Z');
});

test('search finds tickets by tag after the lag only', async () => {
  await create({ comment: { body: 'x' }, tags: ['session_call-5'] });
  const path = `/search.json?query=${encodeURIComponent('type:ticket tags:session_call-5')}`;
  expect((await kit.api('GET', path)).at('count')).toBe(0);
  await kit.sim('POST', '/clock', { advanceMs: 2001 });
  expect((await kit.api('GET', path)).at('results.0.result_type')).toBe('ticket');
});
