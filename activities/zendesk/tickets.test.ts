import { afterEach, describe, expect, it } from 'vitest';
import { type Account, run, startAccount } from './account.testkit.ts';

let account: Account;
afterEach(() => account.close());

const solvedAt = '2026-01-02T10:00:00Z';
const updatedAt = '2026-01-05T10:00:00Z';

/**
 * Creates a contact with one ticket for each status. Solved tickets were solved and later changed at the times above.
 */
async function withTickets(...statuses: readonly string[]) {
  const [contactId = 0] = (await account.seed({ users: [{ name: 'Ada', phone: '+14155550100' }] })).users;
  const times = { created_at: '2026-01-01T10:00:00Z', updated_at: updatedAt };
  const tickets = statuses.map((status) => ({
    requester_id: contactId,
    subject: status,
    status,
    ...times,
    ...(status === 'solved' || status === 'closed' ? { solved_at: solvedAt } : {}),
  }));
  return { contactId, ticketIds: (await account.seed({ tickets })).tickets };
}

async function solvedTimes(contactId: number): Promise<readonly (readonly [string, string | null])[]> {
  const activities = account.activities();
  const { tickets } = await run(() => activities.listTickets({ contactId }));
  const found = await run(() => activities.lookUp({ by: 'phone', phone: '+14155550100', defaultCountry: 'US' }));
  expect(found.tickets).toEqual(tickets);
  for (const ticket of tickets)
    expect(await run(() => activities.readTicket({ ticketId: ticket.id, fieldIds: [] }))).toEqual(ticket);
  return tickets.map((ticket) => [ticket.status, ticket.solvedAt] as const);
}

describe('when a ticket was solved', () => {
  it('APP-2 Zendesk gives the time, in lists too; an active ticket has none', async () => {
    account = await startAccount();
    const { contactId } = await withTickets('solved', 'closed', 'open');
    expect(Object.fromEntries(await solvedTimes(contactId))).toEqual({
      solved: solvedAt,
      closed: solvedAt,
      open: null,
    });
  });

  it('APP-2 if Zendesk gives no time, the time of the last change counts', async () => {
    account = await startAccount({ metricSets: false });
    const { contactId } = await withTickets('solved', 'pending');
    expect(Object.fromEntries(await solvedTimes(contactId))).toEqual({ solved: updatedAt, pending: null });
  });
});

describe('a ticket as it is now', () => {
  it('FLD-6 TEAM-2 has the values of the requested fields', async () => {
    account = await startAccount();
    const {
      tickets: [ticketId = 0],
      ticket_fields: [text = 0, box = 0, other = 0],
    } = await account.seed({
      tickets: [{ subject: 'One' }],
      ticket_fields: [
        { type: 'text', title: 'Session ID' },
        { type: 'checkbox', title: 'Verification' },
        { type: 'text', title: 'Other' },
      ],
    });
    const custom_fields = [
      { id: text, value: 'call-1' },
      { id: other, value: 'secret' },
    ];
    await account.api('PUT', `/tickets/${ticketId}`, { ticket: { custom_fields } });
    const fieldIds = [text, box, 4711];
    const ticket = await run(() => account.activities().readTicket({ ticketId, fieldIds }));
    expect(ticket?.fields.toSorted((a, b) => a.id - b.id)).toEqual([
      { id: text, value: 'call-1' },
      { id: box, value: null },
    ]);
  });
});
