import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import { agentOne, assigned, connected, ended, event, newCaller, started, until } from './calls.testkit.ts';
import { startTimeSkippingStack } from './stack.testkit.ts';
import type { TestStack } from './stack.testkit.ts';
import { mentions, ticketsOf, titles } from './zendesk-state.testkit.ts';

/** Hours and days, on the time-skipping server. Its one clock is shared: these tests run one after the other. */

let stack: TestStack;

beforeAll(async () => {
  stack = await startTimeSkippingStack();
  await stack.startWorkers({ inbound: { autoSelectAt: 'wrap_up_end' }, outbound: { flexible: true, allowNone: true } });
  await stack.zendesk.seed({ users: [{ name: agentOne.name, email: agentOne.email, role: 'agent' }] });
});
afterAll(() => stack.close());

async function now(): Promise<number> {
  return await stack.env.currentTimeMs();
}

/** Sends it as told at this moment of the server's clock. */
async function tell(one: SessionEvent): Promise<void> {
  await stack.sessions.send({ ...one, timestamp: await now() });
}

async function callWithSeveralContacts(): Promise<string> {
  const { id, number } = newCaller();
  const users = [2022, 2023].map((year) => ({
    name: `Holder ${year}`,
    phone: number,
    role: 'end-user',
    created_at: `${year}-01-01T00:00:00Z`,
  }));
  await stack.zendesk.seed({ users });
  await tell(started(id, number));
  await tell(assigned(id));
  await tell(connected(id));
  await until(async () => (await stack.sessions.state(id).catch(() => null))?.candidates.length === 2);
  return id;
}

describe('time', () => {
  it('END-3 with autoSelectAt wrap_up_end the choice waits for the wrap-up, thirty minutes at most', async () => {
    const id = await callWithSeveralContacts();
    await tell(ended(id, { disconnected_by: 'agent' }));
    await stack.env.sleep('29 minutes');
    expect(await ticketsOf(stack, id)).toHaveLength(0);
    await stack.env.sleep('2 minutes');
    await until(async () => (await ticketsOf(stack, id)).length > 0);
    const [ticket] = await ticketsOf(stack, id);
    expect(ticket === undefined ? 0 : mentions(ticket, '(END-2)')).toBe(1);
  });

  it('END-3 the end of the wrap-up ends the wait at once', async () => {
    const id = await callWithSeveralContacts();
    await tell(ended(id, { disconnected_by: 'agent' }));
    await stack.env.sleep('1 minute');
    await tell(event(id, 'wrap_up.ended', { at: null }));
    await until(async () => (await ticketsOf(stack, id)).length > 0);
  });

  it('LATE-1 the session waits a day for its recording, then says that it never came', async () => {
    const { id, number } = newCaller();
    await tell(started(id, number, { recording: true }));
    await tell(assigned(id));
    await tell(connected(id));
    await tell(ended(id, { disconnected_by: 'agent' }));
    await stack.env.sleep('23 hours');
    expect((await stack.sessions.state(id))?.waitsFor.map((wait) => wait.for)).toEqual(['recording']);
    await stack.env.sleep('2 hours');
    const outcome = await stack.client.workflow.getHandle(`session/${id}`).result();
    expect(outcome).toMatchObject({ result: 'completed', warnings: ['1 recording(s) expected that have not come.'] });
  });

  it('TKT-8 a call that nobody answered, without a reason, is judged a minute after its end', async () => {
    const { id, number } = newCaller();
    await tell(started(id, number));
    await tell(ended(id, { disconnected_by: 'end_user' }));
    await stack.env.sleep('50 seconds');
    expect(await ticketsOf(stack, id)).toHaveLength(0);
    await stack.env.sleep('15 seconds');
    await until(async () => (await ticketsOf(stack, id)).some(({ tags }) => tags.includes('abandoned')));
  });

  it('TKT-8 a session that an agent was offered but never took: its ticket goes to nobody', async () => {
    const { id, number } = newCaller();
    await tell(started(id, number));
    await tell(assigned(id));
    await until(async () => (await ticketsOf(stack, id)).some(({ assignee_id }) => assignee_id !== null));
    await tell(ended(id, { disconnected_by: 'end_user' }));
    await stack.env.sleep('2 minutes');
    await stack.client.workflow.getHandle(`session/${id}`).result();
    const [ticket] = await ticketsOf(stack, id);
    expect(ticket).toMatchObject({ assignee_id: null });
    expect(ticket?.tags).toContain('abandoned');
  });

  it('END-1 a session that never ends is closed after twelve hours of silence', async () => {
    const { id, number } = newCaller();
    await tell(started(id, number));
    await tell(assigned(id));
    await tell(connected(id));
    await stack.env.sleep('13 hours');
    const outcome = await stack.client.workflow.getHandle(`session/${id}`).result();
    expect(outcome).toMatchObject({ result: 'completed' });
    expect((await ticketsOf(stack, id)).flatMap(titles)).toEqual(['Call started']);
  });

  it('END-4 an outage of hours: the ticket is made when Zendesk is back', async () => {
    const { id, number } = newCaller();
    await stack.zendesk.fault({ kind: 'status', status: 503, times: 100_000, match: {} });
    await tell(started(id, number));
    await tell(assigned(id));
    await tell(connected(id));
    await tell(ended(id, { disconnected_by: 'agent' }));
    await stack.env.sleep('3 hours');
    expect(await ticketsOf(stack, id)).toHaveLength(0);
    await stack.zendesk.clearFaults();
    await stack.env.sleep('2 minutes');
    await stack.client.workflow.getHandle(`session/${id}`).result();
    expect((await ticketsOf(stack, id)).flatMap(titles)).toEqual(['Call started', 'Call finished']);
  });

  it('END-7 the data of a session without a ticket is kept for thirty days, then it is gone', async () => {
    const { id, number } = newCaller();
    await stack.sessions.settings.set({ outbound: { flexible: true, allowNone: true } }, 'test');
    const outbound = { source: 'dialpad', ticket_choice: 'none' };
    const call = { session_type: 'Voice Outbound', direction: 'outbound', from: null, to: number, outbound };
    await tell(started(id, null, { ...call, agent: agentOne }));
    await tell(connected(id));
    await tell(ended(id, { disconnected_by: 'agent' }));
    await stack.client.workflow.getHandle(`session/${id}`).result();
    await stack.sessions.settings.set({ batching: { windowSeconds: 1 } }, 'test');
    await stack.env.sleep('29 days');
    const kept = stack.client.workflow.getHandle(`unattached/${id}`);
    expect(await kept.query('state')).toMatchObject({ sessionId: id, attached: null });
    await stack.env.sleep('2 days');
    expect(await kept.result()).toBe('expired');
    expect(await stack.sessions.unattached.attach(id, 1, { by: 'operator', key: 'key' })).toMatchObject({
      kind: 'refused',
      code: 'settled',
    });
  });

  it('END-4 END-6 an outage of hours under calls and chats: each ticket is made, and each write after it', async () => {
    // One has its ticket before Zendesk goes away, the others need theirs while it is gone.
    const before = newCaller();
    await tell(started(before.id, before.number));
    await tell(assigned(before.id));
    await tell(connected(before.id));
    await until(async () => (await ticketsOf(stack, before.id)).length > 0);
    await stack.zendesk.fault({ kind: 'status', status: 503, times: 100_000, match: {} });
    const [call, chat] = [newCaller(), newCaller()];
    await tell(started(call.id, call.number));
    const web = { kind: 'chat', session_type: 'Messaging (Web)', from: null };
    await tell(started(chat.id, null, { ...web, end_user: { phone: chat.number, name: 'Web visitor' } }));
    for (const { id } of [call, chat]) {
      await tell(assigned(id));
      await tell(connected(id));
    }
    for (const [minutes, { id }] of [before, call, chat].entries()) {
      await stack.env.sleep(`${minutes + 1} minutes`);
      await tell(event(id, 'rating.received', { score: 5 }));
      await tell(event(id, 'summary.generated', { text: 'In short' }));
      await tell(ended(id, { expects: { transcript: false } }));
    }
    await stack.env.sleep('4 hours');
    await stack.zendesk.clearFaults();
    const outcomes: unknown[] = [];
    for (const { id } of [before, call, chat])
      outcomes.push(await stack.client.workflow.getHandle(`session/${id}`).result());
    for (const outcome of outcomes) expect(outcome).toMatchObject({ result: 'completed', failedWrites: [] });
    const held = await Promise.all([before, call, chat].map(({ id }) => ticketsOf(stack, id)));
    expect(held.map((of) => of.length)).toEqual([1, 1, 1]);
    for (const ticket of held.flat())
      expect(['Rating by the customer', 'In short', 'finished'].map((words) => mentions(ticket, words))).toEqual([
        1, 1, 1,
      ]);
  });
});
