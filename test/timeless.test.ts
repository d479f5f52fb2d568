import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionEvent } from '../domain/session/events.ts';
import { agentOne, assigned, connected, ended, event, newCaller, started, until } from './calls.testkit.ts';
import { openTimelessHouse } from './house.testkit.ts';
import type { House } from './house.testkit.ts';
import { mentions, ticketsOf, titles } from './zendesk-state.testkit.ts';

/** Hours and days, on the time-skipping server. Its one clock is shared: these tests run one after the other. */

let house: House;

beforeAll(async () => {
  house = await openTimelessHouse();
  await house.startWorkers({ inbound: { autoSelectAt: 'wrap_up_end' } });
  await house.zendesk.seed({ users: [{ name: agentOne.name, email: agentOne.email, role: 'agent' }] });
});
afterAll(() => house.close());

async function now(): Promise<number> {
  return await house.env.currentTimeMs();
}

/** Sends it as told at this moment of the server's clock. */
async function tell(one: SessionEvent): Promise<void> {
  await house.sessions.send({ ...one, timestamp: await now() });
}

async function callWithSeveralContacts(): Promise<string> {
  const { id, number } = newCaller();
  const users = [2022, 2023].map((year) => ({
    name: `Holder ${year}`,
    phone: number,
    role: 'end-user',
    created_at: `${year}-01-01T00:00:00Z`,
  }));
  await house.zendesk.seed({ users });
  await tell(started(id, number));
  await tell(assigned(id));
  await tell(connected(id));
  await until(async () => (await house.sessions.state(id).catch(() => null))?.candidates.length === 2);
  return id;
}

describe('time', () => {
  it('END-3 with autoSelectAt wrap_up_end the choice waits for the wrap-up, thirty minutes at most', async () => {
    const id = await callWithSeveralContacts();
    await tell(ended(id, { disconnected_by: 'agent' }));
    await house.env.sleep('29 minutes');
    expect(await ticketsOf(house, id)).toHaveLength(0);
    await house.env.sleep('2 minutes');
    await until(async () => (await ticketsOf(house, id)).length > 0);
    const [ticket] = await ticketsOf(house, id);
    expect(ticket === undefined ? 0 : mentions(ticket, '(END-2)')).toBe(1);
  });

  it('END-3 the end of the wrap-up ends the wait at once', async () => {
    const id = await callWithSeveralContacts();
    await tell(ended(id, { disconnected_by: 'agent' }));
    await house.env.sleep('1 minute');
    await tell(event(id, 'wrap_up.ended', { at: null }));
    await until(async () => (await ticketsOf(house, id)).length > 0);
  });

  it('LATE-1 the session waits a day for its recording, then says that it never came', async () => {
    const { id, number } = newCaller();
    await tell(started(id, number, { recording: true }));
    await tell(assigned(id));
    await tell(connected(id));
    await tell(ended(id, { disconnected_by: 'agent' }));
    await house.env.sleep('23 hours');
    expect((await house.sessions.state(id))?.waitsFor.map((wait) => wait.for)).toEqual(['recording']);
    await house.env.sleep('2 hours');
    const outcome = await house.client.workflow.getHandle(`session/${id}`).result();
    expect(outcome).toMatchObject({ result: 'completed', warnings: ['1 recording(s) expected that have not come.'] });
  });

  it('TKT-8 a call that nobody answered, without a reason, is judged a minute after its end', async () => {
    const { id, number } = newCaller();
    await tell(started(id, number));
    await tell(ended(id, { disconnected_by: 'end_user' }));
    await house.env.sleep('50 seconds');
    expect(await ticketsOf(house, id)).toHaveLength(0);
    await house.env.sleep('15 seconds');
    await until(async () => (await ticketsOf(house, id)).some(({ tags }) => tags.includes('abandoned')));
  });

  it('TKT-8 a session that an agent was offered but never took: its ticket goes to nobody', async () => {
    const { id, number } = newCaller();
    await tell(started(id, number));
    await tell(assigned(id));
    await until(async () => (await ticketsOf(house, id)).some(({ assignee_id }) => assignee_id !== null));
    await tell(ended(id, { disconnected_by: 'end_user' }));
    await house.env.sleep('2 minutes');
    await house.client.workflow.getHandle(`session/${id}`).result();
    const [ticket] = await ticketsOf(house, id);
    expect(ticket).toMatchObject({ assignee_id: null });
    expect(ticket?.tags).toContain('abandoned');
  });

  it('END-1 a session that never ends is closed after twelve hours of silence', async () => {
    const { id, number } = newCaller();
    await tell(started(id, number));
    await tell(assigned(id));
    await tell(connected(id));
    await house.env.sleep('13 hours');
    const outcome = await house.client.workflow.getHandle(`session/${id}`).result();
    expect(outcome).toMatchObject({ result: 'completed' });
    expect((await ticketsOf(house, id)).flatMap(titles)).toEqual(['Call started']);
  });

  it('END-4 an outage of hours: the ticket is made when Zendesk is back', async () => {
    const { id, number } = newCaller();
    await house.zendesk.fault({ kind: 'status', status: 503, times: 100_000, match: {} });
    await tell(started(id, number));
    await tell(assigned(id));
    await tell(connected(id));
    await tell(ended(id, { disconnected_by: 'agent' }));
    await house.env.sleep('3 hours');
    expect(await ticketsOf(house, id)).toHaveLength(0);
    await house.zendesk.clearFaults();
    await house.env.sleep('2 minutes');
    await house.client.workflow.getHandle(`session/${id}`).result();
    expect((await ticketsOf(house, id)).flatMap(titles)).toEqual(['Call started', 'Call finished']);
  });
});
