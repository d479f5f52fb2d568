import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Account } from './account.testkit.ts';
import { run, startAccount } from './account.testkit.ts';

let account: Account;
afterEach(() => account.close());

/**
 * Three ways in which an account may show the target of a merge. Zendesk does not document which, so each must work.
 */
const accounts = [
  ['the closing audit names the target', { mergeAuditNamesTarget: true, mergeDefaultComments: false }],
  ['the comment alone names the target', { mergeAuditNamesTarget: false, mergeDefaultComments: true }],
  ['only the target names its sources', { mergeAuditNamesTarget: false, mergeDefaultComments: false }],
] as const;

async function ticketsOfOneContact(options: object, statuses: readonly string[]): Promise<readonly number[]> {
  account = await startAccount({ jobQueuedMs: 0, jobWorkingMs: 0, ...options });
  const [requester_id] = (await account.seed({ users: [{ name: 'Caller', role: 'end-user' }] })).users;
  return (await account.seed({ tickets: statuses.map((status) => ({ subject: 'A call', requester_id, status })) }))
    .tickets;
}

async function merge(source: number, target: number): Promise<void> {
  await account.api('POST', `/tickets/${target}/merge`, { ids: [source] });
  const jobs = z.object({ tickets: z.array(z.looseObject({ id: z.number(), status: z.string() })) });
  for (;;) {
    const response = await fetch(`${account.url}/_sim/state/tickets`);
    const { tickets } = jobs.parse(await response.json());
    if (tickets.find(({ id }) => id === source)?.status === 'closed') return;
  }
}

describe('tracing a ticket', () => {
  it.each(accounts)('UPD-13 the target of a merge is found if %s', async (_what, options) => {
    const [source = 0, target = 0] = await ticketsOfOneContact(options, ['open', 'open', 'open']);
    await merge(source, target);
    expect(await run(() => account.activities().traceTicket({ ticketId: source }))).toEqual({
      kind: 'merged',
      into: target,
    });
  });

  it('UPD-13 a ticket that was closed without a merge', async () => {
    const [closed = 0] = await ticketsOfOneContact({}, ['closed']);
    expect(await run(() => account.activities().traceTicket({ ticketId: closed }))).toEqual({ kind: 'closed' });
  });

  it('UPD-13 a ticket that is not closed', async () => {
    const [open = 0] = await ticketsOfOneContact({}, ['pending']);
    const traced = await run(() => account.activities().traceTicket({ ticketId: open }));
    expect(traced).toMatchObject({ kind: 'here', ticket: { id: open, status: 'pending' } });
  });

  it('UPD-18 a deleted ticket', async () => {
    const [gone = 0] = await ticketsOfOneContact({}, ['open']);
    await account.api('DELETE', `/tickets/${gone}`);
    expect(await run(() => account.activities().traceTicket({ ticketId: gone }))).toEqual({ kind: 'deleted' });
  });
});
