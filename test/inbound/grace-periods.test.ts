/**
 * This file tests decisions that wait for later events, on the time-skipping server. The tests share its one clock, so
 * they run one after the other. If these tests fail, an answered call counts as abandoned, or a customer gets a ticket
 * that the settings do not want.
 */

import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import {
  agentOne,
  assigned,
  chatStarted,
  connected,
  endedExpectingNothing,
  event,
  newCaller,
  outcomeOf,
  started,
  until,
  sendNow,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStackWithTimeSkipping } from '../kit/test-stack.ts';
import { storedContact, mentions, ticketOf, ticketsOf } from '../kit/zendesk-state.ts';
import { seedContact, seedTicket } from '../kit/zendesk-records.ts';

const twoMessagesQueue = { id: 71, name: 'Talkative' };
const noAbandonedQueue = { id: 72, name: 'Abandoned makes nothing' };

const stack = testStackWithTimeSkipping({
  agents: [agentOne],
  settings: {
    ...fastSettings,
    queues: {
      71: { tickets: { chatMinimumCustomerMessages: 2 } },
      72: { tickets: { createForAbandonedCalls: false } },
    },
  },
});

const message = (id: string, customer_count: number): SessionEvent =>
  event(id, 'chat.message', { from: 'customer', customer_count });

describe('a session whose end does not say how it ended', () => {
  it('TKT-8 a connect that comes within a minute after the end shows that the session was answered', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, started(id, number, { queue: noAbandonedQueue }), endedExpectingNothing(id));
    await stack.env.sleep('50 seconds');
    expect(await ticketsOf(stack, id)).toEqual([]);
    await sendNow(stack, connected(id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    const ticket = await ticketOf(stack, id);
    expect(ticket.assignee_id).toBe(stack.userId(agentOne));
    expect(ticket.tags).not.toContain('abandoned');
  });

  it('TKT-8 a session without a connect within a minute after the end gets no ticket where the settings want none', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, started(id, number, { queue: noAbandonedQueue }), endedExpectingNothing(id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'no ticket' });
  });

  it('TKT-8 a session that was deflected to another channel counts as unanswered', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, started(id, number), endedExpectingNothing(id, { fail_reason: 'deflected' }));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).tags).toContain('abandoned');
  });

  it('TKT-3, END-7 a chat that ended with too few messages gets no ticket, and the session says why', async () => {
    const { id } = newCaller();
    await sendNow(
      stack,
      chatStarted(id, { queue: twoMessagesQueue }),
      assigned(id),
      connected(id),
      message(id, 1),
      endedExpectingNothing(id),
    );
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'no ticket', failedWrites: [] });
    expect((await stack.sessions.state(id))?.reasons).toMatchObject([{ rule: expect.any(String) }, { rule: 'TKT-3' }]);
    expect(await ticketsOf(stack, id)).toEqual([]);
  });

  it('TKT-3 a message that comes within a minute after the end counts', async () => {
    const { id } = newCaller();
    await sendNow(
      stack,
      chatStarted(id, { queue: twoMessagesQueue }),
      assigned(id),
      connected(id),
      message(id, 1),
      endedExpectingNothing(id),
    );
    await stack.env.sleep('30 seconds');
    await sendNow(stack, message(id, 2));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(stack.userId(agentOne));
  });
});

describe('a session whose start does not come', () => {
  it('TKT-8 the customer counts as anonymous after the late hours, and the ticket says so', async () => {
    const { id } = newCaller();
    await sendNow(stack, assigned(id), connected(id), endedExpectingNothing(id));
    await stack.env.sleep('23 hours');
    expect(await ticketsOf(stack, id)).toEqual([]);
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(await storedContact(stack, ticket.requester_id)).toMatchObject({ name: 'Anonymous caller', phone: null });
    expect(mentions(ticket, '(CON-5)')).toBe(1);
  });

  it('TKT-8, CON-4 a start that comes after hours gives the session its contact', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, assigned(id), connected(id), endedExpectingNothing(id));
    await stack.env.sleep('3 hours');
    expect(await ticketsOf(stack, id)).toEqual([]);
    await sendNow(stack, started(id, number));
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(await storedContact(stack, ticket.requester_id)).toMatchObject({ phone: number });
  });
});

describe('a customer who waits long', () => {
  it('APP-1, CON-12 a customer whose ticket is solved meanwhile gets a new one, because the tickets are read again', async () => {
    const { id, number } = newCaller();
    const contact = await seedContact(stack, { name: 'Known', phone: number });
    const tags = ['queue_3', 'channel_voice'];
    const ticket = await seedTicket(stack, { subject: 'Open', requester_id: contact, status: 'open', tags });
    await sendNow(stack, started(id, number));
    await until(async () => (await stack.sessions.state(id).catch(() => null))?.contactId === contact);
    await stack.env.sleep('20 seconds');
    await stack.zendesk.api('PUT', `/tickets/${ticket}`, {
      ticket: { status: 'solved', assignee_id: stack.userId(agentOne) },
    });
    await sendNow(stack, assigned(id), connected(id), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).id).not.toBe(ticket);
  });
});
