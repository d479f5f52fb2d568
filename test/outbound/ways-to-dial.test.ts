/**
 * This file tests each documented way to dial, from the page of the agent to the ticket of the call that the platform
 * starts. If these tests fail, an agent cannot dial, or an outbound call is written to another ticket or contact than
 * the agent chose.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import { testAgentDesk } from '../kit/agent-desk.ts';
import { connected, dialled, endedExpectingNothing, newCaller, outcomeOf, send } from '../kit/events.ts';
import { contacts, fieldOf, storedContact, mentions, ticketOf, ticketsOf, wholeText } from '../kit/zendesk-state.ts';

const desk = testAgentDesk();
const line = { number: '+18005550155', label: 'Service', languages: ['id', 'en'] };

let agents = 100;

/** Gives a new agent. An agent has one open choice at a time, so tests that run at the same time need an agent each. */
function newAgent(): number {
  agents += 1;
  return agents;
}

async function writes(): Promise<unknown> {
  const requests = await desk.stack.zendesk.requestsByEndpoint();
  return Object.entries(requests).filter(([endpoint]) => !endpoint.startsWith('GET '));
}

describe('flexible dialling with an automatic ticket', () => {
  let fromField = 0;
  beforeAll(async () => {
    const { ticket_fields: made } = await desk.stack.zendesk.seed({
      ticket_fields: [{ type: 'text', title: 'From' }],
    });
    [fromField = 0] = made;
    await desk.saveSettings({ flexible: true, numbers: [line] }, { fields: { from: fromField } });
  });

  it.concurrent('OUT-1, OUT-6 a call from a contact goes to the most recent open ticket of the contact', async () => {
    const agent = newAgent();
    const { id, number, contact, tickets } = await desk.contactWith('pending', 'open', 'solved');
    const question = { source: 'contact', contact_id: contact, dial_number: number };
    const page = await desk.api.options(agent, question);
    expect(page).toMatchObject({
      may_call: true,
      dial: number,
      numbers: [number],
      fields: { contact: { default: contact }, dial_number: { default: number } },
      preselection: { choice: 'auto', ticket_id: tickets[1] },
    });
    const ticket = await desk.placeCall(id, await desk.api.call(agent, question));
    expect(ticket.id).toBe(tickets[1]);
    expect(mentions(ticket, '(OUT-1)')).toBe(1);
  });

  it.concurrent('OUT-10 the agent chooses the outbound number and the language before the call, and the number is in the From field', async () => {
    const agent = newAgent();
    const { id, number, contact } = await desk.contactWith();
    const question = { source: 'contact', contact_id: contact, dial_number: number, lang: 'id' };
    expect(await desk.api.options(agent, question)).toMatchObject({
      outbound_numbers: [{ number: line.number }],
      languages: ['id', 'en'],
    });
    const call = await desk.api.call(agent, question);
    expect(call).toMatchObject({ outbound_number: line.number, lang: 'id' });
    const ticket = await desk.placeCall(id, call, { lang: null });
    expect(fieldOf(ticket, fromField)).toBe(line.number);
    expect(mentions(ticket, 'Language: id')).toBe(1);
  });

  it.concurrent('OUT-9, CON-11 a call from the dial pad to an unknown number makes contact and ticket when it starts', async () => {
    const agent = newAgent();
    const { id, number } = newCaller();
    const pasted = number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, ' +1 ($1) $2-$3');
    const page = await desk.api.options(agent, { source: 'dialpad', dial_number: pasted });
    expect(page).toMatchObject({ may_call: true, dial: number, contacts: [], new_contact: { allowed: true } });
    const call = await desk.api.call(agent, { source: 'dialpad', dial_number: pasted });
    expect((await contacts(desk.stack)).filter(({ phone }) => phone === number)).toEqual([]);
    const ticket = await desk.placeCall(id, call);
    expect(await storedContact(desk.stack, ticket.requester_id)).toMatchObject({ phone: number });
  });

  it.concurrent('OUT-5, CON-6 the agent picks among several contacts before the call, so the call does not wait for a pick', async () => {
    const agent = newAgent();
    const { id, number, contact, tickets } = await desk.contactWith('open');
    const seeded = { name: 'Newer', phone: number, role: 'end-user', created_at: '2099-01-01T00:00:00Z' };
    const [newer = 0] = (await desk.stack.zendesk.seed({ users: [seeded] })).users;
    const question = { source: 'dialpad', dial_number: number };
    const page = await desk.api.options(agent, question);
    expect(page.contacts.map((one) => one.id)).toEqual([newer, contact]);
    expect(page).toMatchObject({ may_call: false, fields: { contact: { required: true, default: newer } } });
    expect(page.unanswered).toMatchObject([{ field: 'contact', rule: 'OUT-5' }]);
    const ticket = await desk.placeCall(id, await desk.api.call(agent, { ...question, contact_id: contact }));
    expect(ticket.id).toBe(tickets[0]);
  });

  it.concurrent('CON-6 the agent may ask for a new contact although a contact has the number', async () => {
    const agent = newAgent();
    const { id, number, contact } = await desk.contactWith('open');
    const question = { source: 'dialpad', dial_number: number, contact_id: 'new' };
    const ticket = await desk.placeCall(id, await desk.api.call(agent, question));
    expect(ticket.requester_id).not.toBe(contact);
    expect(ticket.external_id).toBe(id);
    expect(await storedContact(desk.stack, ticket.requester_id)).toMatchObject({ phone: number });
  });

  it.concurrent('OUT-7, APP-3 a call from a ticket fills in number, contact and ticket, and sets the ticket to Open', async () => {
    const agent = newAgent();
    const { id, number, contact, tickets } = await desk.contactWith('pending', 'open');
    const question = { source: 'ticket', ticket_id: tickets[0] };
    const page = await desk.api.options(agent, question);
    expect(page).toMatchObject({
      may_call: true,
      dial: number,
      fields: { contact: { default: contact }, dial_number: { default: number } },
      preselection: { choice: 'auto', ticket_id: tickets[0] },
    });
    const ticket = await desk.placeCall(id, await desk.api.call(agent, question));
    expect(ticket).toMatchObject({ id: tickets[0], status: 'open' });
    expect(mentions(ticket, '(APP-3)')).toBe(1);
  });

  it.concurrent.each([
    ['APP-5', { source: 'call_back' }],
    ['APP-6', { source: 'callback_button', previous_call_seconds: 4 }],
  ])('%s a call back goes to the ticket of the earlier call, although there is a newer ticket', async (rule, how) => {
    const agent = newAgent();
    const { id, number, contact } = await desk.contactWith();
    const question = { source: 'contact', contact_id: contact, dial_number: number };
    const first = await desk.placeCall(id, await desk.api.call(agent, question));
    await desk.setStatus(first.id, 'solved');
    await desk.ticketFor(contact, 'open', { created_at: '2099-01-01T00:00:00Z' });
    const back = { ...how, follows_session_id: id, dial_number: number };
    const call = await desk.api.call(agent, back);
    const start = dialled(`${id}-back`, call.dial, { source: null, choice_id: call.choice_id });
    await send(desk.stack, start, connected(`${id}-back`), endedExpectingNothing(`${id}-back`));
    await outcomeOf(desk.stack, `${id}-back`);
    const ticket = await ticketOf(desk.stack, id);
    expect(ticket).toMatchObject({ id: first.id, status: 'open' });
    expect(mentions(ticket, `(${rule})`)).toBe(1);
  });

  it('OUT-12 no endpoint before a call writes to Zendesk', async () => {
    const agent = newAgent();
    const { number, contact } = await desk.contactWith('open');
    const before = await writes();
    const question = { source: 'contact', contact_id: contact, dial_number: number };
    await desk.api.options(agent, question);
    await desk.api.call(agent, question);
    await desk.api.call(agent, { source: 'dialpad', dial_number: newCaller().number });
    const { choice_id } = await desk.api.call(agent, question);
    expect((await desk.api.post(agent, `calls/${choice_id}/cancel`)).status).toBe(200);
    expect(await writes()).toEqual(before);
  });
});

describe('flexible dialling with a pick of the agent', () => {
  beforeAll(() =>
    desk.saveSettings({
      flexible: true,
      promptForTicket: true,
      allowCreate: true,
      allowNone: true,
      allowEnteredNumber: true,
    }),
  );

  it.concurrent('OUT-1, OUT-11 the agent must pick one of the open tickets before the call', async () => {
    const agent = newAgent();
    const { id, number, contact, tickets } = await desk.contactWith('pending', 'open', 'solved');
    const question = { source: 'contact', contact_id: contact, dial_number: number };
    const page = await desk.api.options(agent, question);
    expect(page.tickets.map((one) => one.id).toSorted((a, b) => a - b)).toEqual([tickets[0], tickets[1]]);
    expect(page).toMatchObject({
      may_call: false,
      preselection: null,
      unanswered: [{ field: 'ticket', rule: 'OUT-1' }],
    });
    const picked = { ...question, ticket_choice: 'existing', ticket_id: tickets[0] };
    const ticket = await desk.placeCall(id, await desk.api.call(agent, picked));
    expect(ticket).toMatchObject({ id: tickets[0], status: 'pending' });
  });

  it.concurrent('OUT-2 the agent may choose a new ticket although there are open ones', async () => {
    const agent = newAgent();
    const { id, number, contact } = await desk.contactWith('open');
    const question = { source: 'contact', contact_id: contact, dial_number: number, ticket_choice: 'new' };
    const ticket = await desk.placeCall(id, await desk.api.call(agent, question));
    expect(ticket).toMatchObject({ external_id: id, requester_id: contact });
  });

  it.concurrent('OUT-3, CON-11 a call without a ticket makes neither ticket nor contact', async () => {
    const agent = newAgent();
    const { id, number } = newCaller();
    const question = { source: 'dialpad', dial_number: number, ticket_choice: 'none' };
    const { choice_id, dial } = await desk.api.call(agent, question);
    await send(desk.stack, dialled(id, dial, { choice_id }), connected(id), endedExpectingNothing(id));
    expect(await outcomeOf(desk.stack, id)).toMatchObject({ result: 'no ticket', warnings: [] });
    expect((await contacts(desk.stack)).filter(({ phone }) => phone === number)).toEqual([]);
  });

  it.concurrent('OUT-8, CON-10 an entered number is dialled for a contact that another number found, and makes no contact', async () => {
    const agent = newAgent();
    const { id, number, contact, tickets } = await desk.contactWith('open');
    const { number: entered } = newCaller();
    const question = { source: 'dialpad', lookup_number: number, dial_number: entered, enter_number: true };
    const picked = { ...question, contact_id: contact, ticket_choice: 'existing', ticket_id: tickets[0] };
    const ticket = await desk.placeCall(id, await desk.api.call(agent, picked));
    expect(ticket.id).toBe(tickets[0]);
    expect(mentions(ticket, `Dialled number: ${entered}`)).toBe(1);
    expect((await contacts(desk.stack)).filter(({ phone }) => phone === entered)).toEqual([]);
  });

  it.concurrent('OUT-8, CON-10 an entered number is in the first comment of a new ticket', async () => {
    const agent = newAgent();
    const { id, number, contact } = await desk.contactWith('open');
    const { number: entered } = newCaller();
    const question = { source: 'contact', contact_id: contact, dial_number: entered, enter_number: true };
    const ticket = await desk.placeCall(id, await desk.api.call(agent, { ...question, ticket_choice: 'new' }));
    expect(ticket).toMatchObject({ external_id: id, requester_id: contact });
    expect(mentions(ticket, `Dialled number: ${entered}`)).toBe(1);
    expect(await storedContact(desk.stack, contact)).toMatchObject({ phone: number });
  });

  it.concurrent('OUT-13, CON-10 a new number on a ticket is dialled and named in the comment, and the contact does not get it', async () => {
    const agent = newAgent();
    const { id, number, contact, tickets } = await desk.contactWith('pending');
    const { number: entered } = newCaller();
    const question = { source: 'ticket', ticket_id: tickets[0], dial_number: entered };
    expect(await desk.api.options(agent, question)).toMatchObject({
      dial: entered,
      fields: { enter_number: { shown: true, default: true }, contact: { default: contact } },
    });
    const ticket = await desk.placeCall(id, await desk.api.call(agent, question));
    expect(ticket).toMatchObject({ id: tickets[0], status: 'open' });
    expect(mentions(ticket, `Dialled number: ${entered}`)).toBe(1);
    expect(wholeText(ticket)).not.toContain('Customer phone');
    expect(await storedContact(desk.stack, contact)).toMatchObject({ phone: number });
  });

  it.concurrent('OUT-12, TEAM-7 a chosen ticket that is closed before the call starts gets a follow-up', async () => {
    const agent = newAgent();
    const { id, number, contact, tickets } = await desk.contactWith('open', 'open');
    const question = { source: 'contact', contact_id: contact, dial_number: number };
    const [chosen = 0] = tickets;
    const call = await desk.api.call(agent, { ...question, ticket_choice: 'existing', ticket_id: chosen });
    await desk.setStatus(chosen, 'closed');
    const ticket = await desk.placeCall(id, call);
    expect(ticket['via']).toMatchObject({ source: { rel: 'follow_up', from: { ticket_id: chosen } } });
    expect(mentions(ticket, '(TEAM-7)')).toBe(1);
  });
});

describe('without flexible dialling', () => {
  beforeAll(() => desk.saveSettings({}));

  it.concurrent('OUT-4, APP-4 the ticket is found when the call starts', async () => {
    const agent = newAgent();
    const { id, number, tickets } = await desk.contactWith('open');
    const call = await desk.api.call(agent, { source: 'dialpad', dial_number: number });
    const ticket = await desk.placeCall(id, call);
    expect(ticket.id).toBe(tickets[0]);
    expect(mentions(ticket, '(APP-4)')).toBe(1);
  });

  it.concurrent('OUT-11 a cancelled choice leaves nothing behind: the call goes on without it, with a warning', async () => {
    const agent = newAgent();
    const { id, number } = await desk.contactWith('open');
    const { choice_id } = await desk.api.call(agent, { source: 'dialpad', dial_number: number });
    expect((await desk.api.post(agent, `calls/${choice_id}/cancel`)).status).toBe(200);
    expect(await ticketsOf(desk.stack, id)).toEqual([]);
    await send(desk.stack, dialled(id, number, { choice_id }), connected(id), endedExpectingNothing(id));
    expect(await outcomeOf(desk.stack, id)).toMatchObject({ warnings: [expect.stringContaining('(OUT-14)')] });
  });
});
