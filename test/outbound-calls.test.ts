import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import {
  agentOne,
  connected,
  dialled,
  endedForGood,
  event,
  newCaller,
  outcomeOf,
  send,
  settledOnTicket,
  started,
  assigned,
  stateWhen,
} from './calls.testkit.ts';
import { startTestStack } from './stack.testkit.ts';
import type { TestStack } from './stack.testkit.ts';
import { contacts, storedContact, storedTicket, mentions, ticketOf, ticketsOf } from './zendesk-state.testkit.ts';
import type { StoredTicket } from './zendesk-state.testkit.ts';

/** Calls that an agent dialled. */

let stack: TestStack;
let agentId = 0;
const quick = { batching: { windowSeconds: 1 } };
const onConnect = { id: 61, name: 'On connect' };
const never = { id: 62, name: 'Nothing is appended' };
const openOnly = { id: 63, name: 'Click-to-call from Open ones only' };
const patient = { id: 64, name: 'Short means a minute' };
const base = {
  ...quick,
  queues: {
    61: { tickets: { createWhen: 'connected' } },
    62: { append: { never: true } },
    63: { append: { outboundStatuses: ['open'] } },
    64: { append: { shortCallSeconds: 60 } },
  },
};

beforeAll(async () => {
  stack = await startTestStack();
  [agentId = 0] = (
    await stack.zendesk.seed({ users: [{ name: agentOne.name, email: agentOne.email, role: 'agent' }] })
  ).users;
  await stack.startWorkers(base);
});
afterAll(() => stack.close());

type Given = { readonly id: string; readonly number: string; readonly contact: number; readonly ticket: number };

/** A contact with one ticket. */
async function contactWith(status: string, more: object = {}): Promise<Given> {
  const { id, number } = newCaller();
  const [contact = 0] = (await stack.zendesk.seed({ users: [{ name: 'Known', phone: number, role: 'end-user' }] }))
    .users;
  const [ticket = 0] = (
    await stack.zendesk.seed({ tickets: [{ subject: 'Earlier', requester_id: contact, status, ...more }] })
  ).tickets;
  return { id, number, contact, ticket };
}

async function played(start: SessionEvent, ...more: readonly SessionEvent[]): Promise<unknown> {
  const id = start.session_id;
  await send(stack, start, ...more, connected(id), endedForGood(id));
  return await outcomeOf(stack, id);
}

async function ticketAfter(start: SessionEvent): Promise<StoredTicket> {
  expect(await played(start)).toMatchObject({ result: 'completed', failedWrites: [] });
  return await ticketOf(stack, start.session_id);
}

const followUpOf = (ticket: number): object => ({ source: { rel: 'follow_up', from: { ticket_id: ticket } } });

describe.concurrent('dialled from the pad', () => {
  it('TKT-7, TKT-13, CON-11 a number that nobody has: contact and ticket are made when the call starts', async () => {
    const { id, number } = newCaller();
    await send(stack, dialled(id, number));
    await settledOnTicket(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(ticket).toMatchObject({ assignee_id: agentId, external_id: id });
    expect(ticket['via']).toMatchObject({ channel: 'voice', source: { rel: 'outbound' } });
    expect([...ticket.tags].sort()).toEqual(['channel_voice', `session_${id}`, 'type_voice_outbound']);
    expect(await storedContact(stack, ticket.requester_id)).toMatchObject({ name: `Caller ${number}`, phone: number });
    await send(stack, endedForGood(id, { fail_reason: 'no_answer' }));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).tags).not.toContain('abandoned');
  });

  it('TKT-7 with createWhen connected: at connect, so that an unanswered call has none', async () => {
    const { id, number } = newCaller();
    await send(stack, dialled(id, number, {}, { queue: onConnect }));
    await stateWhen(stack, id, ({ contactId }) => contactId !== null);
    expect(await ticketsOf(stack, id)).toEqual([]);
    await send(stack, endedForGood(id, { fail_reason: 'no_answer' }));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'no ticket' });
    expect(await ticketsOf(stack, id)).toEqual([]);
    const again = `${id}-again`;
    expect((await ticketAfter(dialled(again, number, {}, { queue: onConnect }))).external_id).toBe(again);
  });

  it('APP-4 onto the most recent ticket if it is Open, whatever its queue and channel; the agent gets it at connect', async () => {
    const { id, number, ticket } = await contactWith('open', { tags: ['queue_99', 'channel_web_chat'] });
    await send(stack, dialled(id, number));
    await settledOnTicket(stack, id);
    expect((await storedTicket(stack, ticket)).assignee_id).toBeNull();
    await send(stack, connected(id), endedForGood(id));
    await outcomeOf(stack, id);
    const held = await ticketOf(stack, id);
    expect(held).toMatchObject({ id: ticket, status: 'open', assignee_id: agentId });
    expect(mentions(held, '(APP-4)')).toBe(1);
  });

  it.each(['new', 'pending', 'hold', 'solved', 'closed'])(
    'APP-4 a new one where the most recent is %s',
    async (status) => {
      const { id, number, ticket } = await contactWith(status);
      const made = await ticketAfter(dialled(id, number));
      expect(made.id).not.toBe(ticket);
      expect(made.external_id).toBe(id);
    },
  );

  it('APP-4 a new one where an older ticket is Open', async () => {
    const { id, number, contact, ticket } = await contactWith('open', { created_at: '2025-01-01T00:00:00Z' });
    await stack.zendesk.seed({ tickets: [{ subject: 'Newer', requester_id: contact, status: 'pending' }] });
    expect((await ticketAfter(dialled(id, number))).id).not.toBe(ticket);
  });

  it('APP-7 a new one where nothing may be appended, from inside a ticket too', async () => {
    const pad = await contactWith('open');
    expect((await ticketAfter(dialled(pad.id, pad.number, {}, { queue: never }))).id).not.toBe(pad.ticket);
    const inside = await contactWith('open');
    const from = { source: 'ticket', ticket_id: inside.ticket };
    expect((await ticketAfter(dialled(inside.id, inside.number, from, { queue: never }))).id).not.toBe(inside.ticket);
  });
});

describe.concurrent('dialled from inside a ticket', () => {
  it.each(['new', 'open', 'pending', 'hold'])(
    'APP-3, APP-9 appended to it while it is %s, and it is Open then',
    async (status) => {
      const { id, number, ticket } = await contactWith(status);
      const held = await ticketAfter(dialled(id, number, { source: 'ticket', ticket_id: ticket }));
      expect(held).toMatchObject({ id: ticket, status: 'open', assignee_id: agentId });
      expect(mentions(held, '(APP-3)')).toBe(1);
    },
  );

  it('APP-3, TEAM-7 Solved: a new ticket for the same requester, not the most recent Open one', async () => {
    const { id, number, contact, ticket } = await contactWith('solved', { created_at: '2025-01-01T00:00:00Z' });
    const [open] = (await stack.zendesk.seed({ tickets: [{ subject: 'Open', requester_id: contact, status: 'open' }] }))
      .tickets;
    const made = await ticketAfter(dialled(id, number, { source: 'ticket', ticket_id: ticket }));
    expect([ticket, open]).not.toContain(made.id);
    expect(made.requester_id).toBe(contact);
    expect(await storedTicket(stack, ticket)).toMatchObject({ status: 'solved' });
  });

  it('APP-3, TEAM-7 Closed: a follow-up of it', async () => {
    const { id, number, contact, ticket } = await contactWith('closed');
    const made = await ticketAfter(dialled(id, number, { source: 'ticket', ticket_id: ticket }));
    expect(made.requester_id).toBe(contact);
    expect(made['via']).toMatchObject(followUpOf(ticket));
  });

  it('APP-3 in a status that the settings leave out: a new ticket', async () => {
    const { id, number, ticket } = await contactWith('pending');
    const from = { source: 'ticket', ticket_id: ticket };
    const made = await ticketAfter(dialled(id, number, from, { queue: openOnly }));
    expect(made.id).not.toBe(ticket);
    expect(await storedTicket(stack, ticket)).toMatchObject({ status: 'pending' });
  });

  it('CON-10 the number keyed in for this call is in the comment, and never on the contact', async () => {
    const { id, number, contact, ticket } = await contactWith('open');
    const keyed = newCaller().number;
    const from = { source: 'ticket', ticket_id: ticket, entered_number: true };
    const held = await ticketAfter(dialled(id, keyed, from));
    expect(held).toMatchObject({ id: ticket, requester_id: contact });
    expect(mentions(held, keyed)).toBe(1);
    expect(await storedContact(stack, contact)).toMatchObject({ phone: number });
    expect((await contacts(stack)).filter(({ phone }) => phone === keyed)).toEqual([]);
  });

  it('CON-10 nor on a contact that the agent chose for it', async () => {
    const { id, number, contact } = await contactWith('pending');
    const keyed = newCaller().number;
    const made = await ticketAfter(
      dialled(id, keyed, { source: 'contact', contact_id: contact, entered_number: true }),
    );
    expect(made.requester_id).toBe(contact);
    expect(mentions(made, keyed)).toBe(1);
    expect(await storedContact(stack, contact)).toMatchObject({ phone: number });
    expect((await contacts(stack)).filter(({ phone }) => phone === keyed)).toEqual([]);
  });
});

describe.concurrent('called back', () => {
  /** An answered inbound call, over, with its ticket in this status. */
  async function first(
    status: string | null,
  ): Promise<{ readonly id: string; readonly number: string; readonly ticket: number }> {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id), endedForGood(id));
    await outcomeOf(stack, id);
    const { id: ticket } = await ticketOf(stack, id);
    if (status !== null) await stack.zendesk.api('PUT', `/tickets/${ticket}`, { ticket: { status } });
    return { id, number, ticket };
  }

  it.each([
    ['APP-5', 'call_back', null],
    ['APP-6', 'callback_button', 4],
  ])(
    '%s appends to the ticket of the call that it follows, newer ones or not, and sets it Open',
    async (rule, source, seconds) => {
      const { id, number, ticket } = await first('pending');
      const { requester_id } = await storedTicket(stack, ticket);
      await stack.zendesk.seed({ tickets: [{ subject: 'Newer', requester_id, status: 'open' }] });
      const more = { previous_call_seconds: seconds };
      const held = await ticketAfter(dialled(`${id}-back`, number, { source, follows_session_id: id }, more));
      expect(held).toMatchObject({ id: ticket, status: 'open' });
      expect(mentions(held, `(${rule})`)).toBe(1);
    },
  );

  it('APP-5 a Solved one is reopened, of a Closed one there is a follow-up', async () => {
    const solved = await first('solved');
    const back = { source: 'call_back', follows_session_id: solved.id };
    expect(await ticketAfter(dialled(`${solved.id}-back`, solved.number, back))).toMatchObject({
      id: solved.ticket,
      status: 'open',
    });
    const closed = await first('closed');
    const again = { source: 'call_back', follows_session_id: closed.id };
    const made = await ticketAfter(dialled(`${closed.id}-back`, closed.number, again));
    expect(made['via']).toMatchObject(followUpOf(closed.ticket));
  });

  it('APP-5 waits for the ticket while it is still being made', async () => {
    const { id, number } = newCaller();
    const back = `${id}-back`;
    await send(stack, started(id, number));
    await stateWhen(stack, id, ({ contactId }) => contactId !== null);
    await send(stack, dialled(back, number, { source: 'call_back', follows_session_id: id }));
    await stateWhen(stack, back, ({ waitsFor }) => waitsFor.some((wait) => wait.for === 'ticket'));
    expect(await ticketsOf(stack, back)).toEqual([]);
    await send(stack, assigned(id), connected(id), endedForGood(id), connected(back), endedForGood(back));
    await Promise.all([outcomeOf(stack, id), outcomeOf(stack, back)]);
    expect(await ticketOf(stack, back)).toMatchObject({ external_id: id });
  });

  it('APP-5 no ticket by rule there: the order goes on', async () => {
    const { id, number } = newCaller();
    await send(stack, dialled(id, number, {}, { queue: onConnect }), endedForGood(id, { fail_reason: 'no_answer' }));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'no ticket' });
    const made = await ticketAfter(dialled(`${id}-back`, number, { source: 'call_back', follows_session_id: id }));
    expect(made.external_id).toBe(`${id}-back`);
  });

  it('APP-6 after a call of ten seconds or more: as any other', async () => {
    const { id, number, ticket } = await first('pending');
    const back = { source: 'callback_button', follows_session_id: id };
    const made = await ticketAfter(dialled(`${id}-back`, number, back, { previous_call_seconds: 10 }));
    expect(made.id).not.toBe(ticket);
    const again = await ticketAfter(
      dialled(`${id}-again`, number, back, { previous_call_seconds: 59, queue: patient }),
    );
    expect(again.id).toBe(ticket);
  });

  it('APP-5 holds although nothing is appended automatically (APP-7 leaves it alone)', async () => {
    const { id, number, ticket } = await first(null);
    const back = { source: 'call_back', follows_session_id: id };
    expect((await ticketAfter(dialled(`${id}-back`, number, back, { queue: never }))).id).toBe(ticket);
  });
});

describe('one after the other', () => {
  it('CON-12 a session that is given a ticket takes its requester, and looks nobody up', async () => {
    const { id, contact, ticket } = await contactWith('open');
    const stranger = newCaller().number;
    const searches = async (): Promise<number> =>
      (await stack.zendesk.requestsByEndpoint())['GET /api/v2/users/search'] ?? 0;
    await played(dialled(`${id}-before`, newCaller().number));
    const before = await searches();
    const held = await ticketAfter(dialled(id, stranger, { source: 'ticket', ticket_id: ticket }));
    expect(held).toMatchObject({ id: ticket, requester_id: contact });
    expect(await searches()).toBe(before);
    expect((await contacts(stack)).filter(({ phone }) => phone === stranger)).toEqual([]);
  });

  it('OUT-3, CON-11, END-7 “no ticket” where the settings allow it: neither ticket nor contact', async () => {
    await stack.sessions.settings.set({ ...base, outbound: { flexible: true, allowNone: true } }, 'test');
    const { id, number } = newCaller();
    expect(await played(dialled(id, number, { ticket_choice: 'none' }))).toMatchObject({ result: 'no ticket' });
    expect(await ticketsOf(stack, id)).toEqual([]);
    expect((await contacts(stack)).filter(({ phone }) => phone === number)).toEqual([]);
  });

  it('OUT-3, OUT-12 “no ticket” where they do not: a new one, with the reason', async () => {
    await stack.sessions.settings.set({ ...base, outbound: { flexible: true } }, 'test');
    const { id, number, ticket } = await contactWith('open');
    const made = await ticketAfter(dialled(id, number, { ticket_choice: 'none' }));
    expect(made.id).not.toBe(ticket);
    expect((await stack.sessions.state(id))?.reasons.map(({ rule }) => rule)).toContain('OUT-12');
  });

  it('TEAM-7 the team’s ticket id comes before everything, the choice before the ticket it was dialled from', async () => {
    await stack.sessions.settings.set({ ...base, outbound: { flexible: true } }, 'test');
    const { id, number, contact, ticket } = await contactWith('pending');
    const [other = 0] = (
      await stack.zendesk.seed({ tickets: [{ subject: 'Other', requester_id: contact, status: 'pending' }] })
    ).tickets;
    const team = { source: 'team_ticket', ticket_id: ticket, ticket_choice: 'new' };
    expect(await ticketAfter(dialled(`${id}-team`, number, team))).toMatchObject({ id: ticket, status: 'pending' });
    const chosen = { source: 'contact', contact_id: contact, ticket_choice: 'existing', ticket_id: ticket };
    expect(await ticketAfter(dialled(`${id}-chosen`, number, chosen))).toMatchObject({ id: ticket, status: 'pending' });
    const fresh = await ticketAfter(dialled(`${id}-new`, number, { ...chosen, ticket_choice: 'new', ticket_id: null }));
    expect([ticket, other]).not.toContain(fresh.id);
    const automatic = await ticketAfter(dialled(`${id}-auto`, number));
    expect(automatic.id).toBe(fresh.id);
    await send(stack, event(`${id}-auto`, 'rating.received', { score: 5 }));
  });
});
