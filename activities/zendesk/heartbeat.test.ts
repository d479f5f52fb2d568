import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Account, startAccount } from './account.testkit.ts';

let account: Account;

beforeAll(async () => {
  account = await startAccount();
});
afterAll(() => account.close());

it('END-6 while Zendesk does not answer, the activity sends heartbeats, and a cancellation aborts its request', async () => {
  await account.fault({ match: { method: 'GET', path: 'tickets' }, kind: 'never' });
  const environment = new MockActivityEnvironment();
  const firstHeartbeat = new Promise<void>((resolve) => {
    environment.once('heartbeat', () => resolve());
  });
  const activities = account.activities();
  const reading = environment.run(() => activities.readTicket({ ticketId: 1, fieldIds: [] }));
  await firstHeartbeat;
  environment.cancel();
  await expect(reading).rejects.toBeInstanceOf(CancelledFailure);
});
