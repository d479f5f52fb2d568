/**
 * This file tests sessions of hours and days on the time-skipping server. The tests share its one clock, so they run
 * one after the other. If these tests fail, a session waits too long or not long enough, and a customer gets a ticket
 * late, a wrong one, or none.
 */

import { describe, expect, it } from 'vitest';
import { agentOne, assigned, connected, ended, event, newCaller, sendNow, started, until } from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStackWithTimeSkipping } from '../kit/test-stack.ts';
import { mentions, ticketsOf, titles } from '../kit/zendesk-state.ts';

const stack = testStackWithTimeSkipping({
  agents: [agentOne],
  settings: {
    ...fastSettings,
    inbound: { autoSelectAt: 'wrap_up_end' },
    outbound: { flexible: true, allowNone: true },
  },
});

async function callWithSeveralContacts(): Promise<string> {
  const { id, number } = newCaller();
  const users = [2022, 2023].map((year) => ({
    name: `Holder ${year}`,
    phone: number,
    role: 'end-user',
    created_at: `${year}-01-01T00:00:00Z`,
  }));
  await stack.zendesk.seed({ users });
  await sendNow(stack, started(id, number));
  await sendNow(stack, assigned(id));
  await sendNow(stack, connected(id));
  await until(async () => (await stack.sessions.state(id).catch(() => null))?.candidates.length === 2);
  return id;
}

describe('sessions over hours and days', () => {
  it('END-3 with autoSelectAt wrap_up_end the choice waits for the wrap-up, thirty minutes at most', async () => {
    const id = await callWithSeveralContacts();
    await sendNow(stack, ended(id, { disconnected_by: 'agent' }));
    await stack.env.sleep('29 minutes');
    expect(await ticketsOf(stack, id)).toHaveLength(0);
    await stack.env.sleep('2 minutes');
    await until(async () => (await ticketsOf(stack, id)).length > 0);
    const [ticket] = await ticketsOf(stack, id);
    expect(ticket === undefined ? 0 : mentions(ticket, '(END-2)')).toBe(1);
  });

  it('END-3 the end of the wrap-up ends the wait at once', async () => {
    const id = await callWithSeveralContacts();
    await sendNow(stack, ended(id, { disconnected_by: 'agent' }));
    await stack.env.sleep('1 minute');
    await sendNow(stack, event(id, 'wrap_up.ended', { at: null }));
    await until(async () => (await ticketsOf(stack, id)).length > 0);
  });

  it('LATE-1 the session waits a day for its recording, then says that it never came', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, started(id, number, { recording: true }));
    await sendNow(stack, assigned(id));
    await sendNow(stack, connected(id));
    await sendNow(stack, ended(id, { disconnected_by: 'agent' }));
    await stack.env.sleep('23 hours');
    expect((await stack.sessions.state(id))?.waitsFor.map((wait) => wait.for)).toEqual(['recording']);
    await stack.env.sleep('2 hours');
    const outcome = await stack.client.workflow.getHandle(`session/${id}`).result();
    expect(outcome).toMatchObject({ result: 'completed', warnings: ['1 recording(s) expected that have not come.'] });
  });

  it('TKT-8 a call that nobody answered, without a reason, is judged a minute after its end', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, started(id, number));
    await sendNow(stack, ended(id, { disconnected_by: 'end_user' }));
    await stack.env.sleep('50 seconds');
    expect(await ticketsOf(stack, id)).toHaveLength(0);
    await stack.env.sleep('15 seconds');
    await until(async () => (await ticketsOf(stack, id)).some(({ tags }) => tags.includes('abandoned')));
  });

  it('TKT-8 the ticket of a session that an agent was offered but never took goes to nobody', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, started(id, number));
    await sendNow(stack, assigned(id));
    await until(async () => (await ticketsOf(stack, id)).some(({ assignee_id }) => assignee_id !== null));
    await sendNow(stack, ended(id, { disconnected_by: 'end_user' }));
    await stack.env.sleep('2 minutes');
    await stack.client.workflow.getHandle(`session/${id}`).result();
    const [ticket] = await ticketsOf(stack, id);
    expect(ticket).toMatchObject({ assignee_id: null });
    expect(ticket?.tags).toContain('abandoned');
  });

  it('END-1 a session that never ends is closed after twelve hours of silence', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, started(id, number));
    await sendNow(stack, assigned(id));
    await sendNow(stack, connected(id));
    await stack.env.sleep('13 hours');
    const outcome = await stack.client.workflow.getHandle(`session/${id}`).result();
    expect(outcome).toMatchObject({ result: 'completed' });
    expect((await ticketsOf(stack, id)).flatMap(titles)).toEqual(['Call started']);
  });

  it('END-4 a ticket is made when Zendesk is back after an outage of hours', async () => {
    const { id, number } = newCaller();
    await stack.zendesk.fault({ kind: 'status', status: 503, times: 100_000, match: {} });
    await sendNow(stack, started(id, number));
    await sendNow(stack, assigned(id));
    await sendNow(stack, connected(id));
    await sendNow(stack, ended(id, { disconnected_by: 'agent' }));
    await stack.env.sleep('3 hours');
    expect(await ticketsOf(stack, id)).toHaveLength(0);
    await stack.zendesk.clearFaults();
    await stack.env.sleep('2 minutes');
    await stack.client.workflow.getHandle(`session/${id}`).result();
    expect((await ticketsOf(stack, id)).flatMap(titles)).toEqual(['Call started', 'Call finished']);
  });

  it('END-7 the data of a session without a ticket is kept for thirty days and then deleted', async () => {
    const { id, number } = newCaller();
    await stack.sessions.settings.set({ ...fastSettings, outbound: { flexible: true, allowNone: true } }, 'test');
    const outbound = { source: 'dialpad', ticket_choice: 'none' };
    const call = { session_type: 'Voice Outbound', direction: 'outbound', from: null, to: number, outbound };
    await sendNow(stack, started(id, null, { ...call, agent: agentOne }));
    await sendNow(stack, connected(id));
    await sendNow(stack, ended(id, { disconnected_by: 'agent' }));
    await stack.client.workflow.getHandle(`session/${id}`).result();
    await stack.sessions.settings.set(fastSettings, 'test');
    await stack.env.sleep('29 days');
    const unattached = stack.client.workflow.getHandle(`unattached/${id}`);
    expect(await unattached.query('state')).toMatchObject({ sessionId: id, attached: null });
    await stack.env.sleep('2 days');
    expect(await unattached.result()).toBe('expired');
    expect(await stack.sessions.unattached.attach(id, 1, { by: 'operator', key: 'key' })).toMatchObject({
      kind: 'refused',
      code: 'settled',
    });
  });

  it('END-4 END-6 each ticket of calls and chats is made after an outage of hours, and then each write', async () => {
    // The first call has its ticket before the outage. The second call and the chat need theirs during the outage.
    const before = newCaller();
    await sendNow(stack, started(before.id, before.number));
    await sendNow(stack, assigned(before.id));
    await sendNow(stack, connected(before.id));
    await until(async () => (await ticketsOf(stack, before.id)).length > 0);
    await stack.zendesk.fault({ kind: 'status', status: 503, times: 100_000, match: {} });
    const [call, chat] = [newCaller(), newCaller()];
    await sendNow(stack, started(call.id, call.number));
    const web = { kind: 'chat', session_type: 'Messaging (Web)', from: null };
    await sendNow(stack, started(chat.id, null, { ...web, end_user: { phone: chat.number, name: 'Web visitor' } }));
    for (const { id } of [call, chat]) {
      await sendNow(stack, assigned(id));
      await sendNow(stack, connected(id));
    }
    for (const [minutes, { id }] of [before, call, chat].entries()) {
      await stack.env.sleep(`${minutes + 1} minutes`);
      await sendNow(stack, event(id, 'rating.received', { score: 5 }));
      await sendNow(stack, event(id, 'summary.generated', { text: 'In short' }));
      await sendNow(stack, ended(id, { expects: { transcript: false } }));
    }
    await stack.env.sleep('4 hours');
    await stack.zendesk.clearFaults();
    const outcomes: unknown[] = [];
    for (const { id } of [before, call, chat])
      outcomes.push(await stack.client.workflow.getHandle(`session/${id}`).result());
    for (const outcome of outcomes) expect(outcome).toMatchObject({ result: 'completed', failedWrites: [] });
    const ticketsOfEach = await Promise.all([before, call, chat].map(({ id }) => ticketsOf(stack, id)));
    expect(ticketsOfEach.map((of) => of.length)).toEqual([1, 1, 1]);
    for (const ticket of ticketsOfEach.flat())
      expect(['Rating by the customer', 'In short', 'finished'].map((words) => mentions(ticket, words))).toEqual([
        1, 1, 1,
      ]);
  });
});
