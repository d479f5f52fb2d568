import { afterEach, describe, expect, it } from 'vitest';
import { emptyUpdate } from '../../domain/zendesk/change.testkit.ts';
import type { Account } from './account.testkit.ts';
import { run, startAccount } from './account.testkit.ts';

let account: Account;
afterEach(() => account.close());

describe('the connection check', () => {
  it('OPS-5 a correctly set up account has no failed finding', async () => {
    account = await startAccount();
    const [agentId = 0] = (await account.seed({ users: [{ name: 'Agent', email: 'a@example.com', role: 'agent' }] }))
      .users;
    await account.seed({ tickets: [{ subject: 'One', requester_id: agentId }] });
    const findings = await run(() =>
      account.activities().checkConnection({ defaultUserId: agentId, fieldIds: [], fieldKeys: [] }),
    );
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(findings.map(({ what }) => what)).toEqual([
      'sign_in',
      'role',
      'voice',
      'audits',
      'ticket_fields',
      'contact_fields',
      'ticket_forms',
      'default_user',
    ]);
  });

  it('OPS-5 with wrong credentials the variables are named, and nothing else is checked', async () => {
    account = await startAccount();
    const credentials = { kind: 'token', email: 'admin@example.com', token: 'wrong' } as const;
    const activities = account.activities({ zendesk: { url: account.url, credentials } });
    const findings = await run(() => activities.checkConnection({ defaultUserId: null, fieldIds: [], fieldKeys: [] }));
    expect(findings).toMatchObject([{ what: 'sign_in', ok: false }]);
    expect(findings[0]?.remedy).toContain('ZENDESK_API_TOKEN');
    expect(JSON.stringify(findings)).not.toContain('wrong');
  });

  it('OPS-5 each thing that is missing is named with its remedy', async () => {
    account = await startAccount();
    const [customer = 0] = (await account.seed({ users: [{ name: 'Customer', role: 'end-user' }] })).users;
    await account.seed({ tickets: [{ subject: 'One', requester_id: customer }] });
    await account.fault({ kind: 'status', status: 403, times: 9, match: { path: 'channels/voice' } });
    await account.fault({ kind: 'status', status: 403, times: 9, match: { path: 'audits' } });
    const findings = await run(() =>
      account.activities().checkConnection({ defaultUserId: customer, fieldIds: [4711], fieldKeys: ['not_there'] }),
    );
    const missing = findings.filter(({ ok }) => !ok);
    expect(missing.map(({ what }) => what)).toEqual([
      'voice',
      'audits',
      'ticket_fields',
      'contact_fields',
      'default_user',
    ]);
    expect(missing.every(({ remedy }) => remedy !== null)).toBe(true);
    expect(missing.find(({ what }) => what === 'ticket_fields')?.seen).toContain('4711');
    expect(missing.find(({ what }) => what === 'contact_fields')?.seen).toContain('not_there');
  });
});

describe('the budget', () => {
  it('OPS-4 counts the requests of the last minute by endpoint, the 429s among them, and the account’s limit', async () => {
    account = await startAccount({ rateLimitPerMinute: 700 });
    const { tickets } = await account.seed({ tickets: [{ subject: 'One' }, { subject: 'Two' }] });
    const activities = account.activities();
    await run(() => activities.readTicket({ ticketId: tickets[0] ?? 0, fieldIds: [] }));
    await run(() => activities.readTicket({ ticketId: tickets[1] ?? 0, fieldIds: [] }));
    await account.fault({ kind: 'status', status: 429, retryAfterSeconds: 1 });
    await run(() => activities.readTicket({ ticketId: tickets[1] ?? 0, fieldIds: [] })).catch(() => null);
    const budget = await run(() => activities.readBudget());
    expect(budget.account).toMatchObject({ limit: 700 });
    expect(budget.lastMinute).toEqual([{ endpoint: 'GET /tickets/{id}', requests: 3, limited: 1 }]);
  });
});

describe('fields whose value Zendesk did not store', () => {
  it('UPD-7 an unknown id and an unknown option are found in the answer', async () => {
    account = await startAccount();
    const {
      tickets,
      ticket_fields: [text = 0, choice = 0],
    } = await account.seed({
      tickets: [{ subject: 'One' }],
      ticket_fields: [
        { type: 'text', title: 'Plan' },
        { type: 'tagger', title: 'Kind', custom_field_options: [{ name: 'A', value: 'kind_a' }] },
      ],
    });
    const update = {
      ...emptyUpdate,
      ticketId: tickets[0] ?? 0,
      writeIds: ['s-1/fields'],
      fields: [
        { id: text, value: 'gold' },
        { id: choice, value: 'kind_z' },
        { id: 99_999, value: 'lost' },
      ],
    };
    expect(await run(() => account.activities().sendUpdate(update))).toEqual({
      kind: 'applied',
      droppedFields: [choice, 99_999],
    });
    const listed = await run(() => account.activities().listTicketFields({ ids: [choice] }));
    expect(listed.find(({ id }) => id === choice)).toMatchObject({ type: 'tagger', options: ['kind_a'], active: true });
  });
});
