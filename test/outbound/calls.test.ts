/**
 * This file tests calls that an agent dialled, by the events of the platform alone. If these tests fail, an outbound
 * call is appended to the wrong ticket, reopens a ticket by mistake, or changes the phone number of a customer.
 */

import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import {
  agentOne,
  connected,
  dialled,
  endedExpectingNothing,
  event,
  newCaller,
  outcomeOf,
  send,
  stateWhenWritten,
  started,
  assigned,
  stateWhen,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { contacts, storedContact, storedTicket, mentions, ticketOf, ticketsOf } from '../kit/zendesk-state.ts';
import type { StoredTicket } from '../kit/zendesk-state.ts';
import { seedContact, seedTicket } from '../kit/zendesk-records.ts';

const onConnectQueue = { id: 61, name: 'On connect' };
const neverAppendQueue = { id: 62, name: 'Nothing is appended' };
const openOnlyQueue = { id: 63, name: 'Click-to-call from Open ones only' };
const minuteQueue = { id: 64, name: 'Short means a minute' };
const baseSettings = {
  ...fastSettings,
  queues: {
    61: { tickets: { createWhen: 'connected' } },
    62: { append: { never: true } },
    63: { append: { outboundStatuses: ['open'] } },
    64: { append: { shortCallSeconds: 60 } },
  },
};

const stack = testStack({ agents: [agentOne], settings: baseSettings });

type KnownContact = { readonly id: string; readonly number: string; readonly contact: number; readonly ticket: number };

/** Seeds a contact with one ticket of this status. */
async function contactWith(status: string, more: object = {}): Promise<KnownContact> {
  const { id, number } = newCaller();
  const contact = await seedContact(stack, { name: 'Known', phone: number });
  const ticket = await seedTicket(stack, { subject: 'Earlier', requester_id: contact, status, ...more });
  return { id, number, contact, ticket };
}

async function completeCall(start: SessionEvent, ...more: readonly SessionEvent[]): Promise<unknown> {
  const id = start.session_id;
  await send(stack, start, ...more, connected(id), endedExpectingNothing(id));
  return await outcomeOf(stack, id);
}

async function ticketAfter(start: SessionEvent): Promise<StoredTicket> {
  expect(await completeCall(start)).toMatchObject({ result: 'completed', failedWrites: [] });
  return await ticketOf(stack, start.session_id);
}

const followUpOf = (ticket: number): object => ({ source: { rel: 'follow_up', from: { ticket_id: ticket } } });

describe.concurrent('dialled from the pad', () => {
  it('TKT-7, TKT-13, CON-11 a call to an unknown number makes contact and ticket when it starts', async () => {
    const { id, number } = newCaller();
    await send(stack, dialled(id, number));
    await stateWhenWritten(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(ticket).toMatchObject({ assignee_id: stack.userId(agentOne), external_id: id });
    expect(ticket['via']).toMatchObject({ channel: 'voice', source: { rel: 'outbound' } });
    expect([...ticket.tags].sort()).toEqual(['channel_voice', `session_${id}`, 'type_voice_outbound']);
    expect(await storedContact(stack, ticket.requester_id)).toMatchObject({ name: `Caller ${number}`, phone: number });
    await send(stack, endedExpectingNothing(id, { fail_reason: 'no_answer' }));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).tags).not.toContain('abandoned');
  });

  it('TKT-7 with createWhen connected the ticket is made at the connect, so an unanswered call has none', async () => {
    const { id, number } = newCaller();
    await send(stack, dialled(id, number, {}, { queue: onConnectQueue }));
    await stateWhen(stack, id, ({ contactId }) => contactId !== null);
    expect(await ticketsOf(stack, id)).toEqual([]);
    await send(stack, endedExpectingNothing(id, { fail_reason: 'no_answer' }));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'no ticket' });
    expect(await ticketsOf(stack, id)).toEqual([]);
    const again = `${id}-again`;
    expect((await ticketAfter(dialled(again, number, {}, { queue: onConnectQueue }))).external_id).toBe(again);
  });

  it('APP-4 a call is appended to the most recent ticket, of any queue and channel, if it is Open, and the agent gets it at the connect', async () => {
    const { id, number, ticket } = await contactWith('open', { tags: ['queue_99', 'channel_web_chat'] });
    await send(stack, dialled(id, number));
    await stateWhenWritten(stack, id);
    expect((await storedTicket(stack, ticket)).assignee_id).toBeNull();
    await send(stack, connected(id), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    const appended = await ticketOf(stack, id);
    expect(appended).toMatchObject({ id: ticket, status: 'open', assignee_id: stack.userId(agentOne) });
    expect(mentions(appended, '(APP-4)')).toBe(1);
  });

  it.each(['new', 'pending', 'hold', 'solved', 'closed'])(
    'APP-4 a new ticket is made where the most recent one is %s',
    async (status) => {
      const { id, number, ticket } = await contactWith(status);
      const made = await ticketAfter(dialled(id, number));
      expect(made.id).not.toBe(ticket);
      expect(made.external_id).toBe(id);
    },
  );

  it('APP-4 a new ticket is made where only an older one is Open', async () => {
    const { id, number, contact, ticket } = await contactWith('open', { created_at: '2025-01-01T00:00:00Z' });
    await stack.zendesk.seed({ tickets: [{ subject: 'Newer', requester_id: contact, status: 'pending' }] });
    expect((await ticketAfter(dialled(id, number))).id).not.toBe(ticket);
  });

  it('APP-7 a new ticket is made where nothing may be appended, also for a call from a ticket', async () => {
    const pad = await contactWith('open');
    expect((await ticketAfter(dialled(pad.id, pad.number, {}, { queue: neverAppendQueue }))).id).not.toBe(pad.ticket);
    const inside = await contactWith('open');
    const from = { source: 'ticket', ticket_id: inside.ticket };
    expect((await ticketAfter(dialled(inside.id, inside.number, from, { queue: neverAppendQueue }))).id).not.toBe(
      inside.ticket,
    );
  });
});

describe.concurrent('dialled from inside a ticket', () => {
  it.each(['new', 'open', 'pending', 'hold'])(
    'APP-3, APP-9 a call from a ticket that is %s is appended to it, and sets it to Open',
    async (status) => {
      const { id, number, ticket } = await contactWith(status);
      const appended = await ticketAfter(dialled(id, number, { source: 'ticket', ticket_id: ticket }));
      expect(appended).toMatchObject({ id: ticket, status: 'open', assignee_id: stack.userId(agentOne) });
      expect(mentions(appended, '(APP-3)')).toBe(1);
    },
  );

  it('APP-3, TEAM-7 a call from a Solved ticket makes a new ticket of the same requester, and does not use the most recent Open one', async () => {
    const { id, number, contact, ticket } = await contactWith('solved', { created_at: '2025-01-01T00:00:00Z' });
    const open = await seedTicket(stack, { subject: 'Open', requester_id: contact, status: 'open' });
    const made = await ticketAfter(dialled(id, number, { source: 'ticket', ticket_id: ticket }));
    expect([ticket, open]).not.toContain(made.id);
    expect(made.requester_id).toBe(contact);
    expect(await storedTicket(stack, ticket)).toMatchObject({ status: 'solved' });
  });

  it('APP-3, TEAM-7 a call from a Closed ticket makes a follow-up of it', async () => {
    const { id, number, contact, ticket } = await contactWith('closed');
    const made = await ticketAfter(dialled(id, number, { source: 'ticket', ticket_id: ticket }));
    expect(made.requester_id).toBe(contact);
    expect(made['via']).toMatchObject(followUpOf(ticket));
  });

  it('APP-3 a call from a ticket whose status the settings leave out makes a new ticket', async () => {
    const { id, number, ticket } = await contactWith('pending');
    const from = { source: 'ticket', ticket_id: ticket };
    const made = await ticketAfter(dialled(id, number, from, { queue: openOnlyQueue }));
    expect(made.id).not.toBe(ticket);
    expect(await storedTicket(stack, ticket)).toMatchObject({ status: 'pending' });
  });

  it('CON-10 a number that was entered for this call is in the comment, and never on the contact', async () => {
    const { id, number, contact, ticket } = await contactWith('open');
    const entered = newCaller().number;
    const from = { source: 'ticket', ticket_id: ticket, entered_number: true };
    const appended = await ticketAfter(dialled(id, entered, from));
    expect(appended).toMatchObject({ id: ticket, requester_id: contact });
    expect(mentions(appended, entered)).toBe(1);
    expect(await storedContact(stack, contact)).toMatchObject({ phone: number });
    expect((await contacts(stack)).filter(({ phone }) => phone === entered)).toEqual([]);
  });

  it('CON-10 an entered number is not saved on the contact that the agent chose', async () => {
    const { id, number, contact } = await contactWith('pending');
    const entered = newCaller().number;
    const made = await ticketAfter(
      dialled(id, entered, { source: 'contact', contact_id: contact, entered_number: true }),
    );
    expect(made.requester_id).toBe(contact);
    expect(mentions(made, entered)).toBe(1);
    expect(await storedContact(stack, contact)).toMatchObject({ phone: number });
    expect((await contacts(stack)).filter(({ phone }) => phone === entered)).toEqual([]);
  });
});

describe.concurrent('called back', () => {
  /** Runs an answered inbound call to its end, and gives its ticket this status. */
  async function earlierCall(
    status: string | null,
  ): Promise<{ readonly id: string; readonly number: string; readonly ticket: number }> {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    const { id: ticket } = await ticketOf(stack, id);
    if (status !== null) await stack.zendesk.api('PUT', `/tickets/${ticket}`, { ticket: { status } });
    return { id, number, ticket };
  }

  it.each([
    ['APP-5', 'call_back', null],
    ['APP-6', 'callback_button', 4],
  ])(
    '%s a call back is appended to the ticket of the earlier call, although there is a newer one, and sets it to Open',
    async (rule, source, seconds) => {
      const { id, number, ticket } = await earlierCall('pending');
      const { requester_id } = await storedTicket(stack, ticket);
      await stack.zendesk.seed({ tickets: [{ subject: 'Newer', requester_id, status: 'open' }] });
      const more = { previous_call_seconds: seconds };
      const appended = await ticketAfter(dialled(`${id}-back`, number, { source, follows_session_id: id }, more));
      expect(appended).toMatchObject({ id: ticket, status: 'open' });
      expect(mentions(appended, `(${rule})`)).toBe(1);
    },
  );

  it('APP-5 a call back reopens a Solved ticket, and makes a follow-up of a Closed one', async () => {
    const solved = await earlierCall('solved');
    const back = { source: 'call_back', follows_session_id: solved.id };
    expect(await ticketAfter(dialled(`${solved.id}-back`, solved.number, back))).toMatchObject({
      id: solved.ticket,
      status: 'open',
    });
    const closed = await earlierCall('closed');
    const again = { source: 'call_back', follows_session_id: closed.id };
    const made = await ticketAfter(dialled(`${closed.id}-back`, closed.number, again));
    expect(made['via']).toMatchObject(followUpOf(closed.ticket));
  });

  it('APP-5 a call back waits for the ticket of the earlier call while it is still being made', async () => {
    const { id, number } = newCaller();
    const back = `${id}-back`;
    await send(stack, started(id, number));
    await stateWhen(stack, id, ({ contactId }) => contactId !== null);
    await send(stack, dialled(back, number, { source: 'call_back', follows_session_id: id }));
    await stateWhen(stack, back, ({ waitsFor }) => waitsFor.some((wait) => wait.for === 'ticket'));
    expect(await ticketsOf(stack, back)).toEqual([]);
    await send(
      stack,
      assigned(id),
      connected(id),
      endedExpectingNothing(id),
      connected(back),
      endedExpectingNothing(back),
    );
    await Promise.all([outcomeOf(stack, id), outcomeOf(stack, back)]);
    expect(await ticketOf(stack, back)).toMatchObject({ external_id: id });
  });

  it('APP-5 a call back gets a ticket by the next rules if the earlier call has none by rule', async () => {
    const { id, number } = newCaller();
    await send(
      stack,
      dialled(id, number, {}, { queue: onConnectQueue }),
      endedExpectingNothing(id, { fail_reason: 'no_answer' }),
    );
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'no ticket' });
    const made = await ticketAfter(dialled(`${id}-back`, number, { source: 'call_back', follows_session_id: id }));
    expect(made.external_id).toBe(`${id}-back`);
  });

  it('APP-6 a call back after a call of ten seconds or more is treated as any other, unless the settings say another limit', async () => {
    const { id, number, ticket } = await earlierCall('pending');
    const back = { source: 'callback_button', follows_session_id: id };
    const made = await ticketAfter(dialled(`${id}-back`, number, back, { previous_call_seconds: 10 }));
    expect(made.id).not.toBe(ticket);
    const again = await ticketAfter(
      dialled(`${id}-again`, number, back, { previous_call_seconds: 59, queue: minuteQueue }),
    );
    expect(again.id).toBe(ticket);
  });

  it('APP-5 a call back is appended although append.never is on, because APP-7 does not concern it', async () => {
    const { id, number, ticket } = await earlierCall(null);
    const back = { source: 'call_back', follows_session_id: id };
    expect((await ticketAfter(dialled(`${id}-back`, number, back, { queue: neverAppendQueue }))).id).toBe(ticket);
  });
});

describe('one after the other', () => {
  it('CON-12 a session that comes with a ticket takes its requester, and searches for no contact', async () => {
    const { id, contact, ticket } = await contactWith('open');
    const stranger = newCaller().number;
    const searches = async (): Promise<number> =>
      (await stack.zendesk.requestsByEndpoint())['GET /api/v2/users/search'] ?? 0;
    await completeCall(dialled(`${id}-before`, newCaller().number));
    const before = await searches();
    const appended = await ticketAfter(dialled(id, stranger, { source: 'ticket', ticket_id: ticket }));
    expect(appended).toMatchObject({ id: ticket, requester_id: contact });
    expect(await searches()).toBe(before);
    expect((await contacts(stack)).filter(({ phone }) => phone === stranger)).toEqual([]);
  });

  it('OUT-3, CON-11, END-7 the choice “no ticket” makes neither ticket nor contact where the settings allow it', async () => {
    await stack.sessions.settings.set({ ...baseSettings, outbound: { flexible: true, allowNone: true } }, 'test');
    const { id, number } = newCaller();
    expect(await completeCall(dialled(id, number, { ticket_choice: 'none' }))).toMatchObject({ result: 'no ticket' });
    expect(await ticketsOf(stack, id)).toEqual([]);
    expect((await contacts(stack)).filter(({ phone }) => phone === number)).toEqual([]);
  });

  it('OUT-3, OUT-12 the choice “no ticket” makes a new ticket, with the reason, where the settings do not allow it', async () => {
    await stack.sessions.settings.set({ ...baseSettings, outbound: { flexible: true } }, 'test');
    const { id, number, ticket } = await contactWith('open');
    const made = await ticketAfter(dialled(id, number, { ticket_choice: 'none' }));
    expect(made.id).not.toBe(ticket);
    expect((await stack.sessions.state(id))?.reasons.map(({ rule }) => rule)).toContain('OUT-12');
  });

  it('TEAM-7 the ticket id of a team comes before the choice of the agent, and the choice before the automatic ticket', async () => {
    await stack.sessions.settings.set({ ...baseSettings, outbound: { flexible: true } }, 'test');
    const { id, number, contact, ticket } = await contactWith('pending');
    const other = await seedTicket(stack, { subject: 'Other', requester_id: contact, status: 'pending' });
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
