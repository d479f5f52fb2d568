/**
 * This file tests sessions of many hours and thousands of messages, on the time-skipping server. If these tests fail, a
 * long chat stops because its history is too long, or a session without an end stays open for ever.
 */

import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import { agentOne, assigned, connected, ended, event, newCaller, started, until, sendNow } from '../kit/events.ts';
import { testStackWithTimeSkipping } from '../kit/test-stack.ts';
import { runsOf } from '../kit/workflow-runs.ts';
import { ticketsOf, titles } from '../kit/zendesk-state.ts';

/** Enough messages for the workflow to continue as new. A chat of eight busy hours has twice as many. */
const messages = Number(process.env['LONG_CHAT_MESSAGES'] ?? 2_500);
/** The limit for the history of one run, because it takes seconds to replay thousands of events. */
const maxEvents = 2_000;
/** Every second message comes from the customer. */
const customersMessages = Math.ceil(messages / 2);

const stack = testStackWithTimeSkipping({
  agents: [agentOne],
  settings: { tickets: { chatMinimumCustomerMessages: customersMessages } },
});

function webChat(id: string, number: string): SessionEvent {
  const web = {
    kind: 'chat',
    session_type: 'Messaging (Web)',
    from: null,
    end_user: { phone: number, name: 'Visitor' },
  };
  return started(id, null, web);
}

function message(id: string, place: number): SessionEvent {
  const isCustomers = place % 2 === 0;
  const item = { from: isCustomers ? 'customer' : 'agent', customer_count: isCustomers ? place / 2 + 1 : null };
  return event(id, 'chat.message', item, { eventId: `${id}-message-${place}` });
}

describe('long sessions', () => {
  it('END-6 TKT-3 a chat of eight hours with thousands of messages keeps its history short and its ticket right', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, webChat(id, number));
    await sendNow(stack, assigned(id));
    await sendNow(stack, connected(id));
    const hourly = Math.ceil(messages / 8);
    for (let sent = 0; sent < messages; sent += hourly) {
      // Only the last message of the customer reaches the minimum for a ticket.
      expect(await ticketsOf(stack, id)).toHaveLength(0);
      const burst = Array.from({ length: Math.min(hourly, messages - sent) }, (_, i) => message(id, sent + i));
      for (let i = 0; i < burst.length; i += 10)
        await Promise.all(burst.slice(i, i + 10).map((one) => sendNow(stack, one)));
      // A message that is sent twice is counted once.
      await Promise.all(burst.slice(0, 10).map((one) => sendNow(stack, one)));
      await stack.env.sleep('1 hour');
    }
    await sendNow(stack, ended(id, { expects: { transcript: false } }));
    const outcome = await stack.client.workflow.getHandle(`session/${id}`).result();
    expect(outcome).toMatchObject({ result: 'completed', failedWrites: [] });
    const found = await ticketsOf(stack, id);
    expect(found.map(titles)).toEqual([['Chat started', 'Chat finished']]);
    const runs = await runsOf(stack.env, `session/${id}`);
    expect(runs.length).toBeGreaterThan(1);
    expect(Math.max(...runs.map(({ events }) => events))).toBeLessThan(maxEvents);
  }, 600_000);

  it('END-1 the silence of a scheduled call that never begins is counted from the time at which it was queued', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, started(id, number, { session_type: 'Voice Scheduled (Web)' }));
    const queuedAt = (await stack.env.currentTimeMs()) + 20 * 3_600_000;
    const queued = { queue: { id: 3, name: 'Order status' }, queued_at: new Date(queuedAt).toISOString() };
    await sendNow(stack, event(id, 'session.queued', queued));
    await stack.env.sleep('31 hours');
    expect((await stack.sessions.state(id))?.phase).toBe('open');
    await stack.env.sleep('2 hours');
    await until(async () => (await ticketsOf(stack, id)).some(({ tags }) => tags.includes('abandoned')));
    expect(await stack.client.workflow.getHandle(`session/${id}`).result()).toMatchObject({ compensated: true });
  });

  it('END-1 a session that never ends keeps its last event, and closes after twelve hours of silence', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, started(id, number));
    await sendNow(stack, assigned(id));
    await sendNow(stack, connected(id));
    await stack.env.sleep('11 hours');
    await sendNow(stack, event(id, 'rating.received', { score: 4 }));
    // Eleven hours after its last event the session may still go on.
    await stack.env.sleep('11 hours');
    expect((await stack.sessions.state(id))?.phase).toBe('live');
    await stack.env.sleep('2 hours');
    expect(await stack.client.workflow.getHandle(`session/${id}`).result()).toMatchObject({ result: 'completed' });
    expect((await ticketsOf(stack, id)).flatMap(titles)).toHaveLength(2);
  });
});
