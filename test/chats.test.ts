import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import {
  agentOne,
  assigned,
  chatStarted,
  connected,
  endedForGood,
  event,
  newCaller,
  outcomeOf,
  send,
  settledOnTicket,
  started,
  stateWhen,
} from './calls.testkit.ts';
import { startTestStack } from './stack.testkit.ts';
import type { TestStack } from './stack.testkit.ts';
import { ticketOf, ticketsOf, titles } from './zendesk-state.testkit.ts';

/** Chats, and sessions that a virtual agent serves before a human does. */

let stack: TestStack;
let agentId = 0;
const talkative = { id: 21, name: 'Talkative' };
const bot = { id: 15, email: 'bot@example.com', name: 'Virtual agent', kind: 'virtual' };

beforeAll(async () => {
  stack = await startTestStack();
  await stack.startWorkers({
    batching: { windowSeconds: 1 },
    queues: { 21: { tickets: { chatMinimumCustomerMessages: 2 } } },
  });
  [agentId = 0] = (
    await stack.zendesk.seed({ users: [{ name: agentOne.name, email: agentOne.email, role: 'agent' }] })
  ).users;
});
afterAll(() => stack.close());

const message = (id: string, more: object = {}): SessionEvent =>
  event(id, 'chat.message', { from: 'customer', ...more });

describe.concurrent('a chat', () => {
  it.each([
    ['Messaging (Web)', 'channel_web_chat', 'type_messaging_web'],
    ['Messaging (Mobile)', 'channel_mobile_chat', 'type_messaging_mobile'],
    ['Messaging Inbound (SMS)', 'channel_sms', 'type_messaging_inbound_sms'],
    ['Messaging (WhatsApp)', 'channel_whatsapp', 'type_messaging_whatsapp'],
  ])(
    'TKT-1, TKT-13 %s: its ticket is made when it is assigned, for that agent, and tagged',
    async (type, channel, slug) => {
      const { id, number } = newCaller();
      await send(stack, chatStarted(id, { session_type: type, from: number, end_user: { identifier: id } }));
      await stateWhen(stack, id, (state) => state.contactId !== null);
      expect(await ticketsOf(stack, id)).toEqual([]);
      await send(stack, assigned(id));
      await settledOnTicket(stack, id);
      const ticket = await ticketOf(stack, id);
      expect(ticket).toMatchObject({ assignee_id: agentId, external_id: id });
      expect([...ticket.tags].sort()).toEqual([channel, 'queue_3', `session_${id}`, slug].sort());
      expect(ticket['via']).toMatchObject({ channel: 'api' });
      await send(stack, connected(id), endedForGood(id));
      expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
      expect(titles(await ticketOf(stack, id))).toEqual(['Chat started', 'Chat finished']);
    },
  );

  it('TKT-3 no ticket before its customer wrote twice, as the platform counts', async () => {
    const { id } = newCaller();
    await send(
      stack,
      chatStarted(id, { queue: talkative }),
      assigned(id),
      connected(id),
      message(id, { customer_count: 1 }),
    );
    await stateWhen(stack, id, ({ waitsFor }) => waitsFor.some((wait) => wait.for === 'messages'));
    expect(await ticketsOf(stack, id)).toEqual([]);
    await send(stack, message(id, { customer_count: 2 }));
    await settledOnTicket(stack, id);
    await send(stack, endedForGood(id));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(agentId);
  });

  it('TKT-3 messages that the platform did not count are counted: the customer’s, each once', async () => {
    const { id } = newCaller();
    const first = message(id);
    await send(stack, chatStarted(id, { queue: talkative }), assigned(id), connected(id), first, first);
    await send(
      stack,
      event(id, 'chat.message', { from: 'agent' }),
      event(id, 'chat.message', { from: 'virtual_agent' }),
    );
    const { waitsFor } = await stateWhen(stack, id, ({ contactId }) => contactId !== null);
    expect(waitsFor.map((wait) => wait.for)).toContain('messages');
    expect(await ticketsOf(stack, id)).toEqual([]);
    await send(stack, message(id), endedForGood(id));
    await outcomeOf(stack, id);
    expect(await ticketsOf(stack, id)).toHaveLength(1);
  });

  it('TKT-3 says nothing of calls', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number, { queue: talkative }), assigned(id), connected(id), endedForGood(id));
    await outcomeOf(stack, id);
    expect(await ticketsOf(stack, id)).toHaveLength(1);
  });
});

describe.concurrent('a virtual agent', () => {
  it('TKT-15 is no agent: served by one alone, the session counts as unanswered', async () => {
    const { id, number } = newCaller();
    const virtually = [event(id, 'session.assigned', { agent: bot }), event(id, 'session.connected', { agent: bot })];
    await send(stack, started(id, number), ...virtually);
    await stateWhen(stack, id, (state) => state.contactId !== null);
    expect(await ticketsOf(stack, id)).toEqual([]);
    await send(stack, endedForGood(id, { fail_reason: 'abandoned_in_queue' }));
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(ticket.assignee_id).toBeNull();
    expect(ticket.tags).toContain('abandoned');
  });

  it('TKT-15 hands over to a human: that is the first assignment', async () => {
    const { id } = newCaller();
    const transfer = { from_agent: bot, to_agent: agentOne };
    await send(stack, chatStarted(id), event(id, 'session.assigned', { agent: bot }));
    await send(stack, event(id, 'session.connected', { agent: bot }));
    await stateWhen(stack, id, (state) => state.contactId !== null);
    expect(await ticketsOf(stack, id)).toEqual([]);
    await send(stack, event(id, 'transfer.finished', transfer), connected(id), endedForGood(id));
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(ticket.assignee_id).toBe(agentId);
    expect(ticket.tags).not.toContain('abandoned');
  });
});
