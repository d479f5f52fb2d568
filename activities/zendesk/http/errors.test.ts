import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TicketUpdate } from '../../../domain/zendesk/ticket-write.ts';
import { emptyUpdate } from '../../../domain/zendesk/change.testkit.ts';
import { type Account, apiToken, failureOf, run, startAccount } from '../account.testkit.ts';

import { z } from 'zod';
import { asFailure } from './failures.ts';
import { readRateLimit } from './rate-limit.ts';
import { createZendesk } from './zendesk.ts';

let account: Account;
let contactId = 0;
let ticketId = 0;

beforeAll(async () => {
  account = await startAccount();
});
afterAll(() => account.close());
beforeEach(async () => {
  await account.reset();
  const made = await account.seed({ users: [{ name: 'Ada', phone: '+14155550100' }] });
  contactId = made.users[0] ?? 0;
  const tickets = await account.seed({ tickets: [{ requester_id: contactId, subject: 'One', status: 'open' }] });
  ticketId = tickets.tickets[0] ?? 0;
});

function update(changes: Partial<TicketUpdate> = {}): TicketUpdate {
  return {
    ...emptyUpdate,
    ticketId,
    writeIds: ['s-1/ended'],
    sections: [{ title: 'Call finished', lines: [{ label: 'Duration', value: '01:10' }] }],
    ...changes,
  };
}

const put = { method: 'PUT', path: '^/?tickets/\\d+$' };
const get = { method: 'GET', path: '^/?tickets/\\d+$' };

describe('the error that a read throws for an answer of Zendesk', () => {
  it.each([
    { status: 429, retryAfterSeconds: 7, type: 'RateLimited', final: false, atLeastMs: 7_000 },
    { status: 503, retryAfterSeconds: 3, type: 'Overloaded', final: false, atLeastMs: 3_000 },
    { status: 503, type: 'ServerError', final: false },
    { status: 500, type: 'ServerError', final: false },
    {
      status: 502,
      body: '<html><body>Bad gateway</body></html>',
      contentType: 'text/html',
      type: 'ServerError',
      final: false,
    },
    { status: 504, type: 'ServerError', final: false },
    {
      status: 409,
      body: 'Requester creation collision - please try again',
      contentType: 'text/plain',
      type: 'Conflict',
      final: false,
    },
    {
      status: 409,
      body: { error: 'DatabaseConflict', description: 'Database collision' },
      type: 'Conflict',
      final: false,
    },
    {
      status: 400,
      body: { error: { title: 'Invalid attribute', message: 'You passed an invalid value' } },
      type: 'BadRequest',
      final: true,
    },
    {
      status: 403,
      body: { error: { title: 'Forbidden', message: 'You do not have access' } },
      type: 'Forbidden',
      final: true,
    },
    {
      status: 401,
      body: { error: "Couldn't authenticate you" },
      type: 'Unauthorized',
      final: false,
      atLeastMs: 30_000,
    },
    { status: 413, type: 'TooLarge', final: true },
    {
      status: 422,
      body: { errors: [{ code: 'InvalidValue', title: 'No', detail: 'No' }] },
      type: 'Invalid',
      final: true,
    },
    { status: 301, type: 'Redirected', final: true },
    { status: 418, type: 'Refused', final: true },
    { status: 200, body: '<html>Maintenance</html>', contentType: 'text/html', type: 'UnreadableAnswer', final: false },
    { status: 429, body: { error: 'TooManyJobs', description: 'Too many jobs' }, type: 'TooManyJobs', final: false },
    { status: 503, body: { error: 'TooManyJobs', description: 'Too many jobs' }, type: 'TooManyJobs', final: false },
  ])('TKT-12 $status $body is $type', async ({ type, final, atLeastMs, ...fault }) => {
    await account.fault({ match: get, kind: 'status', ...fault });
    const failure = await failureOf(run(() => account.activities().readTicket({ ticketId, fieldIds: [] })));
    expect(failure).toMatchObject({ type, nonRetryable: final });
    if (atLeastMs !== undefined) expect(failure.nextRetryDelay).toBeGreaterThanOrEqual(atLeastMs);
  });

  it('TKT-12 a broken connection is ConnectionLost, a closed port is Unreachable', async () => {
    await account.fault({ match: get, kind: 'reset' });
    expect(await failureOf(run(() => account.activities().readTicket({ ticketId, fieldIds: [] })))).toMatchObject({
      type: 'ConnectionLost',
      nonRetryable: false,
    });
    const other = await startAccount();
    await other.close();
    const unreachable = account.activities({ zendesk: { url: other.url, credentials: apiToken } });
    expect(await failureOf(run(() => unreachable.readTicket({ ticketId, fieldIds: [] })))).toMatchObject({
      type: 'Unreachable',
      nonRetryable: false,
    });
  });

  it('END-5 a request that this process can not make is refused for good, and is no lost connection', async () => {
    const zendesk = createZendesk({ url: account.url, credentials: apiToken })(null);
    const headers = { 'content-type': 'audio/wav\r\nX: 1' };
    const badHeader = zendesk.request(z.unknown(), 'POST', 'uploads', { headers, rawBody: 'x' });
    await expect(badHeader).rejects.toMatchObject({ code: 'NotSent' });
    const badValue = zendesk.send(z.unknown(), async () => {
      throw new TypeError('x is not a function');
    });
    await expect(badValue).rejects.toMatchObject({ code: 'NotSent' });
    expect(asFailure(await badValue.catch((error: unknown) => error))).toMatchObject({ nonRetryable: true });
    expect(await account.requests()).toBe(0);
  });

  it('TKT-12 a ticket that does not exist is null, not a failure', async () => {
    expect(await run(() => account.activities().readTicket({ ticketId: 987_654_321, fieldIds: [] }))).toBeNull();
  });

  it('SEC-3 no message holds a credential, a number or an address', async () => {
    const details = {
      email: [{ description: 'Email: ada@example.com is already being used', error: 'DuplicateValue' }],
      '+14155550100': [{ description: 'Is not a number', error: 'InvalidValue' }],
    };
    await account.fault({
      match: { method: 'POST', path: 'create_or_update' },
      kind: 'status',
      status: 422,
      body: { error: 'RecordInvalid', description: 'ada@example.com +14155550100', details },
    });
    const failure = await failureOf(
      run(() =>
        account.activities().makeContact({
          externalId: 'phone:+14155550100',
          name: 'Ada',
          phone: '+14155550100',
          email: null,
          fields: [],
        }),
      ),
    );
    expect(failure.message).toContain('email DuplicateValue');
    expect(failure.message).toContain('a field InvalidValue');
    expect(failure.message).not.toMatch(/local-only|YWRtaW4|4155550100|ada@/i);
  });

  it('OPS-4 both spellings of the rate limit headers are read', () => {
    for (const prefix of ['ratelimit', 'rate-limit']) {
      const headers = new Headers({
        [`${prefix}-limit`]: '700',
        [`${prefix}-remaining`]: '12',
        [`${prefix}-reset`]: '41',
      });
      expect(readRateLimit(headers)).toEqual({ limit: 700, remaining: 12, resetSeconds: 41 });
    }
    expect(readRateLimit(new Headers({ 'rate-limit': '400' }))).toMatchObject({ limit: 400, remaining: null });
    expect(readRateLimit(new Headers())).toBeNull();
  });
});

describe('the outcome of an update for an answer of Zendesk', () => {
  it.each([
    { status: 429, retryAfterSeconds: 7, kind: 'later' },
    { status: 503, retryAfterSeconds: 3, kind: 'later' },
    { status: 409, body: { error: 'UpdateConflict' }, kind: 'later' },
    { status: 401, kind: 'later' },
    { status: 500, kind: 'unknown' },
    { status: 502, kind: 'unknown' },
    { status: 503, kind: 'unknown' },
    { status: 403, kind: 'refused', code: 'Forbidden' },
    { status: 400, kind: 'refused', code: 'BadRequest' },
    {
      status: 422,
      body: { error: 'RecordInvalid', details: { base: [{ description: 'no' }] } },
      kind: 'refused',
      code: 'Invalid',
    },
    {
      status: 422,
      body: { error: 'RecordInvalid', details: { requester: [{ description: 'Requester is suspended' }] } },
      kind: 'refused',
      code: 'RequesterInvalid',
    },
    {
      status: 422,
      body: { error: 'RecordInvalid', details: { assignee: [{ description: 'Assignee is no agent' }] } },
      kind: 'refused',
      code: 'AssigneeInvalid',
    },
    {
      status: 422,
      body: { error: 'RecordInvalid', details: { status: [{ description: 'closed prevents ticket update' }] } },
      kind: 'refused',
      code: 'TicketClosed',
    },
  ])('BAT-5 $status $body is $kind $code', async ({ kind, code, ...fault }) => {
    await account.fault({ match: put, kind: 'status', ...fault });
    const outcome = await run(() => account.activities().sendUpdate(update()));
    expect(outcome).toMatchObject(code === undefined ? { kind } : { kind, code });
    expect(await account.ledger('ticket.update')).toHaveLength(0);
  });

  it.each([{ body: { ticket: null } }, { body: {}, retryAfterSeconds: 3 }])(
    'BAT-5 status 200 is applied, whatever else the answer says: $body',
    async (answer) => {
      await account.fault({ match: put, kind: 'status', status: 200, ...answer });
      const outcome = await run(() => account.activities().sendUpdate(update()));
      expect(outcome).toEqual({ kind: 'applied', droppedFields: [] });
    },
  );

  it('END-5 a closed ticket refuses as TicketClosed, a deleted one as TicketGone', async () => {
    const closed = await account.seed({ tickets: [{ requester_id: contactId, subject: 'Old', status: 'closed' }] });
    const activities = account.activities();
    expect(await run(() => activities.sendUpdate(update({ ticketId: closed.tickets[0] ?? 0 })))).toMatchObject({
      kind: 'refused',
      code: 'TicketClosed',
    });
    await account.api('DELETE', `/tickets/${ticketId}`);
    expect(await run(() => activities.sendUpdate(update()))).toMatchObject({ kind: 'refused', code: 'TicketGone' });
    expect(await run(() => activities.findMarkers({ ticketId, writeIds: ['s-1/ended'] }))).toEqual([]);
  });

  it('TKT-12 an update whose answer was lost is unknown, and its marker is found', async () => {
    await account.fault({ match: put, kind: 'lost_answer' });
    const activities = account.activities();
    expect(await run(() => activities.sendUpdate(update()))).toMatchObject({ kind: 'unknown' });
    const found = await run(() => activities.findMarkers({ ticketId, writeIds: ['s-1/ended', 's-1/started'] }));
    expect(found).toEqual([{ writeId: 's-1/ended', contentUrl: null, hasVoice: false }]);
  });

  it('TKT-12 an update whose connection broke before it was applied is unknown, and no marker is found', async () => {
    await account.fault({ match: put, kind: 'reset' });
    const activities = account.activities();
    expect(await run(() => activities.sendUpdate(update()))).toMatchObject({ kind: 'unknown' });
    expect(await run(() => activities.findMarkers({ ticketId, writeIds: ['s-1/ended'] }))).toEqual([]);
  });

  it('BAT-5 the retry after a lost worker sends nothing, because the first attempt may have been applied', async () => {
    const activities = account.activities();
    expect(await run(() => activities.sendUpdate(update()), { attempt: 2 })).toMatchObject({ kind: 'unknown' });
    expect(await run(() => activities.sendUpdates([update()]), { attempt: 2 })).toMatchObject({ kind: 'unknown' });
    expect(await account.ledger('ticket.update')).toHaveLength(0);
  });

  it('UPD-12 TKT-9 a voice comment is internal and has the transcription; together with a comment it is refused, because Zendesk would drop it', async () => {
    const voice = {
      from: '+14155550100',
      to: '+14155550199',
      recordingUrl: 'https://files.example.com/1.wav',
      startedAt: '2024-01-01T10:00:00Z',
      durationSeconds: 70,
      answeredById: null,
      transcription: 'Please call me back.',
    };
    const activities = account.activities();
    expect(await run(() => activities.sendUpdate(update({ voice })))).toMatchObject({ kind: 'refused' });
    expect(await run(() => activities.sendUpdate(update({ voice, sections: [] })))).toEqual({
      kind: 'applied',
      droppedFields: [],
    });
    const [, spoken] = await account.comments(ticketId);
    expect(spoken).toMatchObject({ public: false, data: { transcription_text: 'Please call me back.' } });
  });

  it('BAT-4 comment, tags, fields, assignee and status of one update are all applied, and nothing else changes', async () => {
    const { users } = await account.seed({ users: [{ name: 'Grace', email: 'grace@example.com', role: 'agent' }] });
    await account.api('PUT', `/tickets/${ticketId}`, { ticket: { tags: ['vip'], status: 'pending' } });
    const assigneeId = users[0] ?? 0;
    const change = update({ tags: ['channel_voice'], assigneeId, status: 'open' });
    expect(await run(() => account.activities().sendUpdate(change))).toEqual({ kind: 'applied', droppedFields: [] });
    const [ticket] = await account.tickets();
    expect(ticket).toMatchObject({ status: 'open', assignee_id: assigneeId });
    expect(ticket?.['tags']).toEqual(expect.arrayContaining(['vip', 'channel_voice']));
    expect((await account.comments(ticketId)).at(-1)).toMatchObject({ public: false });
  });
});
