import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TicketUpdate } from '../../domain/zendesk/ticket-write.ts';
import { emptyUpdate } from '../../domain/zendesk/change.testkit.ts';
import type { JobOutcome, ZendeskActivities } from '../contract.ts';
import { type Account, run, startAccount } from './account.testkit.ts';

let account: Account;
let tickets: readonly number[] = [];

beforeAll(async () => {
  account = await startAccount();
});
afterAll(() => account.close());
beforeEach(async () => {
  await account.reset();
  const { users } = await account.seed({ users: [{ name: 'Ada', phone: '+14155550100' }] });
  const open = { requester_id: users[0], subject: 'Open', status: 'open' };
  ({ tickets } = await account.seed({ tickets: [open, open, { ...open, status: 'closed' }] }));
});

function update(ticketId: number): TicketUpdate {
  return {
    ...emptyUpdate,
    ticketId,
    writeIds: [`s-${ticketId}/ended`],
    sections: [{ title: 'Call finished', lines: [] }],
    tags: ['channel_voice'],
  };
}

async function ended(activities: ZendeskActivities, jobId: string): Promise<Extract<JobOutcome, { kind: 'finished' }>> {
  return vi.waitUntil(async () => {
    const job = await run(() => activities.readJob({ jobId, ticketIds: tickets }));
    return job.kind === 'finished' ? job : false;
  }, 5_000);
}

const many = { method: 'PUT', path: 'tickets/update_many' };

describe('many tickets in one request', () => {
  it('BAT-5 a closed ticket and a conflict do not affect the other tickets of the request', async () => {
    const [first = 0, second = 0, closed = 0] = tickets;
    const activities = account.activities();
    await account.fault({ match: many, kind: 'item_error', ticketId: second, error: 'UpdateConflict' });
    const sent = await run(() => activities.sendUpdates(tickets.map(update)));
    if (sent.kind !== 'job') throw new Error(sent.kind);
    const { items } = await ended(activities, sent.jobId);
    const outcome = (ticketId: number): unknown => items.find((item) => item.ticketId === ticketId)?.outcome;
    expect(outcome(first)).toEqual({ kind: 'applied', droppedFields: [] });
    expect(outcome(second)).toMatchObject({ kind: 'later' });
    expect(outcome(closed)).toMatchObject({ kind: 'refused', code: 'TicketClosed' });
    expect(await run(() => activities.findMarkers({ ticketId: first, writeIds: [`s-${first}/ended`] }))).toHaveLength(
      1,
    );
    expect(await run(() => activities.findMarkers({ ticketId: second, writeIds: [`s-${second}/ended`] }))).toHaveLength(
      0,
    );
  });

  it.each([
    ['UpdateConflict', 500, 1_500],
    ['TooManyRequests', 30_000, 36_000],
  ])(
    'BAT-5 a ticket that a job refuses for a while (%s) is sent again after %d to %d ms',
    async (error, least, most) => {
      const [first = 0] = tickets;
      const activities = account.activities();
      await account.fault({ match: many, kind: 'item_error', ticketId: first, error });
      const sent = await run(() => activities.sendUpdates([update(first)]));
      if (sent.kind !== 'job') throw new Error(sent.kind);
      const [item] = (await ended(activities, sent.jobId)).items;
      if (item?.outcome.kind !== 'later') throw new Error('it is not sent again');
      expect(item.outcome.afterMs).toBeGreaterThanOrEqual(least);
      expect(item.outcome.afterMs).toBeLessThanOrEqual(most);
    },
  );

  it('BAT-5 a job that failed half-way leaves out the tickets that it did not reach', async () => {
    const [first = 0, second = 0] = tickets;
    const activities = account.activities();
    await account.fault({ match: many, kind: 'job_failed', afterItems: 1 });
    const sent = await run(() => activities.sendUpdates([update(first), update(second)]));
    if (sent.kind !== 'job') throw new Error(sent.kind);
    expect((await ended(activities, sent.jobId)).items).toEqual([
      { ticketId: first, outcome: { kind: 'applied', droppedFields: [] } },
    ]);
  });

  it('BAT-5 a job whose answer was lost is listed as running', async () => {
    const [first = 0, second = 0] = tickets;
    const activities = account.activities();
    expect(await run(() => activities.anyJobRunning())).toBe(false);
    await account.fault({ match: many, kind: 'late_commit', delayMs: 60_000 });
    expect(await run(() => activities.sendUpdates([update(first), update(second)]))).toMatchObject({ kind: 'unknown' });
    expect(await run(() => activities.anyJobRunning())).toBe(true);
  });

  it('BAT-5 a malformed item is bulk_refused; too many jobs and a missing right are not', async () => {
    const activities = account.activities();
    await account.fault({ match: many, kind: 'status', status: 400, body: { error: 'BadRequest' } });
    expect(await run(() => activities.sendUpdates(tickets.map(update)))).toMatchObject({ kind: 'bulk_refused' });
    await account.fault({
      match: many,
      kind: 'status',
      status: 400,
      body: { error: 'TooManyJobs', description: 'Too many' },
    });
    expect(await run(() => activities.sendUpdates(tickets.map(update)))).toMatchObject({ kind: 'later' });
    await account.fault({ match: many, kind: 'status', status: 403, body: { error: 'Forbidden' } });
    expect(await run(() => activities.sendUpdates(tickets.map(update)))).toMatchObject({
      kind: 'refused',
      code: 'Forbidden',
    });
  });

  it('BAT-5 a job that Zendesk does not know any more is gone', async () => {
    expect(await run(() => account.activities().readJob({ jobId: 'V3-forgotten', ticketIds: tickets }))).toEqual({
      kind: 'gone',
    });
  });

  it('TKT-12 markers are found among hundreds of audits, the newest ones first', async () => {
    const [first = 0] = tickets;
    const generous = await startAccount({ updatesPerTicket: 0, ticketUpdatesPerMinute: 0 });
    try {
      const { users } = await generous.seed({ users: [{ name: 'Ada' }] });
      const made = await generous.seed({ tickets: [{ requester_id: users[0], subject: 'Busy', status: 'open' }] });
      const ticketId = made.tickets[0] ?? first;
      for (let n = 0; n < 230; n += 1) {
        await generous.api('PUT', `/tickets/${ticketId}`, {
          ticket: { comment: { body: `${n}`, public: false }, metadata: { writes: [`s/${n}`] } },
        });
      }
      const found = await run(() =>
        generous.activities().findMarkers({ ticketId, writeIds: ['s/229', 's/120', 's/never'] }),
      );
      expect(found.map((marker) => marker.writeId).sort()).toEqual(['s/120', 's/229']);
    } finally {
      await generous.close();
    }
  });
});
