import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emptyChange } from '../../domain/zendesk/change.ts';
import type { TicketUpdate } from '../../domain/zendesk/ticket-write.ts';
import type { Account } from './account.testkit.ts';
import { run, startAccount } from './account.testkit.ts';

/**
 * In a restored database an update may have been ordered and not yet sent, although it was sent in the meantime. If these
 * tests fail, it is sent twice.
 */

let account: Account;
let ticketIds: readonly number[] = [];

beforeAll(async () => {
  account = await startAccount({ searchLagMs: 0, jobQueuedMs: 5, jobWorkingMs: 5 });
});
beforeEach(async () => {
  await account.reset();
  const { users } = await account.seed({ users: [{ name: 'Caller', role: 'end-user' }] });
  const tickets = [1, 2].map((n) => ({ subject: `Call ${n}`, requester_id: users[0] ?? 0, status: 'open' }));
  ticketIds = (await account.seed({ tickets })).tickets;
});
afterAll(() => account.close());

const late = () => ({ scheduledTimestampMs: Date.now() - 31_000 });

function update(ticketId: number, ...facts: readonly string[]): TicketUpdate {
  const { comment: _comment, file: _file, ...change } = emptyChange;
  const sections = [{ title: 'Call finished', lines: [] }];
  return { ...change, ticketId, sections, uploads: [], writeIds: facts.map((fact) => `call-1/${fact}`) };
}

describe('a first attempt that was ordered more than 30 s ago', () => {
  it('TKT-12 does not send an update whose marker is on the ticket', async () => {
    const [ticketId = 0] = ticketIds;
    const before = (await account.comments(ticketId)).length;
    const { sendUpdate } = account.activities();
    expect(await run(() => sendUpdate(update(ticketId, 'finished')))).toMatchObject({ kind: 'applied' });
    const again = await run(() => sendUpdate(update(ticketId, 'finished')), late());
    expect(again).toMatchObject({ kind: 'unknown' });
    expect(await account.comments(ticketId)).toHaveLength(before + 1);
  });

  it('TKT-12 leaves an update to the queue of which only a part is on the ticket', async () => {
    const [ticketId = 0] = ticketIds;
    const { sendUpdate } = account.activities();
    await run(() => sendUpdate(update(ticketId, 'finished')));
    const both = await run(() => sendUpdate(update(ticketId, 'finished', 'rating/4')), late());
    expect(both).toMatchObject({ kind: 'unknown' });
  });

  it('BAT-8 sends an update that is not on the ticket, so that too much work does not delay it again', async () => {
    const [ticketId = 0] = ticketIds;
    const { sendUpdate } = account.activities();
    expect(await run(() => sendUpdate(update(ticketId, 'finished')), late())).toMatchObject({ kind: 'applied' });
  });

  it('TKT-12 does not send a bulk job, and does later if its tickets were asked', async () => {
    const updates = ticketIds.map((ticketId) => update(ticketId, 'finished'));
    const { sendUpdates } = account.activities();
    expect(await run(() => sendUpdates(updates), late())).toMatchObject({ kind: 'unknown' });
    expect(await run(() => sendUpdates(updates, { attempts: 1 }), late())).toMatchObject({ kind: 'job' });
  });

  it('BAT-1 in time sends at once, without a request more', async () => {
    const [ticketId = 0] = ticketIds;
    const before = await account.requests();
    await run(() => account.activities().sendUpdate(update(ticketId, 'finished')));
    expect(await account.requests()).toBe(before + 1);
  });
});
