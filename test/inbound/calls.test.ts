/**
 * This file tests inbound calls from the first event to the finished ticket. If these tests fail, a customer who calls
 * has no ticket, several tickets, or a ticket with the wrong requester, agent or comments.
 */

import { describe, expect, it } from 'vitest';
import {
  agentOne,
  agentTwo,
  assigned,
  connected,
  ended,
  newCaller,
  outcomeOf,
  recording,
  send,
  started,
  until,
} from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { contacts, ledger, mentions, textOf, ticketsOf, titles } from '../kit/zendesk-state.ts';
import { seedContact } from '../kit/zendesk-records.ts';

const stack = testStack({ agents: [agentOne, agentTwo] });

async function onlyTicket(
  id: string,
): ReturnType<typeof ticketsOf> extends Promise<readonly (infer T)[]> ? Promise<T> : never {
  const found = await ticketsOf(stack, id);
  expect(found).toHaveLength(1);
  const [ticket] = found;
  if (ticket === undefined) throw new Error('unreachable');
  return ticket;
}

describe.concurrent('an inbound call', () => {
  it('CON-1, TKT-2, TKT-13, ADP-1, ADP-2 a call from a known number makes one ticket of its contact, which is assigned to the agent and shown', async () => {
    const { id, number } = newCaller();
    const national = `(${number.slice(2, 5)}) ${number.slice(5, 8)}-${number.slice(8)}`;
    const contactId = await seedContact(stack, { name: 'Known Caller', phone: national });
    await send(stack, started(id, number), assigned(id), connected(id));
    const shown = async (): Promise<number> =>
      (await ledger(stack, 'screen_pop')).filter((pop) => pop['session'] === id).length;
    await until(async () => (await shown()) > 0);
    await send(stack, ended(id));
    await outcomeOf(stack, id);
    const ticket = await onlyTicket(id);
    expect(ticket.requester_id).toBe(contactId);
    expect(ticket.assignee_id).toBe(stack.userId(agentOne));
    expect(ticket.external_id).toBe(id);
    expect(ticket.tags).toEqual(
      expect.arrayContaining(['channel_voice', 'queue_3', 'type_voice_inbound_ivr', `session_${id}`]),
    );
    expect(ticket.subject).toBe('Voice Inbound (IVR) from Known Caller');
    expect(await shown()).toBe(1);
  });

  it('CON-4, TKT-5, UPD-1, UPD-11 a call from a new number makes a contact, and a ticket with the known data', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id), ended(id));
    await outcomeOf(stack, id);
    const ticket = await onlyTicket(id);
    const [contact] = (await contacts(stack)).filter(({ phone }) => phone === number);
    expect(contact).toMatchObject({
      id: ticket.requester_id,
      name: `Caller ${number}`,
      external_id: `phone:${number}`,
    });
    const [first] = ticket.comments;
    expect(first?.public).toBe(false);
    for (const words of ['Voice Inbound (IVR)', id, 'Support/Orders/Status', 'Order status', number])
      expect(first === undefined ? '' : textOf(first)).toContain(words);
    expect(titles(ticket)).toEqual(['Call started', 'Call finished']);
    expect(mentions(ticket, 'Duration: 02:00')).toBe(1);
  });

  it('APP-1, APP-8 a second call to the same queue is appended to the same ticket, which the agent who answers gets', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id), ended(id));
    await outcomeOf(stack, id);
    const second = `${id}-again`;
    await send(stack, started(second, number), assigned(second, agentTwo), connected(second, agentTwo), ended(second));
    await outcomeOf(stack, second);
    const ticket = await onlyTicket(second);
    expect(ticket.external_id).toBe(id);
    expect(ticket.assignee_id).toBe(stack.userId(agentTwo));
    expect(mentions(ticket, 'Call appended to this ticket')).toBe(1);
    expect(mentions(ticket, '(APP-1)')).toBe(1);
    expect(ticket.tags).toContain(`session_${second}`);
  });

  it('CON-7 two sessions of one new number at once make one contact', async () => {
    const { id, number } = newCaller();
    const ids = [`${id}-a`, `${id}-b`];
    await Promise.all(ids.map((one) => send(stack, started(one, number), assigned(one), connected(one), ended(one))));
    await Promise.all(ids.map((one) => outcomeOf(stack, one)));
    expect((await contacts(stack)).filter(({ phone }) => phone === number)).toHaveLength(1);
    for (const one of ids) await onlyTicket(one);
  });

  it('CON-6, END-1, END-2 the newest of three contacts is taken at the end if nobody picks, and the ticket says so', async () => {
    const { id, number } = newCaller();
    const users = [2021, 2023, 2022].map((year) => ({
      name: `Number holder ${year}`,
      phone: number,
      role: 'end-user',
      created_at: `${year}-01-01T00:00:00Z`,
    }));
    const seeded = (await stack.zendesk.seed({ users })).users;
    await send(stack, started(id, number), assigned(id), connected(id));
    const waiting = await until(async () => {
      const state = await stack.sessions.state(id).catch(() => null);
      return state?.waitsFor.some((wait) => wait.for === 'pick') === true ? state : null;
    });
    expect(waiting.candidates.map((contact) => contact.id)).toEqual([seeded[1], seeded[2], seeded[0]]);
    expect(waiting.ticketId).toBeNull();
    await send(stack, ended(id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', compensated: true });
    const ticket = await onlyTicket(id);
    expect(ticket.requester_id).toBe(seeded[1]);
    expect(mentions(ticket, '(END-2)')).toBe(1);
    expect(titles(ticket)).toEqual(['Call started', 'Call finished']);
  });

  it('CON-6, ADP-3 the agent picks one of several contacts, and another agent is refused with the rule', async () => {
    const { id, number } = newCaller();
    const users = ['A', 'B'].map((name) => ({ name: `Number holder ${name}`, phone: number, role: 'end-user' }));
    const [first] = (await stack.zendesk.seed({ users })).users;
    if (first === undefined) throw new Error('nothing was seeded');
    await send(stack, started(id, number), assigned(id));
    await until(async () => (await stack.sessions.state(id).catch(() => null))?.candidates.length === 2);
    const agent = (one: typeof agentOne): { id: string; email: string; name: string } => ({
      ...one,
      id: String(one.id),
    });
    const stranger = await stack.sessions.pickContact(id, {
      key: `${id}-x`,
      contactId: first,
      agent: agent(agentTwo),
      at: Date.now(),
    });
    expect(stranger).toMatchObject({ kind: 'refused', rule: 'ADP-4' });
    const picked = await stack.sessions.pickContact(id, {
      key: `${id}-y`,
      contactId: first,
      agent: agent(agentOne),
      at: Date.now(),
    });
    expect(picked.kind).toBe('done');
    await send(stack, connected(id), ended(id));
    await outcomeOf(stack, id);
    expect((await onlyTicket(id)).requester_id).toBe(first);
  });

  it('UPD-12, LATE-1 a recording that comes after the end is on the ticket once, as a file and as a voice comment', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number, { recording: true }), assigned(id), connected(id), ended(id));
    await until(async () => (await stack.sessions.state(id).catch(() => null))?.written.includes(`${id}/finished`));
    const state = await stack.sessions.state(id);
    expect(state?.waitsFor.map((wait) => wait.for)).toEqual(['recording']);
    await send(stack, recording(stack, id), recording(stack, id));
    await outcomeOf(stack, id);
    const ticket = await onlyTicket(id);
    expect(ticket.comments).toHaveLength(4);
    expect(mentions(ticket, 'Call recording')).toBe(1);
    expect(ticket.comments.at(-1)).toMatchObject({ type: 'VoiceComment', public: false });
  });

  it('TKT-12, LATE-1, BAT-5 doubled and late events change nothing, even when the session is over', async () => {
    const { id, number } = newCaller();
    const events = [started(id, number), assigned(id), connected(id), ended(id)];
    await send(stack, ...events, ...events);
    await outcomeOf(stack, id);
    const before = await onlyTicket(id);
    await send(stack, ...events);
    await outcomeOf(stack, id);
    expect(await onlyTicket(id)).toEqual(before);
    expect((await contacts(stack)).filter(({ phone }) => phone === number)).toHaveLength(1);
  });

  it('LATE-1 a recording of a session that is over finds its ticket', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id), ended(id));
    await outcomeOf(stack, id);
    await send(stack, recording(stack, id));
    await outcomeOf(stack, id);
    expect(mentions(await onlyTicket(id), 'Call recording')).toBe(1);
  });

  it('TKT-8, TKT-10 a customer who hangs up while waiting gets a new ticket, which is tagged and assigned to nobody', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), ended(id, { fail_reason: 'abandoned_in_queue' }));
    await outcomeOf(stack, id);
    const ticket = await onlyTicket(id);
    expect(ticket.assignee_id).toBeNull();
    expect(ticket.tags).toContain('abandoned');
  });

  it('CON-5 callers who withhold their numbers share one contact, but never a ticket', async () => {
    const ids = [newCaller().id, newCaller().id];
    for (const id of ids) {
      await send(stack, started(id, 'anonymous'), assigned(id), connected(id), ended(id));
      await outcomeOf(stack, id);
    }
    const found = await Promise.all(ids.map(onlyTicket));
    expect(new Set(found.map((ticket) => ticket.requester_id)).size).toBe(1);
    expect(new Set(found.map((ticket) => ticket.id)).size).toBe(2);
  });

  it('ADP-5 the ticket of an agent whom Zendesk does not know is made without an assignee, and a comment names the agent', async () => {
    const { id, number } = newCaller();
    const unknown = { id: 99, email: 'nobody@example.com', name: 'Agent Unknown' };
    await send(stack, started(id, number), assigned(id, unknown), connected(id, unknown), ended(id));
    await outcomeOf(stack, id);
    const ticket = await onlyTicket(id);
    expect(ticket.assignee_id).toBeNull();
    expect(mentions(ticket, 'nobody@example.com')).toBe(1);
  });

  it('CON-9 agents, suspended and deleted users with the number are not matched', async () => {
    const { id, number } = newCaller();
    await stack.zendesk.seed({
      users: [
        { name: 'Suspended', phone: number, role: 'end-user', suspended: true },
        { name: 'Deleted', phone: number, role: 'end-user', active: false },
        { name: 'Agent with phone', phone: number, role: 'agent', email: `${id}@example.com` },
      ],
    });
    await send(stack, started(id, number), assigned(id), connected(id), ended(id));
    await outcomeOf(stack, id);
    const { requester_id } = await onlyTicket(id);
    expect((await contacts(stack)).find(({ id: one }) => one === requester_id)?.name).toBe(`Caller ${number}`);
  });
});
