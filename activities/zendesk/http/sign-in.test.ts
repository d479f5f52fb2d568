import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Account, failureOf, oauthClient, run, startAccount } from '../account.testkit.ts';

let account: Account;
let ticketId = 0;

beforeAll(async () => {
  account = await startAccount();
});
afterAll(() => account.close());
beforeEach(async () => {
  await account.reset();
  const { users } = await account.seed({ users: [{ name: 'Ada' }] });
  const { tickets } = await account.seed({ tickets: [{ requester_id: users[0], subject: 'One', status: 'open' }] });
  ticketId = tickets[0] ?? 0;
});

const get = { method: 'GET', path: '^/?tickets/\\d+$' };
const expired = { match: get, kind: 'status', status: 401, body: { error: "Couldn't authenticate you" } } as const;

describe('signing in', () => {
  it('SEC-4 an API token and an OAuth client both work', async () => {
    const oauth = account.activities({ zendesk: { url: `${account.url}/`, credentials: oauthClient } });
    for (const activities of [account.activities(), oauth]) {
      expect((await run(() => activities.readTicket({ ticketId, fieldIds: [] })))?.id).toBe(ticketId);
    }
  });

  it('SEC-4 a refused OAuth token is renewed once; a second refusal is retried after a minute', async () => {
    const activities = account.activities({ zendesk: { url: account.url, credentials: oauthClient } });
    await account.fault(expired);
    expect((await run(() => activities.readTicket({ ticketId, fieldIds: [] })))?.id).toBe(ticketId);
    await account.fault({ ...expired, times: 2 });
    const failure = await failureOf(run(() => activities.readTicket({ ticketId, fieldIds: [] })));
    expect(failure).toMatchObject({ type: 'Unauthorized', nonRetryable: false });
    expect(failure.nextRetryDelay).toBeGreaterThanOrEqual(60_000);
  });

  it('SEC-4 a request with a refused API token is not sent again', async () => {
    await account.fault(expired);
    const activities = account.activities();
    expect(await failureOf(run(() => activities.readTicket({ ticketId, fieldIds: [] })))).toMatchObject({
      type: 'Unauthorized',
    });
    expect((await run(() => activities.readTicket({ ticketId, fieldIds: [] })))?.id).toBe(ticketId);
  });

  it('SEC-4 SEC-3 wrong OAuth credentials fail as Unauthorized, without the secret', async () => {
    const credentials = { kind: 'oauth', clientId: 'local', clientSecret: 'not-the-secret' } as const;
    const failure = await failureOf(
      run(() =>
        account.activities({ zendesk: { url: account.url, credentials } }).readTicket({ ticketId, fieldIds: [] }),
      ),
    );
    expect(failure.type).toBe('Unauthorized');
    expect(JSON.stringify(failure)).not.toContain('not-the-secret');
  });
});
