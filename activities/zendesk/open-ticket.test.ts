import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TicketDraft } from '../../domain/zendesk/ticket.ts';
import { type Account, apiToken, failureOf, run, startAccount } from './account.testkit.ts';

let account: Account;
let requesterId = 0;
let agentId = 0;

beforeAll(async () => {
  account = await startAccount();
});
afterAll(() => account.close());
beforeEach(async () => {
  await account.reset();
  const { users } = await account.seed({
    users: [
      { name: 'Ada', phone: '+14155550100' },
      { name: 'Grace', email: 'grace@example.com', role: 'agent' },
    ],
  });
  [requesterId = 0, agentId = 0] = users;
});

function draft(changes: Partial<TicketDraft> = {}): TicketDraft {
  return {
    key: 's-1/ticket',
    dueAt: Date.now(),
    externalId: 's-1',
    requesterId,
    subject: {
      template: 'Call from {{ contact.name }}',
      context: {
        session: { type: 'IVR', channel: 'voice', id: 's-1', queue: 'Sales', menu_path: '' },
        contact: { name: 'Ada', phone: '' },
      },
    },
    description: '<p><strong>Call started</strong></p>',
    assignee: { kind: 'agent', email: 'Grace@example.com', name: 'Grace' },
    tags: ['session_s-1', 'channel_voice'],
    viaId: 45,
    fields: [],
    facts: [],
    followUpOf: null,
    noteIfAgentUnknown: '<p>Nobody is mary@example.com.</p>',
    bare: false,
    cause: 'served',
    ...changes,
  };
}

const create = { method: 'POST', path: '^/?tickets$' };

async function created(): Promise<number> {
  return (await account.ledger('ticket.create')).filter((entry) => entry.outcome === 'applied' && !entry.replayed)
    .length;
}

describe('opening the ticket', () => {
  it('TKT-13 ADP-2 the ticket has external id, tags, requester, the agent as assignee, and an internal first comment', async () => {
    const opened = await run(() => account.activities().openTicket(draft()));
    expect(opened).toMatchObject({ requesterId, assigneeId: agentId, agentId });
    const [ticket] = await account.tickets();
    expect(ticket).toMatchObject({
      id: opened.ticketId,
      subject: 'Call from Ada',
      external_id: 's-1',
      status: 'open',
    });
    expect(ticket?.['tags']).toEqual(expect.arrayContaining(['session_s-1', 'channel_voice']));
    const comments = await account.comments(opened.ticketId);
    expect(comments.map((comment) => comment.public)).toEqual([false]);
  });

  it('TKT-12 the same draft again after a lost answer gives one ticket', async () => {
    await account.fault({ match: create, kind: 'lost_answer' });
    const activities = account.activities();
    expect(await failureOf(run(() => activities.openTicket(draft())))).toMatchObject({
      type: 'ConnectionLost',
      nonRetryable: false,
    });
    const opened = await run(() => activities.openTicket(draft()));
    expect(await created()).toBe(1);
    expect((await account.tickets()).map((ticket) => ticket['id'])).toEqual([opened.ticketId]);
  });

  it('TKT-12 a ticket that the key gave back, or that was found, is not reported as just made', async () => {
    const { openTicket } = account.activities();
    const { madeAt, ...made } = await run(() => openTicket(draft()));
    expect(madeAt).toBeGreaterThan(0);
    expect(made.existed).toBeUndefined();
    expect(await run(() => openTicket(draft()))).toEqual({ ...made, existed: true });
    expect(await run(() => openTicket(draft({ dueAt: 0 })))).toEqual({ ...made, existed: true });
    expect(await run(() => openTicket(draft({ description: '<p>Another</p>' })))).toEqual({ ...made, existed: true });
    expect(await created()).toBe(1);
  });

  it('TKT-12 the same draft again after three hours, when Zendesk has forgotten the key, gives one ticket', async () => {
    await account.fault({ match: create, kind: 'lost_answer' });
    const activities = account.activities();
    const old = draft({ dueAt: Date.now() - 3 * 3_600_000 });
    await failureOf(run(() => activities.openTicket(old)));
    await account.advance(3 * 3_600_000);
    const opened = await run(() => activities.openTicket(old));
    expect(await created()).toBe(1);
    expect(opened).toMatchObject({ requesterId, assigneeId: agentId });
  });

  it('TKT-12 a second attempt with another body, because the agent was added meanwhile, gives one ticket', async () => {
    const unknown = draft({ assignee: { kind: 'agent', email: 'mary@example.com', name: 'Mary' } });
    await account.fault({ match: create, kind: 'lost_answer' });
    await failureOf(run(() => account.activities().openTicket(unknown)));
    await account.seed({ users: [{ name: 'Mary', email: 'mary@example.com', role: 'agent' }] });
    const opened = await run(() => account.activities().openTicket(unknown));
    expect(opened.assigneeId).toBeNull();
    expect(await created()).toBe(1);
  });

  it('UPD-13 APP-2 a follow-up is created once, although two runs of the session ask for it', async () => {
    const [closed = 0] = (
      await account.seed({ tickets: [{ requester_id: requesterId, subject: 'Old', status: 'closed' }] })
    ).tickets;
    const followUp = draft({ externalId: 's-1#2', followUpOf: closed });
    const opened = await run(() => account.activities().openTicket({ ...followUp, key: 's-1/ticket/follow-up' }));
    const again = await run(() => account.activities().openTicket({ ...followUp, key: 's-1/ticket/late' }));
    expect(again.ticketId).toBe(opened.ticketId);
    expect(await created()).toBe(1);
  });

  it('UPD-5 TKT-12 facts that the description holds are found by their markers', async () => {
    const facts = ['s-1/custom/abc', 's-1/custom/def'];
    const activities = account.activities();
    const { ticketId } = await run(() => activities.openTicket(draft({ facts })));
    const writeIds = [...facts, 's-1/ticket', 's-1/custom/ghi'];
    const found = await run(() => activities.findMarkers({ ticketId, writeIds }));
    expect(found.map(({ writeId }) => writeId).sort()).toEqual([...facts, 's-1/ticket'].sort());
  });

  it('ADP-5 if no Zendesk user has the agent’s address, the ticket is unassigned and names the agent', async () => {
    const opened = await run(() =>
      account.activities().openTicket(draft({ assignee: { kind: 'agent', email: 'mary@example.com', name: 'Mary' } })),
    );
    expect(opened).toMatchObject({ assigneeId: null, agentId: null });
    const comments = await account.comments(opened.ticketId);
    expect(comments[0]?.html_body).toContain('mary@example.com');
  });

  it('END-4 a refusal is final and names the field; the bare draft leaves out everything that can be refused', async () => {
    const refusal = {
      error: 'RecordInvalid',
      description: 'no',
      details: { assignee: [{ description: 'Assignee is no agent' }] },
    };
    await account.fault({ match: create, kind: 'status', status: 422, body: refusal });
    const activities = account.activities();
    expect(await failureOf(run(() => activities.openTicket(draft())))).toMatchObject({
      type: 'AssigneeInvalid',
      nonRetryable: true,
    });
    const opened = await run(() =>
      activities.openTicket(draft({ key: 's-1/ticket/bare', bare: true, viaId: 45, fields: [{ id: 1, value: 'x' }] })),
    );
    expect(opened).toMatchObject({ requesterId, assigneeId: null });
  });

  it('CON-8 a requester who does not exist any more has an error code of its own', async () => {
    const failure = await failureOf(run(() => account.activities().openTicket(draft({ requesterId: 987_654_321 }))));
    expect(failure).toMatchObject({ type: 'RequesterInvalid', nonRetryable: true });
  });

  it('LATE-1 the session’s ticket is found by external id, else by its tag', async () => {
    const activities = account.activities();
    const opened = await run(() => activities.openTicket(draft()));
    expect((await run(() => activities.findTicket({ sessionId: 's-1' })))?.id).toBe(opened.ticketId);
    const { tickets } = await account.seed({
      tickets: [{ requester_id: requesterId, subject: 'Old', tags: ['session_s-2'] }],
    });
    expect((await run(() => activities.findTicket({ sessionId: 's-2' })))?.id).toBe(tickets[0]);
    expect(await run(() => activities.findTicket({ sessionId: 's-3' }))).toBeNull();
  });

  it('ADP-1 the new ticket is shown to its agent, and again if a later attempt finds the ticket', async () => {
    const activities = account.activities();
    const same = draft();
    const { madeAt: _madeAt, ...opened } = await run(() => activities.openTicket(same, { show: true }));
    expect(opened).toMatchObject({ agentId, pop: { kind: 'shown' } });
    expect(await run(() => activities.openTicket(same, { show: true }))).toEqual({ ...opened, existed: true });
    const pop = { ticket_id: opened.ticketId, user_id: agentId };
    expect(await account.ledger('screen_pop')).toMatchObject([pop, pop]);
    expect(await created()).toBe(1);
  });

  it('ADP-1 the ticket is not shown if nobody asked for it, the agent is unknown, or the ticket is late', async () => {
    const activities = account.activities();
    const unknownAgent = { kind: 'agent', email: 'mary@example.com', name: 'Mary' } as const;
    const late = draft({ key: 's-2/ticket', externalId: 's-2', dueAt: Date.now() - 9_000 });
    const unknown = draft({ key: 's-3/ticket', externalId: 's-3', assignee: unknownAgent });
    const unasked = await run(() => activities.openTicket(draft()));
    const answers = [late, unknown].map((each) => run(() => activities.openTicket(each, { show: true })));
    for (const answer of [unasked, ...(await Promise.all(answers))]) expect(answer).not.toHaveProperty('pop');
    expect(await account.ledger('screen_pop')).toEqual([]);
  });

  it.each([
    [{ kind: 'status', status: 404 }, 'NotFound'],
    [{ kind: 'reset' }, 'ConnectionLost'],
    [{ kind: 'never' }, 'TimedOut'],
  ] as const)(
    'ADP-1 a screen pop that fails (%o) is tried once and reported; the ticket exists',
    async (fault, code) => {
      await account.fault({ match: { path: 'display$' }, times: 9, ...fault });
      const activities = account.activities({ zendesk: { url: account.url, credentials: apiToken, timeoutMs: 500 } });
      const opened = await run(() => activities.openTicket(draft(), { show: true }));
      expect(opened.pop).toMatchObject({ kind: 'not_shown', code });
      expect((await account.tickets()).map(({ id }) => id)).toEqual([opened.ticketId]);
      const requests = Object.entries(await account.requestsByEndpoint());
      expect(requests.flatMap(([endpoint, count]) => (endpoint.includes('display') ? [count] : []))).toEqual([1]);
    },
  );

  it('ADP-1 a screen pop that the rate limit refuses is left to the session', async () => {
    await account.fault({ match: { path: 'display$' }, times: 9, kind: 'status', status: 429, retryAfterSeconds: 60 });
    const opened = await run(() => account.activities().openTicket(draft(), { show: true }));
    expect(opened.pop).toBe(undefined);
  });

  it('ADP-1 a screen pop accepts an empty answer; for an unknown agent it fails for good', async () => {
    const activities = account.activities();
    const { ticketId } = await run(() => activities.openTicket(draft()));
    await run(() => activities.popScreen({ agentId, ticketId }));
    expect(await account.ledger('screen_pop')).toHaveLength(1);
    expect(await failureOf(run(() => activities.popScreen({ agentId: 987_654_321, ticketId })))).toMatchObject({
      type: 'NotFound',
      nonRetryable: true,
    });
  });
});
