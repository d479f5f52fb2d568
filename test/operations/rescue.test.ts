/**
 * This file tests the rescue of sessions that an operator terminated (OPS-6), on a real server. If these tests fail, a
 * terminated session leaves a call without its ticket, or the rescue writes to it twice.
 */

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RescueReport } from '../../domain/operations/rescue.ts';
import { newSession } from '../../domain/session/state.ts';
import { defaultSettings } from '../../domain/settings/defaults.ts';
import { rescueGateway, scheduleRescue } from '../../workers/rescue-gateway.ts';
import type { rescue } from '../../workflows/rescue.ts';
import {
  agentOne,
  agentTwo,
  assigned,
  connected,
  dialled,
  ended,
  newCaller,
  outcomeOf,
  recording,
  send,
  started,
  until,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { contacts, mentions, ticketsOf, titles } from '../kit/zendesk-state.ts';
import type { StoredTicket } from '../kit/zendesk-state.ts';
import { seedTicket } from '../kit/zendesk-records.ts';

const stack = testStack({ agents: [agentOne] });

async function runRescue(): Promise<RescueReport> {
  const options = { workflowId: `rescue-${randomUUID()}`, taskQueue: 'sessions' };
  return await stack.client.workflow.execute<typeof rescue>('rescue', options);
}

/**
 * Runs the rescue until it has taken up this session, and gives the attempt. Temporal updates its list of workflows
 * late, so one run may not be enough.
 */
async function untilRescued(id: string): Promise<number> {
  return await until(async () => (await runRescue()).rescued.find(({ sessionId }) => sessionId === id)?.attempt);
}

async function terminate(id: string): Promise<void> {
  await stack.client.workflow.getHandle(`session/${id}`).terminate('test');
}

async function onlyTicket(id: string): Promise<StoredTicket> {
  const [ticket, ...others] = await ticketsOf(stack, id);
  if (ticket === undefined || others.length > 0) throw new Error(`${id} has ${others.length + 1} tickets, or none`);
  return ticket;
}

describe('a session that was terminated', () => {
  it('OPS-6 the rescue of a session that waits for a pick chooses the contact and makes the ticket', async () => {
    const { id, number } = newCaller();
    const users = [2021, 2023].map((year) => ({
      name: `Holder ${year}`,
      phone: number,
      role: 'end-user',
      created_at: `${year}-01-01T00:00:00Z`,
    }));
    const [, newest] = (await stack.zendesk.seed({ users })).users;
    await send(stack, started(id, number), assigned(id), connected(id));
    await until(async () => (await stack.sessions.state(id).catch(() => null))?.waitsFor.some((w) => w.for === 'pick'));
    await terminate(id);
    expect(await ticketsOf(stack, id)).toEqual([]);

    expect(await untilRescued(id)).toBe(1);
    const outcome = await outcomeOf(stack, id);
    const ticket = await onlyTicket(id);
    expect(outcome).toMatchObject({ result: 'completed', ticketId: ticket.id, compensated: true });
    expect(ticket.requester_id).toBe(newest);
    expect(titles(ticket)).toEqual(['Call started']);
    expect((await runRescue()).rescued).toEqual([]);
  });

  it('OPS-6 the rescue of a session with an open write and a late recording leaves one ticket, with everything once', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number, { recording: true }), assigned(id), connected(id));
    await until(async () => (await ticketsOf(stack, id)).length > 0);
    await until(async () => (await stack.sessions.state(id).catch(() => null))?.pending.length === 0);
    // No worker runs, so the next events are not written.
    await stack.stopWorkers();
    await send(stack, ended(id));
    await terminate(id);
    await send(stack, recording(stack, id));
    await stack.startWorkers();
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    expect(mentions(await onlyTicket(id), 'Call finished')).toBe(0);

    await untilRescued(id);
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', failedWrites: [] });
    const ticket = await onlyTicket(id);
    expect(ticket.assignee_id).toBe(stack.userId(agentOne));
    for (const words of ['Call started', 'Call finished', 'Call recording'])
      expect([words, titles(ticket).filter((title) => title.includes(words)).length]).toEqual([words, 1]);
    expect(mentions(ticket, 'Duration: 02:00')).toBe(1);
    expect((await contacts(stack)).filter(({ phone }) => phone === number)).toHaveLength(1);
  });

  it('OPS-6 the rescue of a session without a ticket writes the late event that came to a short run of its own', async () => {
    const { id, number } = newCaller();
    await stack.stopWorkers();
    await send(stack, started(id, number), assigned(id), connected(id));
    await terminate(id);
    await send(stack, recording(stack, id));
    await stack.startWorkers();
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'no ticket' });
    expect(await ticketsOf(stack, id)).toEqual([]);

    await untilRescued(id);
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', failedWrites: [] });
    const ticket = await onlyTicket(id);
    expect(ticket.assignee_id).toBe(stack.userId(agentOne));
    expect(titles(ticket).slice(0, 2)).toEqual(['Call started', 'Call recording']);
  });

  it('OPS-6, ADP-3 the pick of the agent still holds after the rescue', async () => {
    const { id, number } = newCaller();
    const users = [2021, 2023].map((year) => ({
      name: `Holder ${year}`,
      phone: number,
      role: 'end-user',
      created_at: `${year}-01-01T00:00:00Z`,
    }));
    const [oldest] = (await stack.zendesk.seed({ users })).users;
    await send(stack, started(id, number), assigned(id), connected(id));
    await until(async () => (await stack.sessions.state(id).catch(() => null))?.waitsFor.some((w) => w.for === 'pick'));
    await stack.zendesk.fault({ match: { path: '^/users/\\d+/tickets' }, kind: 'status', status: 503, times: 1_000 });
    const agent = { ...agentOne, id: String(agentOne.id) };
    const pick = { key: randomUUID(), contactId: oldest ?? 0, agent, at: Date.now() };
    expect(await stack.sessions.pickContact(id, pick)).toMatchObject({ kind: 'done' });
    await terminate(id);
    await stack.zendesk.clearFaults();

    await untilRescued(id);
    await outcomeOf(stack, id);
    expect((await onlyTicket(id)).requester_id).toBe(oldest);
  });

  it('OPS-6, UPD-13 the merge that the agent reported still holds after the rescue', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id));
    const from = await until(async () => (await stack.sessions.state(id).catch(() => null))?.ticketId);
    const into = await seedTicket(stack, { subject: 'Other', status: 'open' });
    const agent = { ...agentOne, id: String(agentOne.id) };
    const merge = { key: randomUUID(), from, into, agent, at: Date.now() };
    expect(await stack.sessions.mergeTicket(id, merge)).toMatchObject({ kind: 'done', session: { ticketId: into } });
    await terminate(id);
    await untilRescued(id);
    expect(await outcomeOf(stack, id)).toMatchObject({ ticketId: into });
  });

  it('OPS-6, ADP-3 the rescue ignores a pick that lost against the pick of another agent', async () => {
    const settings = { ...fastSettings, outbound: { flexible: true, promptForTicket: true } };
    await stack.sessions.settings.set(settings, 'test');
    const { id, number } = newCaller();
    const open = { subject: 'Open', status: 'open' };
    const { tickets } = await stack.zendesk.seed({ tickets: [open, open] });
    await send(stack, dialled(id, number), assigned(id, agentTwo));
    await until(async () => (await stack.sessions.state(id).catch(() => null))?.choice === 'ticket');
    const picks = [agentOne, agentTwo].map((agent, i) => ({
      key: randomUUID(),
      ticketId: tickets[i] ?? 0,
      agent: { ...agent, id: String(agent.id) },
      at: Date.now(),
    }));
    const results = await Promise.all(picks.map((pick) => stack.sessions.pickTicket(id, pick)));
    const won = tickets[results.findIndex(({ kind }) => kind === 'done')];
    await terminate(id);
    await untilRescued(id);
    expect(await outcomeOf(stack, id)).toMatchObject({ ticketId: won, warnings: [] });
  });

  it('OPS-6 the rescue leaves a session with an open run alone, and gives a session up after three rescues', async () => {
    const { id, number } = newCaller();
    const users = [1, 2].map((n) => ({ name: `Holder ${n}`, phone: number, role: 'end-user' }));
    await stack.zendesk.seed({ users });
    await stack.sessions.settings.set({ ...fastSettings, inbound: { autoSelectAt: 'wrap_up_end' } }, 'test');
    await send(stack, started(id, number), assigned(id), connected(id));
    await terminate(id);
    expect(await untilRescued(id)).toBe(1);
    expect((await runRescue()).rescued).toEqual([]);
    await terminate(id);
    // The pauses grow to an hour, so the third rescue is begun here as the rescue would begin it.
    const paused = await until(async () => (await runRescue()).paused?.find(({ sessionId }) => sessionId === id));
    expect(paused.until).toBeGreaterThan(Date.now());
    const session = newSession(id, false);
    expect(await rescueGateway.start(stack.client, { session, settings: defaultSettings, attempt: 3 })).toBe(true);
    await terminate(id);
    const report = await until(async () => {
      const found = await runRescue();
      return found.givenUp.length > 0 && found;
    });
    expect(report.givenUp).toEqual([{ sessionId: id, attempts: 3 }]);
    // Its data is kept for operators, and it stays given up.
    const kept = await until(async () => {
      const page = await stack.sessions.unattached.list({ cursor: null, limit: 100 });
      return page?.rows.find(({ sessionId, givenUp }) => sessionId === id && givenUp?.by === null);
    });
    expect(kept.reasons.at(-1)).toMatchObject({ rule: 'OPS-6' });
    expect((await runRescue()).givenUp).toEqual([{ sessionId: id, attempts: 3 }]);
  });
});

it('OPS-6 a Schedule starts the rescue, and is made once', async () => {
  expect(await scheduleRescue(stack.client)).toBe('made');
  expect(await scheduleRescue(stack.client)).toBe('there');
  const { spec, action, policies } = await stack.client.schedule.getHandle('rescue').describe();
  expect(spec.intervals?.[0]?.every).toBe(5 * 60_000);
  expect(action).toMatchObject({ workflowType: 'rescue', taskQueue: 'sessions' });
  expect(policies.overlap).toBe('SKIP');
});
