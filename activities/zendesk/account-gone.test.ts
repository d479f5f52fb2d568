import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TicketDraft } from '../../domain/zendesk/ticket.ts';
import { type Account, failureOf, run, startAccount } from './account.testkit.ts';

let account: Account;
let requesterId = 0;

beforeAll(async () => {
  account = await startAccount();
});
afterAll(() => account.close());
beforeEach(async () => {
  await account.clearFaults();
  await account.reset();
  [requesterId = 0] = (await account.seed({ users: [{ name: 'Ada' }] })).users;
});

function draft(): TicketDraft {
  const session = { type: 'IVR', channel: 'voice', id: 's-1', queue: 'Sales', menu_path: '' };
  return {
    key: 's-1/ticket',
    dueAt: Date.now(),
    externalId: 's-1',
    requesterId,
    subject: { template: 'Call', context: { session, contact: { name: 'Ada', phone: '' } } },
    description: '<p>Call</p>',
    assignee: { kind: 'nobody' },
    tags: [],
    viaId: null,
    fields: [],
    facts: [],
    followUpOf: null,
    noteIfAgentUnknown: '',
    bare: false,
    cause: 'served',
  };
}

const gone = [
  ['a page for people', 404, '<html><body>No help desk here</body></html>'],
  ['an error with a title', 404, { error: { title: 'No help desk at acme.zendesk.com', message: 'There is none.' } }],
  ['a record that is not found', 404, { error: 'RecordNotFound', description: 'Not found' }],
  ['a paused account', 403, { error: { title: 'Account suspended', message: 'This account is suspended.' } }],
  ['a plain 403', 403, { error: 'Forbidden' }],
] as const;

describe.each(gone)('an account that answers everything with %s', (_what, status, body) => {
  const refuseAll = () => account.fault({ kind: 'status', status, body, times: 1000 });

  it('END-4 is an outage for a new ticket, and for a new contact', async () => {
    await refuseAll();
    const attempts: readonly (() => Promise<unknown>)[] = [
      () => account.activities().openTicket(draft()),
      () =>
        account.activities().makeContact({
          externalId: 'app:1',
          name: 'Ada',
          phone: null,
          email: null,
          fields: [],
          unusedSince: Date.now(),
        }),
    ];
    for (const attempt of attempts)
      expect(await failureOf(run(attempt))).toMatchObject({ type: 'AccountGone', nonRetryable: false });
  });

  it('UPD-18 does not make a ticket look deleted', async () => {
    const {
      tickets: [ticketId = 0],
    } = await account.seed({ tickets: [{ subject: 'Here', requester_id: requesterId }] });
    await refuseAll();
    expect(await failureOf(run(() => account.activities().readTicket({ ticketId, fieldIds: [] })))).toMatchObject({
      type: 'AccountGone',
      nonRetryable: false,
    });
  });
});

describe('an account that is there', () => {
  it('END-4 refuses a ticket for good if only this is forbidden', async () => {
    await account.fault({ match: { method: 'POST', path: 'tickets' }, kind: 'status', status: 403, times: 9 });
    const activities = account.activities();
    expect(await failureOf(run(() => activities.openTicket(draft())))).toMatchObject({
      type: 'Forbidden',
      nonRetryable: true,
    });
  });

  it('UPD-18 says that a ticket was deleted', async () => {
    expect(await run(() => account.activities().readTicket({ ticketId: 987_654, fieldIds: [] }))).toBeNull();
  });
});

it.each([
  [2, 2_000],
  [14 * 60, 14 * 60_000],
  [3 * 60 * 60, 15 * 60_000],
])('BAT-8 Retry-After of %d s is believed up to 15 minutes', async (retryAfterSeconds, waitMs) => {
  await account.fault({ kind: 'status', status: 503, retryAfterSeconds, times: 9 });
  const failure = await failureOf(run(() => account.activities().openTicket(draft())));
  const wait = Number(failure.nextRetryDelay);
  expect(wait).toBeGreaterThanOrEqual(waitMs);
  expect(wait).toBeLessThanOrEqual(waitMs * 1.2 + 1_000);
});
