/**
 * This file tests picks of an agent that come as events of the platform. If these tests fail, a pick has no effect, the
 * wrong agent decides for a customer, or a refused pick leaves no trace for operators.
 */

import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import {
  agentOne,
  agentTwo,
  assigned,
  connected,
  dialled,
  endedExpectingNothing,
  event,
  newCaller,
  outcomeOf,
  send,
  started,
  stateWhen,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { storedContact, mentions, ticketOf } from '../kit/zendesk-state.ts';

const stack = testStack({ agents: [agentOne, agentTwo] });

let picks = 0;
/**
 * Makes a pick that is at least 1 ms later than the pick before. If two picks had the same time, either of them could
 * be the first.
 */
function pick(id: string, type: string, item: object): SessionEvent {
  picks += 1;
  return event(id, type, item, { at: Date.now() + picks });
}
const contactPicked = (id: string, contact_id: number | 'new', agent = agentOne): SessionEvent =>
  pick(id, 'contact.picked', { contact_id, agent });
const ticketPicked = (id: string, ticket_id: number | 'new' | 'none', agent = agentOne): SessionEvent =>
  pick(id, 'ticket.picked', { ticket_id, agent });

type SharedNumber = { readonly id: string; readonly number: string; readonly contacts: readonly number[] };

/** Seeds this many contacts with the same number. Gives them newest first. */
async function seedSharedNumber(count: number): Promise<SharedNumber> {
  const { id, number } = newCaller();
  const users = Array.from({ length: count }, (_, i) => ({
    name: `Holder ${i}`,
    phone: number,
    role: 'end-user',
    created_at: `${2024 - i}-01-01T00:00:00Z`,
  }));
  return { id, number, contacts: (await stack.zendesk.seed({ users })).users };
}

/** Lets an agent answer the session, and ends it. Gives the warnings for operators. */
async function finishSession(id: string, agent = agentOne): Promise<readonly string[]> {
  await send(stack, connected(id, agent), endedExpectingNothing(id));
  const outcome = await outcomeOf(stack, id);
  expect(outcome).toMatchObject({ result: 'completed' });
  return (await stack.sessions.state(id))?.warnings ?? [];
}

describe.concurrent('the contact, picked by an event', () => {
  it('CON-6 the first pick among several contacts is final, and the next pick is recorded as refused', async () => {
    const { id, number, contacts } = await seedSharedNumber(2);
    const [newest = 0, older = 0] = contacts;
    await send(stack, started(id, number), assigned(id), contactPicked(id, older), contactPicked(id, newest));
    const warnings = await finishSession(id);
    expect(await ticketOf(stack, id)).toMatchObject({ requester_id: older });
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`contact ${newest} by agent 7 .*refused.*ADP-3`))]);
  });

  it('CON-6 a pick of “new” makes a new contact with the number', async () => {
    const { id, number, contacts } = await seedSharedNumber(2);
    await send(stack, started(id, number), assigned(id), contactPicked(id, 'new'));
    expect(await finishSession(id)).toEqual([]);
    const { requester_id } = await ticketOf(stack, id);
    expect(contacts).not.toContain(requester_id);
    expect(await storedContact(stack, requester_id)).toMatchObject({ name: `Caller ${number}`, phone: number });
  });

  it('ADP-3 a pick of a contact that is not a candidate is refused, and the session goes on waiting', async () => {
    const { id, number, contacts } = await seedSharedNumber(2);
    const { contacts: others } = await seedSharedNumber(1);
    await send(stack, started(id, number), assigned(id), contactPicked(id, others[0] ?? 0));
    await stateWhen(stack, id, ({ waitsFor }) => waitsFor.some((wait) => wait.for === 'pick'));
    const warnings = await finishSession(id);
    const ticket = await ticketOf(stack, id);
    expect(ticket.requester_id).toBe(contacts[0]);
    expect(mentions(ticket, '(END-2)')).toBe(1);
    expect(warnings).toEqual([expect.stringContaining('refused')]);
  });

  it('ADP-4, ADP-3 an agent who never had the session is refused', async () => {
    const { id, number, contacts } = await seedSharedNumber(2);
    await send(stack, started(id, number), assigned(id), contactPicked(id, contacts[1] ?? 0, agentTwo));
    const warnings = await finishSession(id);
    expect((await ticketOf(stack, id)).requester_id).toBe(contacts[0]);
    expect(warnings).toEqual([expect.stringContaining('by agent 8')]);
  });

  it('ADP-3 after a transfer only the new agent may pick', async () => {
    const { id, number, contacts } = await seedSharedNumber(3);
    const transfer = event(id, 'transfer.finished', { from_agent: agentOne, to_agent: agentTwo });
    await send(stack, started(id, number), assigned(id), connected(id), transfer);
    await send(stack, contactPicked(id, contacts[1] ?? 0), contactPicked(id, contacts[2] ?? 0, agentTwo));
    const warnings = await finishSession(id);
    expect((await ticketOf(stack, id)).requester_id).toBe(contacts[2]);
    expect(warnings).toEqual([expect.stringContaining('by agent 7')]);
  });

  it('ADP-3 a pick is recorded as refused where there is nothing to pick from', async () => {
    const { id, number, contacts } = await seedSharedNumber(1);
    const { contacts: others } = await seedSharedNumber(1);
    await send(stack, started(id, number), assigned(id), contactPicked(id, others[0] ?? 0));
    const warnings = await finishSession(id);
    expect((await ticketOf(stack, id)).requester_id).toBe(contacts[0]);
    expect(warnings).toEqual([expect.stringMatching(/refused.*CON-6/)]);
  });

  it('ADP-3 a pick after the automatic choice changes nothing, and is recorded as refused', async () => {
    const { id, number, contacts } = await seedSharedNumber(2);
    await send(stack, started(id, number, { recording: true }), assigned(id), connected(id));
    await send(stack, event(id, 'session.ended', { disconnected_by: 'agent' }));
    await stateWhen(stack, id, ({ ticketId, pending }) => ticketId !== null && pending.length === 0);
    await send(stack, contactPicked(id, contacts[1] ?? 0));
    const { warnings } = await stateWhen(stack, id, (state) => state.warnings.some((one) => one.includes('refused')));
    expect(warnings).toEqual(expect.arrayContaining([expect.stringContaining(`contact ${contacts[1]}`)]));
    expect((await ticketOf(stack, id)).requester_id).toBe(contacts[0]);
    const url = `${stack.zendesk.url}/recordings/${id}.wav?seconds=1`;
    await send(stack, event(id, 'recording.ready', { segment: '1', url }));
    await outcomeOf(stack, id);
  });
});

describe.concurrent('the ticket, picked by an event', () => {
  it('ADP-3 an inbound session takes no pick of a ticket, and records it as refused', async () => {
    const { id, number, contacts } = await seedSharedNumber(1);
    const tickets = [{ subject: 'Another', requester_id: contacts[0], status: 'open' }];
    const [other = 0] = (await stack.zendesk.seed({ tickets })).tickets;
    await send(stack, started(id, number), assigned(id), ticketPicked(id, other));
    const warnings = await finishSession(id);
    expect((await ticketOf(stack, id)).id).not.toBe(other);
    expect(warnings).toEqual([expect.stringMatching(/ticket \d+ .*refused.*ADP-3/)]);
  });

  it('ADP-3, TEAM-7 an outbound call without flexible dialling takes no pick of a ticket, and records it as refused', async () => {
    const { id, number, contacts } = await seedSharedNumber(1);
    const tickets = [{ subject: 'Another', requester_id: contacts[0], status: 'pending' }];
    const [other = 0] = (await stack.zendesk.seed({ tickets })).tickets;
    await send(stack, dialled(id, number), ticketPicked(id, other));
    const warnings = await finishSession(id);
    expect((await ticketOf(stack, id)).id).not.toBe(other);
    expect(warnings).toEqual([expect.stringMatching(/ticket \d+ .*refused.*TEAM-7/)]);
  });

  it('CON-6, OUT-5 the agent who dialled picks among several contacts, before anybody is assigned', async () => {
    const { id, number, contacts } = await seedSharedNumber(2);
    await send(stack, dialled(id, number), contactPicked(id, contacts[1] ?? 0));
    await stateWhen(stack, id, ({ ticketId }) => ticketId !== null);
    expect(await finishSession(id)).toEqual([]);
    expect((await ticketOf(stack, id)).requester_id).toBe(contacts[1]);
  });
});

describe('settings of the choice', () => {
  it('CON-6 a pick of “new” is refused where the settings do not allow it', async () => {
    await stack.sessions.settings.set({ ...fastSettings, contacts: { allowCreateWhenMatched: false } }, 'test');
    const { id, number, contacts } = await seedSharedNumber(2);
    await send(stack, started(id, number), assigned(id), contactPicked(id, 'new'));
    const warnings = await finishSession(id);
    expect((await ticketOf(stack, id)).requester_id).toBe(contacts[0]);
    expect(warnings).toEqual([expect.stringMatching(/contact new .*refused/)]);
  });

  it('OUT-1, ADP-3 the agent who dialled picks among the open tickets; the first pick is final', async () => {
    await stack.sessions.settings.set({ ...fastSettings, outbound: { flexible: true, promptForTicket: true } }, 'test');
    const { id, number, contacts } = await seedSharedNumber(1);
    const open = { subject: 'Open', requester_id: contacts[0], status: 'pending' };
    const [one = 0, other = 0] = (await stack.zendesk.seed({ tickets: [open, open] })).tickets;
    await send(stack, dialled(id, number));
    await stateWhen(stack, id, ({ waitsFor }) => waitsFor.some((wait) => wait.for === 'ticket'));
    await send(stack, ticketPicked(id, other, agentTwo), ticketPicked(id, one), ticketPicked(id, 'new'));
    const warnings = await finishSession(id);
    expect(await ticketOf(stack, id)).toMatchObject({ id: one, status: 'pending' });
    expect(warnings).toEqual([
      expect.stringMatching(new RegExp(`ticket ${other} by agent 8 .*refused.*ADP-4`)),
      expect.stringMatching(/ticket new by agent 7 .*refused.*ADP-3/),
    ]);
  });
});
