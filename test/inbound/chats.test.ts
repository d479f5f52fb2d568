/**
 * This file tests chats, and sessions that a virtual agent serves before a human. If these tests fail, a chat gets no
 * ticket or gets it too early, or a session that only a bot served looks answered.
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
  send,
  stateWhenWritten,
  started,
  stateWhen,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { ticketOf, ticketsOf, titles } from '../kit/zendesk-state.ts';

const twoMessagesQueue = { id: 21, name: 'Talkative' };
const bot = { id: 15, email: 'bot@example.com', name: 'Virtual agent', kind: 'virtual' };

const stack = testStack({
  agents: [agentOne],
  settings: { ...fastSettings, queues: { 21: { tickets: { chatMinimumCustomerMessages: 2 } } } },
});

const message = (id: string, more: object = {}): SessionEvent =>
  event(id, 'chat.message', { from: 'customer', ...more });

describe.concurrent('a chat', () => {
  it.each([
    ['Messaging (Web)', 'channel_web_chat', 'type_messaging_web'],
    ['Messaging (Mobile)', 'channel_mobile_chat', 'type_messaging_mobile'],
    ['Messaging Inbound (SMS)', 'channel_sms', 'type_messaging_inbound_sms'],
    ['Messaging (WhatsApp)', 'channel_whatsapp', 'type_messaging_whatsapp'],
  ])(
    'TKT-1, TKT-13 the ticket of a chat of type %s is made at the assignment, for that agent, and tagged',
    async (type, channel, slug) => {
      const { id, number } = newCaller();
      await send(stack, chatStarted(id, { session_type: type, from: number, end_user: { identifier: id } }));
      await stateWhen(stack, id, (state) => state.contactId !== null);
      expect(await ticketsOf(stack, id)).toEqual([]);
      await send(stack, assigned(id));
      await stateWhenWritten(stack, id);
      const ticket = await ticketOf(stack, id);
      expect(ticket).toMatchObject({ assignee_id: stack.userId(agentOne), external_id: id });
      expect([...ticket.tags].sort()).toEqual([channel, 'queue_3', `session_${id}`, slug].sort());
      expect(ticket['via']).toMatchObject({ channel: 'api' });
      await send(stack, connected(id), endedExpectingNothing(id));
      expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
      expect(titles(await ticketOf(stack, id))).toEqual(['Chat started', 'Chat finished']);
    },
  );

  it('TKT-3 a chat has no ticket before its customer has written twice, as the platform counts', async () => {
    const { id } = newCaller();
    await send(
      stack,
      chatStarted(id, { queue: twoMessagesQueue }),
      assigned(id),
      connected(id),
      message(id, { customer_count: 1 }),
    );
    await stateWhen(stack, id, ({ waitsFor }) => waitsFor.some((wait) => wait.for === 'messages'));
    expect(await ticketsOf(stack, id)).toEqual([]);
    await send(stack, message(id, { customer_count: 2 }));
    await stateWhenWritten(stack, id);
    await send(stack, endedExpectingNothing(id));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(stack.userId(agentOne));
  });

  it('TKT-3 the session counts the messages of the customer, each once, if the platform did not count them', async () => {
    const { id } = newCaller();
    const first = message(id);
    await send(stack, chatStarted(id, { queue: twoMessagesQueue }), assigned(id), connected(id), first, first);
    await send(
      stack,
      event(id, 'chat.message', { from: 'agent' }),
      event(id, 'chat.message', { from: 'virtual_agent' }),
    );
    const { waitsFor } = await stateWhen(stack, id, ({ contactId }) => contactId !== null);
    expect(waitsFor.map((wait) => wait.for)).toContain('messages');
    expect(await ticketsOf(stack, id)).toEqual([]);
    await send(stack, message(id), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    expect(await ticketsOf(stack, id)).toHaveLength(1);
  });

  it('TKT-3 the minimum of messages does not apply to calls', async () => {
    const { id, number } = newCaller();
    await send(
      stack,
      started(id, number, { queue: twoMessagesQueue }),
      assigned(id),
      connected(id),
      endedExpectingNothing(id),
    );
    await outcomeOf(stack, id);
    expect(await ticketsOf(stack, id)).toHaveLength(1);
  });
});

describe.concurrent('a virtual agent', () => {
  it('TKT-15 a session that only a virtual agent served counts as unanswered', async () => {
    const { id, number } = newCaller();
    const virtually = [event(id, 'session.assigned', { agent: bot }), event(id, 'session.connected', { agent: bot })];
    await send(stack, started(id, number), ...virtually);
    await stateWhen(stack, id, (state) => state.contactId !== null);
    expect(await ticketsOf(stack, id)).toEqual([]);
    await send(stack, endedExpectingNothing(id, { fail_reason: 'abandoned_in_queue' }));
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(ticket.assignee_id).toBeNull();
    expect(ticket.tags).toContain('abandoned');
  });

  it('TKT-15 the transfer from a virtual agent to a human is the first assignment', async () => {
    const { id } = newCaller();
    const transfer = { from_agent: bot, to_agent: agentOne };
    await send(stack, chatStarted(id), event(id, 'session.assigned', { agent: bot }));
    await send(stack, event(id, 'session.connected', { agent: bot }));
    await stateWhen(stack, id, (state) => state.contactId !== null);
    expect(await ticketsOf(stack, id)).toEqual([]);
    await send(stack, event(id, 'transfer.finished', transfer), connected(id), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(ticket.assignee_id).toBe(stack.userId(agentOne));
    expect(ticket.tags).not.toContain('abandoned');
  });
});
