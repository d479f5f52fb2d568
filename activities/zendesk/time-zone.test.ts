import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apiToken, startAccount } from './account.testkit.ts';
import type { Account } from './account.testkit.ts';
import { createAccountTimeZone } from './time-zone.ts';

let account: Account;
let now = 0;

beforeAll(async () => {
  account = await startAccount({ timeZone: 'Singapore' });
});
afterAll(() => account.close());
beforeEach(async () => {
  await account.clearFaults();
});

function createTimeZone(): () => Promise<string | null> {
  return createAccountTimeZone({ url: account.url, credentials: apiToken }, () => now);
}

describe('the time zone of the account', () => {
  it('TKT-5 is requested once an hour, however many sessions begin', async () => {
    const zone = createTimeZone();
    const before = await account.requests();
    expect(await Promise.all([zone(), zone(), zone()])).toEqual(Array(3).fill('Asia/Singapore'));
    expect((await account.requests()) - before).toBe(1);
    now += 61 * 60_000;
    expect(await zone()).toBe('Asia/Singapore');
    expect((await account.requests()) - before).toBe(2);
  });

  it('TKT-5 is null while Zendesk does not answer, and requested again a minute later', async () => {
    const zone = createTimeZone();
    await account.fault({ kind: 'status', status: 503, match: { path: 'users/me' } });
    expect(await zone()).toBeNull();
    expect(await zone()).toBeNull();
    now += 61_000;
    expect(await zone()).toBe('Asia/Singapore');
  });
});
