import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TicketDraft } from '../../domain/zendesk/ticket.ts';
import { emptyChange } from '../../domain/zendesk/change.ts';
import type { Change } from '../../domain/zendesk/change.ts';
import type { TicketWrite } from '../../domain/zendesk/ticket-write.ts';
import type { Account, Fault } from './account.testkit.ts';
import { startAccount } from './account.testkit.ts';
import type { Driver } from './exactly-once.testkit.ts';
import { allPrecautions, drive, ticketsWithMarkers } from './exactly-once.testkit.ts';

/**
 * For each kind of write: Zendesk applies it, the answer is lost, and a fresh worker tries again. Then the simulator's
 * records must show the write once.
 */

let account: Account;
let driver: Driver;
let requesterId = 0;
let ticketIds: readonly number[] = [];
let fieldId = 0;

beforeAll(async () => {
  account = await startAccount({ searchLagMs: 0, ticketUpdatesPerMinute: 0, updatesPerTicket: 0, updatesPerUser: 0 });
});
beforeEach(async () => {
  await account.reset();
  driver = drive(account);
  const { users, ticket_fields } = await account.seed({
    users: [{ name: 'Caller', role: 'end-user', phone: '+14155550100' }],
    ticket_fields: [{ type: 'text', title: 'Plan' }],
  });
  requesterId = users[0] ?? 0;
  fieldId = ticket_fields[0] ?? 0;
  const tickets = [1, 2, 3].map((n) => ({ subject: `Call ${n}`, requester_id: requesterId, status: 'open' }));
  ticketIds = (await account.seed({ tickets })).tickets;
});
afterEach(() => account.clearFaults());
afterAll(() => account.close());

function draft(changes: Partial<TicketDraft> = {}): TicketDraft {
  return {
    key: 's-1/ticket',
    dueAt: driver.now(),
    externalId: 's-1',
    requesterId,
    subject: {
      template: 'A call',
      context: {
        session: { type: '', channel: '', id: '', queue: '', menu_path: '' },
        contact: { name: '', phone: '' },
      },
    },
    description: '<p>Call started</p>',
    assignee: { kind: 'nobody' },
    tags: ['session_s-1'],
    viaId: 45,
    fields: [],
    facts: [],
    followUpOf: null,
    noteIfAgentUnknown: '<p>Nobody has the address of the agent.</p>',
    bare: false,
    cause: 'served',
    ...changes,
  };
}

function write(id: string, ticketId: number, change: Partial<Change>): TicketWrite {
  return { id, sessionId: 's-1', ticketId, dueAt: driver.now(), check: false, change: { ...emptyChange, ...change } };
}

function comment(title: string): Partial<Change> {
  return { comment: { title, lines: [] } };
}

/** Ids of the writes that were applied to a ticket, in order. */
async function markers(ticketId: number): Promise<readonly string[]> {
  return (await ticketsWithMarkers(account)).find(({ id }) => id === ticketId)?.markers ?? [];
}

async function loseAnswer(method: string, path: string, more: Partial<Fault> = {}): Promise<void> {
  await account.fault({ kind: 'lost_answer', match: { method, path }, ...more });
}

describe('a write whose answer is lost', () => {
  it('TKT-12 a ticket, tried again within two hours, is recognised by its idempotency key', async () => {
    await loseAnswer('POST', '^/tickets$', { times: 3 });
    await driver.openTicket(draft());
    expect((await account.tickets()).filter(({ external_id }) => external_id === 's-1')).toHaveLength(1);
  });

  it('TKT-12 a ticket, tried again after two hours, is recognised by its external id', async () => {
    const late = draft();
    await loseAnswer('POST', '^/tickets$');
    await account.fault({
      kind: 'status',
      status: 429,
      retryAfterSeconds: 3 * 3_600,
      nth: 1,
      match: { method: 'GET', path: '^/tickets$' },
    });
    await driver.openTicket(late);
    await driver.wait(3 * 3_600_000);
    await driver.openTicket(late);
    expect((await account.tickets()).filter(({ external_id }) => external_id === 's-1')).toHaveLength(1);
  });

  it('TKT-12 a ticket whose first request is applied only after the next attempt is created once', async () => {
    await account.fault({ kind: 'late_commit', delayMs: 200, match: { method: 'POST', path: '^/tickets$' } });
    await driver.openTicket(draft());
    // Both requests have reached Zendesk, which recognised the second by its key.
    await expect.poll(async () => (await account.ledger('ticket.create')).length).toBe(2);
    expect((await account.tickets()).filter(({ external_id }) => external_id === 's-1')).toHaveLength(1);
  });

  it('TKT-12 without the key the ticket would be created twice', async () => {
    await loseAnswer('POST', '^/tickets$');
    await drive(account, { ...allPrecautions, keys: false }).openTicket(draft());
    expect((await account.tickets()).filter(({ external_id }) => external_id === 's-1')).toHaveLength(2);
  });

  it('CON-7 a contact is recognised by its external id', async () => {
    await loseAnswer('POST', 'create_or_update', { times: 2 });
    const wanted = {
      externalId: 'phone:+14155550177',
      name: 'Caller +14155550177',
      phone: '+14155550177',
      email: null,
      fields: [],
    };
    const made = await driver.makeContact(wanted);
    expect((await driver.makeContact(wanted)).id).toBe(made.id);
    expect(await account.ledger('user.create')).toHaveLength(1);
  });

  const kinds: readonly (readonly [string, () => Partial<Change>])[] = [
    ['a comment', () => comment('One')],
    ['fields', () => ({ fields: [{ id: fieldId, value: 'gold' }] })],
    ['an assignee and tags', () => ({ tags: ['one'], status: 'open' })],
    [
      'a voice comment',
      () => ({
        voice: {
          from: '+1',
          to: '+2',
          recordingUrl: `${account.url}/a.wav`,
          startedAt: '2026-01-01T00:00:00Z',
          durationSeconds: 1,
          answeredById: null,
          transcription: null,
        },
      }),
    ],
    [
      'a comment with a file',
      () => ({
        ...comment('File'),
        file: {
          from: { kind: 'address', url: `${account.url}/recordings/a.wav?seconds=1` },
          name: 'a.wav',
          contentType: 'audio/wav',
        },
      }),
    ],
  ];

  it.each(kinds)('BAT-5, UPD-12 %s is recognised by its marker in the audits', async (_kind, change) => {
    const [ticketId = 0] = ticketIds;
    await loseAnswer('PUT', '^/tickets/', { times: 2 });
    const answers = await driver.write([write('s-1/fact', ticketId, change())]);
    expect(answers).toMatchObject([{ id: 's-1/fact', kind: 'written' }]);
    expect(await markers(ticketId)).toEqual(['s-1/fact']);
  });

  it.each(kinds)('BAT-5 %s that was not applied is sent again', async (_kind, change) => {
    const [ticketId = 0] = ticketIds;
    await account.fault({ kind: 'reset', times: 2, match: { method: 'PUT', path: '^/tickets/' } });
    await driver.write([write('s-1/fact', ticketId, change())]);
    expect(await markers(ticketId)).toEqual(['s-1/fact']);
  });

  it('BAT-5 bulk items are recognised by their markers, once no job is running', async () => {
    await loseAnswer('PUT', 'update_many', { times: 2 });
    await driver.write(ticketIds.map((id) => write(`s-${id}/fact`, id, comment('Bulk'))));
    for (const id of ticketIds) expect(await markers(id)).toEqual([`s-${id}/fact`]);
  });

  it('BAT-5 a bulk job that runs minutes late is applied once', async () => {
    await account.fault({ kind: 'late_commit', delayMs: 5 * 60_000, match: { method: 'PUT', path: 'update_many' } });
    await driver.write(ticketIds.map((id) => write(`s-${id}/fact`, id, comment('Late'))));
    await driver.wait(10 * 60_000);
    for (const id of ticketIds) expect(await markers(id)).toEqual([`s-${id}/fact`]);
  });

  it('BAT-5 after a bulk job fails half-way, only the updates that it did not apply are sent again', async () => {
    await account.fault({ kind: 'job_failed', afterItems: 1, match: { method: 'PUT', path: 'update_many' } });
    await driver.write(ticketIds.map((id) => write(`s-${id}/fact`, id, comment('Half'))));
    for (const id of ticketIds) expect(await markers(id)).toEqual([`s-${id}/fact`]);
  });

  it('BAT-4, BAT-5 without the markers the write would be applied twice', async () => {
    const [ticketId = 0] = ticketIds;
    await loseAnswer('PUT', '^/tickets/', { times: 1 });
    await drive(account, { ...allPrecautions, markers: false }).write([write('s-1/fact', ticketId, comment('Twice'))]);
    expect(await markers(ticketId)).toEqual(['s-1/fact', 's-1/fact']);
  });
});
